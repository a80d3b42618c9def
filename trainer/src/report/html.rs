//! Self-contained HTML pages: text, plots and pictures in one file.

use anyhow::{Context as _, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use image::{ImageFormat, RgbImage};
use std::{fmt::Write as _, fs, io::Cursor, path::Path};
use whence::{
    app::format::escaped,
    core::{card::Filter, picture::Picture},
};

/// A page under construction.
pub(crate) struct Page<'a> {
    title: &'a str,
    /// The folder in which plots and pictures are also saved as files, if any.
    folder: Option<&'a Path>,
    pub(crate) body: String,
    /// The text of the page, without plots and pictures.
    said: String,
    /// Headings that no text has followed yet.
    headings: Vec<(&'static str, String)>,
}

impl<'a> Page<'a> {
    pub(crate) fn new(title: &'a str, folder: Option<&'a Path>) -> Self {
        let mut page =
            Self { title, folder, body: String::new(), said: String::new(), headings: Vec::new() };
        page.text("h1", title);
        page
    }

    /// Adds an element with text.
    pub(crate) fn text(&mut self, tag: &'static str, text: &str) {
        if tag.starts_with('h') {
            self.headings.retain(|(above, _)| *above < tag);
            self.headings.push((tag, text.to_owned()));
        } else {
            self.print(&format!("{text}\n\n"));
        }
        let _ = writeln!(self.body, "<{tag}>{}</{tag}>", escaped(text));
    }

    fn print(&mut self, words: &str) {
        for (_, heading) in self.headings.drain(..) {
            let _ = write!(self.said, "{heading}\n{}\n\n", "-".repeat(heading.chars().count()));
        }
        self.said += words;
    }

    /// Adds a table; the first row and the first cell of each row are headings.
    pub(crate) fn table(&mut self, rows: &[Vec<String>]) {
        for row in rows {
            let cells = row.iter().enumerate().map(|(column, cell)| match column {
                0 => format!("{cell:<42}"),
                _ => format!(" {cell:>24}"),
            });
            self.print(&(cells.collect::<String>() + "\n"));
        }
        self.print("\n");
        self.body += "<table>\n";
        for (index, row) in rows.iter().enumerate() {
            self.body += "<tr>";
            for (column, cell) in row.iter().enumerate() {
                let cell = escaped(cell);
                let _ = match (index, column) {
                    (0, _) => write!(self.body, "<th scope=\"col\">{cell}</th>"),
                    (_, 0) => write!(self.body, "<th scope=\"row\">{cell}</th>"),
                    _ => write!(self.body, "<td>{cell}</td>"),
                };
            }
            self.body += "</tr>\n";
        }
        self.body += "</table>\n";
    }

    pub(crate) fn plot(&mut self, name: &str, svg: &str) -> Result<()> {
        let _ = writeln!(self.body, "<figure>{svg}</figure>");
        self.keep(&format!("{name}.svg"), svg.as_bytes())
    }

    /// Adds a picture as JPEG, with `title` as its alternative text.
    pub(crate) fn picture(&mut self, name: &str, title: &str, picture: &RgbImage) -> Result<()> {
        let bytes = jpeg(picture)?;
        let _ = writeln!(self.body, "<figure>{}</figure>", element(title, &bytes));
        self.keep(&format!("{name}.jpg"), &bytes)
    }

    /// Shows the elements that `add` adds side by side, if there is room.
    pub(crate) fn beside(&mut self, add: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.body += "<div class=\"beside\">\n";
        add(self)?;
        self.body += "</div>\n";
        Ok(())
    }

    /// Adds pictures with captions, in rows.
    pub(crate) fn gallery(&mut self, pictures: &[(RgbImage, String)]) -> Result<()> {
        self.body += "<div class=\"gallery\">\n";
        for (picture, caption) in pictures {
            let picture = element("", &jpeg(picture)?);
            let caption = escaped(caption);
            let _ =
                writeln!(self.body, "<figure>{picture}<figcaption>{caption}</figcaption></figure>");
        }
        self.body += "</div>\n";
        Ok(())
    }

    /// Writes the page and returns its text.
    pub(crate) fn write(self, path: &Path) -> Result<String> {
        let html = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{}</title>\n<style>{}</style></head>\n<body>\n{}</body></html>\n",
            escaped(self.title),
            include_str!("report.css"),
            self.body
        );
        fs::write(path, html).with_context(|| format!("could not write {}", path.display()))?;
        Ok(self.said.trim_end().to_owned() + "\n")
    }

    fn keep(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let Some(folder) = self.folder else { return Ok(()) };
        let path = folder.join(name);
        fs::write(&path, bytes).with_context(|| format!("could not write {}", path.display()))
    }
}

/// A picture scaled so that its longer side has `longest` pixels.
pub(crate) fn thumbnail(picture: &Picture, longest: u32) -> Result<RgbImage> {
    let (width, height) = picture.size();
    let scale = longest as f32 / width.max(height).max(1) as f32;
    let side = |length: u32| ((length as f32 * scale) as u32).clamp(1, longest);
    Ok(picture.resize(side(width), side(height), Filter::Bilinear)?)
}

fn jpeg(picture: &RgbImage) -> Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg)?;
    Ok(bytes.into_inner())
}

fn element(title: &str, jpeg: &[u8]) -> String {
    let (title, encoded) = (escaped(title), STANDARD.encode(jpeg));
    format!("<img alt=\"{title}\" src=\"data:image/jpeg;base64,{encoded}\">")
}
