//! A comparison of runs: the differences of their recipes, their curves, and
//! their results.

use super::{
    html::Page,
    plot::{self, Line},
};
use crate::{
    evaluate::metrics::{percent, percent_within, wilson},
    train::{Epoch, Kept},
};
use anyhow::Result;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};
use toml::{Table, Value};

/// For a run without such a key.
const NONE: &str = "-";

/// Writes the comparison of the runs in `folders` as one page, and returns it
/// as plain text.
///
/// # Errors
///
/// If a folder has no run, or a damaged one; if the page cannot be written.
pub fn compare(folders: &[PathBuf], path: &Path) -> Result<String> {
    let runs = folders.iter().map(|folder| {
        let name = folder.display().to_string();
        Kept::read(folder).map(|kept| (name, kept))
    });
    let runs = runs.collect::<Result<Vec<_>>>()?;
    let mut page = Page::new("Runs compared", None);
    results(&mut page, &runs);
    differences(&mut page, &runs)?;
    curves(&mut page, &runs)?;
    page.write(path)
}

/// The results of each run.
fn results(page: &mut Page<'_>, runs: &[(String, Kept)]) {
    page.text("h2", "Results");
    page.text(
        "p",
        "On validation pictures, after the epoch whose weights are exported; for an unfinished run, \
         after its last epoch. Accuracy with Wilson's 95 % interval, if the run states the number \
         of validation pictures. The runs saw the same pictures, so there may be a difference \
         although intervals overlap.",
    );
    let heading = ["run", "epochs", "of epoch", "loss", "accuracy"].map(str::to_owned);
    let rows = runs.iter().map(|(name, kept)| {
        let done = format!("{} of {}", kept.epochs.len(), kept.config.epochs);
        let figures = kept.exported().map_or_else(
            || [NONE; 3].map(str::to_owned),
            |epoch| {
                let loss = format!("{:.4}", epoch.val_loss);
                [epoch.epoch.to_string(), loss, accuracy(epoch, kept.run.val_pictures)]
            },
        );
        [vec![name.clone(), done], figures.to_vec()].concat()
    });
    page.table(&std::iter::once(heading.to_vec()).chain(rows).collect::<Vec<_>>());
}

fn accuracy(epoch: &Epoch, pictures: usize) -> String {
    let share = epoch.val_accuracy;
    if pictures == 0 {
        return percent(share);
    }
    percent_within(share, wilson(share, pictures as f64, 1.96))
}

/// The keys in which the recipes, the data or the code differ.
fn differences(page: &mut Page<'_>, runs: &[(String, Kept)]) -> Result<()> {
    page.text("h2", "Recipes");
    let recipes = runs.iter().map(|(_, kept)| flat(kept)).collect::<Result<Vec<_>>>()?;
    let keys: BTreeSet<_> = recipes.iter().flat_map(BTreeMap::keys).collect();
    let rows = keys.into_iter().filter_map(|key| {
        let value =
            |recipe: &BTreeMap<_, String>| recipe.get(key).map_or(NONE, |value| value).to_owned();
        let values: Vec<_> = recipes.iter().map(value).collect();
        let same = values.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
        (!same).then(|| [vec![key.clone()], values].concat())
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        page.text("p", "They do not differ.");
        return Ok(());
    }
    let names = runs.iter().map(|(name, _)| name.clone());
    let heading: Vec<_> = std::iter::once("key".to_owned()).chain(names).collect();
    page.table(&[vec![heading], rows].concat());
    Ok(())
}

/// A recipe as values by dotted keys, with the data and the commit.
fn flat(kept: &Kept) -> Result<BTreeMap<String, String>> {
    let mut flat = BTreeMap::new();
    // Through text, so that 0.4 in single precision is written as 0.4.
    let recipe: Table = toml::from_str(&toml::to_string(&kept.config)?)?;
    flatten("", &recipe, &mut flat);
    let short = |text: &str| text.chars().take(9).collect::<String>();
    flat.insert("(data)".to_owned(), short(&kept.run.manifest_sha256));
    if let Some(commit) = &kept.run.commit {
        flat.insert("(commit)".to_owned(), short(commit));
    }
    Ok(flat)
}

fn flatten(above: &str, table: &Table, flat: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = format!("{above}{key}");
        match value {
            Value::Table(inner) => flatten(&format!("{key}."), inner, flat),
            value => drop(flat.insert(key, value.to_string())),
        }
    }
}

/// A plotted quantity of an epoch.
type Figure = fn(&Epoch) -> f64;

