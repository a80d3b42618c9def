//! The sources of works.

use super::{
    client::Host,
    store::{Listing, Store},
};
use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};
use tracing::{info, warn};
use whence::{
    core::{
        label::Label,
        task::{Rule, Task},
    },
    met::{
        Record,
        endpoint::{self, Department, Ids, PAGE, Search, WINDOW},
    },
};

/// A source of works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The results of the API's search for the task's labels, and some works of
    /// the departments without any of them.
    Search,
    /// The whole collection, or some departments of it, by number.
    All(Vec<u8>),
    /// A file with one object id per line.
    Ids(PathBuf),
    /// A CSV of pictures with the columns `culture` and `primaryImageSmall`.
    Urls(PathBuf),
    /// The Met's own MetObjects.csv.
    ObjectsCsv(PathBuf),
}

impl Source {
    /// Lists its works in `store`, continuing where the last listing stopped.
    ///
    /// # Errors
    ///
    /// If the API refuses or a file cannot be read; what was listed remains.
    pub async fn list(&self, store: &Store, api: &Host, task: &Task, base: &str) -> Result<()> {
        ensure!(
            task.rule.is_some() || matches!(self, Self::Urls(_)),
            "the task {} has no rule, so no record has a label",
            task.id
        );
        match self {
            Self::Search => {
                ensure!(
                    task.knows_the_met(),
                    "the task {} does not say how The Met is searched for its labels",
                    task.id
                );
                let mut searches: Vec<Search> = Vec::new();
                for (_, search) in task.searches() {
                    let search = search.widened();
                    if !searches.contains(&search) {
                        searches.push(search);
                    }
                }
                for search in searches {
                    list_found(store, api, base, &search, WINDOW, false).await?;
                }
                for department in &task.negatives {
                    let search = Search::anything_of(*department);
                    list_found(store, api, base, &search, NEGATIVES_EACH, true).await?;
                }
                Ok(())
            }
            Self::All(departments) => {
                let address = endpoint::objects(base, departments);
                if store.listing(&address)?.done {
                    return Ok(());
                }
                info!("listing the collection");
                let ids = ids(api, &address).await?;
                list_whole(store, &address, ids.objects())
            }
            Self::Ids(file) => list_whole(store, &file.display().to_string(), &numbers(file)?),
            Self::Urls(file) => store.list_addresses(&addresses(file, task)?),
            Self::ObjectsCsv(file) => {
                list_whole(store, &file.display().to_string(), &paintings(file, task)?)
            }
        }
    }
}

fn list_whole(store: &Store, name: &str, ids: &[u32]) -> Result<()> {
    let total = ids.len() as u32;
    store.list(name, Listing { next: total, total, done: true }, ids, false)
}

/// The number of works to list from each negative department.
const NEGATIVES_EACH: u32 = 200;

/// Pages overlap and end early if results tie, so a list is complete only when
/// a page is empty.
async fn list_found(
    store: &Store,
    api: &Host,
    base: &str,
    search: &Search,
    most: u32,
    negative: bool,
) -> Result<()> {
    let kind = if negative { "negatives of " } else { "" };
    // The name in the database is less readable than the description.
    let (name, said) = (format!("{kind}{}", search.page("", 0, 0)), format!("{kind}{search}"));
    let mut listing = store.listing(&name)?;
    while !listing.done {
        let limit = PAGE.min(most.saturating_sub(listing.next));
        let page = ids(api, &search.page(base, listing.next, limit)).await?;
        listing.total = page.total;
        listing.next += page.objects().len() as u32;
        listing.done = page.objects().is_empty() || listing.next >= most;
        store.list(&name, listing, page.objects(), negative)?;
        info!("{said}: listed {} of {}", listing.next.min(page.total), page.total);
        if listing.done && !negative && page.total > WINDOW {
            info!("{said}: The Met's search lists at most {WINDOW}; --all finds the rest");
        }
    }
    Ok(())
}

async fn ids(api: &Host, address: &str) -> Result<Ids> {
    let body = api.get(address).await?;
    serde_json::from_slice(&body).with_context(|| format!("{address} is not a list of ids"))
}

/// The ids in a file, one per line.
fn numbers(file: &Path) -> Result<Vec<u32>> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("could not read {}", file.display()))?;
    // Notepad and Excel add a byte order mark.
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let (lines, blank): (Vec<_>, Vec<_>) =
        (1..).zip(lines).partition(|(_, line): &(u32, &str)| !line.is_empty());
    pass_over(file, blank.len());
    let id = |(number, line): (u32, &str)| {
        line.parse().with_context(|| format!("{}, line {number}: {line:?}", file.display()))
    };
    lines.into_iter().map(id).collect()
}

/// Warns about skipped blank rows, if there are any.
fn pass_over(file: &Path, rows: usize) {
    match rows {
        0 => {}
        1 => warn!("{}: skipped 1 blank row", file.display()),
        rows => warn!("{}: skipped {rows} blank rows", file.display()),
    }
}

