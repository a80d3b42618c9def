//! Lists the page's languages: the files of `www/words`.

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

const FOLDER: &str = "www/words";

/// The message with a language's own name.
const NAME: &str = "language-name = ";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_WORDS").is_some() {
        println!("cargo::rerun-if-changed={FOLDER}");
        fs::write(Path::new(&env::var("OUT_DIR")?).join("languages.rs"), languages()?)?;
    }
    Ok(())
}

/// The constant that `src/app/language.rs` includes, English first.
fn languages() -> Result<String, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(env::current_dir()?.join(FOLDER))? {
        files.push(entry?.path());
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "ftl"));
    files.sort_by_key(|file| (!file.ends_with("en.ftl"), file.clone()));
    let mut list = String::new();
    for file in &files {
        let tag = file.file_stem().unwrap_or_default().display().to_string();
        let source = fs::read_to_string(file)?;
        let name = source.lines().find_map(|line| line.strip_prefix(NAME));
        let name = name.ok_or_else(|| format!("{FOLDER}/{tag}.ftl lacks {NAME}"))?;
        writeln!(
            list,
            "    Language {{ tag: {tag:?}, name: {name:?}, source: include_str!({file:?}) }},"
        )?;
    }
    Ok(format!("const LANGUAGES: [Language; {}] = [\n{list}];\n", files.len()))
}