/// One chart per quantity, with all runs.
fn curves(page: &mut Page<'_>, runs: &[(String, Kept)]) -> Result<()> {
    page.text("h2", "Curves");
    let figures: [(&str, Figure); 4] = [
        ("Validation accuracy", |epoch| epoch.val_accuracy),
        ("Validation loss", |epoch| epoch.val_loss),
        ("Training accuracy", |epoch| epoch.train_accuracy),
        ("Training loss", |epoch| epoch.train_loss),
    ];
    page.beside(|page| {
        for (title, figure) in figures {
            let lines = runs.iter().filter(|(_, kept)| !kept.epochs.is_empty());
            let lines = lines.map(|(name, kept)| {
                let points = kept.epochs.iter().map(|epoch| (epoch.epoch as f64, figure(epoch)));
                Line::new(name, points)
            });
            let lines: Vec<_> = lines.collect();
            if !lines.is_empty() {
                page.plot("curves", &plot::lines(title, ["epoch", ""], &lines)?)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{arch::Arch, config::Config};
    use std::fs;

    /// A run as `whence train` leaves it, without its checkpoint.
    fn run(folder: &Path, config: &Config, accuracies: &[f64], val_pictures: usize) -> PathBuf {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("config.toml"), toml::to_string(config).unwrap()).unwrap();
        let run = serde_json::json!({
            "seed": config.seed, "commit": null, "manifest_sha256": "0123456789abcdef",
            "pictures": [8, 8], "val_pictures": val_pictures,
        });
        fs::write(folder.join("run.json"), run.to_string()).unwrap();
        let lines = accuracies.iter().zip(1..).map(|(accuracy, epoch)| {
            let epoch = Epoch {
                epoch,
                train_loss: 0.5,
                train_accuracy: 0.5,
                val_loss: 1.0 - accuracy,
                val_accuracy: *accuracy,
            };
            serde_json::to_string(&epoch).unwrap() + "\n"
        });
        fs::write(folder.join("metrics.jsonl"), lines.collect::<String>()).unwrap();
        folder.to_owned()
    }

    #[test]
    fn only_what_differs_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let whole = Config { epochs: 3, ..Config::load(Arch::Whence, None).unwrap() };
        let mut other =
            Config { learning_rate: 0.1, ema_decay: 0.4, patience: Some(1), ..whole.clone() };
        other.augment.tint = 0.75;
        "<weights>".clone_into(&mut other.init);
        let place = |name: &str| folder.path().join(name);
        let first = run(&place("first"), &whole, &[0.25, 0.5, 0.75], 400);
        let second = run(&place("&second"), &other, &[0.5, 0.75, 0.25], 0);
        let path = place("compare.html");
        let text = compare(&[first.clone(), second], &path).unwrap();
        let row = |begins: &str| {
            let row = text.lines().find(|line| line.starts_with(begins));
            let row = row.unwrap_or_else(|| panic!("{text} lacks {begins}"));
            row.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
        };
        let results = |name: &str| row(&place(name).display().to_string());
        assert_eq!(results("first"), "3 of 3 3 0.2500 75.0 % (70.5 to 79.0)");
        // With patience, the best epoch; without the number of pictures, no
        // interval.
        assert_eq!(results("&second"), "3 of 3 2 0.2500 75.0 %");
        assert!(row("learning_rate").ends_with(" 0.1"), "{text}");
        assert!(row("ema_decay").ends_with(" 0.4"), "{text}");
        assert_eq!(row("patience"), "- 1");
        assert!(row("augment.tint").ends_with(" 0.75"), "{text}");
        for same in ["weight_decay", "\nepochs ", "(data)", "(commit)", "They do not differ"] {
            assert!(!text.contains(same), "{text} has {same}");
        }
        let page = fs::read_to_string(&path).unwrap();
        assert_eq!(page.matches("<svg").count(), 4);
        assert!(page.contains("&amp;second") && !page.contains("&second"));
        assert!(page.contains("&lt;weights>") && !page.contains("<weights>"));
        assert!(!page.contains("src=\"http") && !page.contains("href="), "it stands by itself");

        let text = compare(&[first.clone(), first], &path).unwrap();
        assert!(text.contains("They do not differ"), "{text}");
    }

    #[test]
    fn a_run_that_is_not_there_or_has_not_begun_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let whole = Config::load(Arch::Whence, None).unwrap();
        let begun = run(&folder.path().join("begun"), &whole, &[], 400);
        let path = folder.path().join("compare.html");
        let text = compare(&[begun.clone(), begun.clone()], &path).unwrap();
        assert!(text.contains("0 of"), "{text}");
        fs::remove_file(begun.join("metrics.jsonl")).unwrap();
        assert!(compare(&[begun.clone(), begun.clone()], &path).is_ok());
        let error = compare(&[folder.path().join("none")], &path).unwrap_err();
        assert!(format!("{error:#}").contains("there is no run in"), "{error:#}");
        fs::write(begun.join("metrics.jsonl"), "{").unwrap();
        let error = compare(&[begun], &path).unwrap_err();
        assert!(format!("{error:#}").contains("metrics.jsonl"), "{error:#}");
    }
}