/// A list such as the article's, which names cultures as countries. If an
/// address has two labels, the first is used.
fn addresses(file: &Path, task: &Task) -> Result<Vec<(Label, String)>> {
    #[derive(Deserialize)]
    struct Row {
        culture: String,
        #[serde(rename = "primaryImageSmall")]
        address: String,
    }
    let (mut works, mut blank) = (Vec::new(), 0);
    let mut known = HashMap::<String, Label>::new();
    for (index, row) in reader(file)?.deserialize().enumerate() {
        let Row { culture, address } =
            row.with_context(|| format!("{} is not such a list", file.display()))?;
        let (address, place) =
            (address.trim(), format!("{}, record {}", file.display(), index + 1));
        if address.is_empty() {
            blank += 1;
            continue;
        }
        let label = task
            .named(&culture)
            .with_context(|| format!("{place}: {culture:?} is no label of the task {}", task.id))?;
        match known.get(address) {
            Some(first) if *first != label => {
                warn!(
                    "{place}: {address} is {first} further up and {label} here; it stays {first}"
                );
            }
            Some(_) => {}
            None => {
                known.insert(address.to_owned(), label);
                works.push((label, address.to_owned()));
            }
        }
    }
    pass_over(file, blank);
    Ok(works)
}

/// The objects of MetObjects.csv that have a picture and a label by the task's
/// rule.
fn paintings(file: &Path, task: &Task) -> Result<Vec<u32>> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(rename = "Object ID")]
        id: Option<u32>,
        #[serde(rename = "Is Public Domain")]
        public: String,
        #[serde(rename = "Department")]
        department: String,
        #[serde(rename = "Object Name")]
        object_name: String,
        #[serde(rename = "Culture")]
        culture: String,
        #[serde(rename = "Classification")]
        classification: String,
    }
    let (mut ids, mut blank) = (Vec::new(), 0);
    for row in reader(file)?.deserialize() {
        let Row { id, public, department, object_name, mut culture, classification } = row
            .with_context(|| {
                format!("{} is not MetObjects.csv (a Git LFS pointer, perhaps?)", file.display())
            })?;
        let Some(id) = id else {
            blank += 1;
            continue;
        };
        let public = public.eq_ignore_ascii_case("true");
        // The file is from 2023: a record without a culture may have one today.
        let by_culture = task.rule == Some(Rule::Culture);
        if by_culture && culture.is_empty() && department == Department::AMERICAN.name() {
            "American".clone_into(&mut culture);
        }
        let record = Record {
            object_id: id,
            department,
            object_name,
            culture,
            classification,
            ..Record::default()
        };
        if public && task.label_of(&record).is_ok() {
            ids.push(id);
        }
    }
    pass_over(file, blank);
    if ids.is_empty() {
        bail!("{} names nothing with a label of the task {}", file.display(), task.id);
    }
    Ok(ids)
}

fn reader(file: &Path) -> Result<csv::Reader<std::fs::File>> {
    csv::Reader::from_path(file).with_context(|| format!("could not read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::tasks::culture;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn the_articles_list_names_countries() {
        let list =
            file("culture,primaryImageSmall\nAmerica,http://met/a b.jpg\nIndia,http://met/b.JPG\n");
        let expected = [
            (Label::new("american").unwrap(), "http://met/a b.jpg".to_owned()),
            (Label::new("indian").unwrap(), "http://met/b.JPG".to_owned()),
        ];
        assert_eq!(addresses(list.path(), &culture().unwrap()).unwrap(), expected);
        let list = file("culture,primaryImageSmall\nFrance,x\n");
        let error = addresses(list.path(), &culture().unwrap()).unwrap_err();
        assert!(format!("{error:#}").contains("record 1"), "{error:#}");
    }

    #[test]
    fn blank_rows_and_marks_are_passed_over() {
        let ids = file("\u{feff}1\r\n\r\n 2 \n\n");
        assert_eq!(numbers(ids.path()).unwrap(), [1, 2]);
        let error = numbers(file("\nObject ID\n1\n").path()).unwrap_err();
        assert!(format!("{error:#}").contains("line 2: \"Object ID\""), "{error:#}");
        let list = file(
            "\u{feff}culture,primaryImageSmall\nAmerica,http://met/a.jpg\nIndia,\n,   \n\
             Japan,http://met/a.jpg\nAmerica,http://met/a.jpg\n",
        );
        let expected = [(Label::new("american").unwrap(), "http://met/a.jpg".to_owned())];
        assert_eq!(addresses(list.path(), &culture().unwrap()).unwrap(), expected);
    }

    #[test]
    fn the_objects_file_is_sifted_by_the_same_rule() {
        let list = file(
            "Object ID,Is Public Domain,Department,Object Name,Culture,Classification\n\
             1,True,The American Wing,Painting,,\n2,True,The American Wing,Vase,American,\n\
             3,True,Asian Art,Album leaf,China,Paintings\n,,,,,\n4,False,Asian Art,Fan,Japan,Paintings\n",
        );
        assert_eq!(paintings(list.path(), &culture().unwrap()).unwrap(), [1, 3]);
        let pointer = file("version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
        let error = paintings(pointer.path(), &culture().unwrap()).unwrap_err();
        assert!(format!("{error:#}").contains("LFS"));
    }
}
