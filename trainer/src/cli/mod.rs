//! The command line: the arguments and their values.

mod acquire;
mod classify;
mod data;
mod model;
mod train;

pub(crate) use acquire::Acquire;
pub(crate) use classify::Classify;
pub(crate) use data::{Check, Explore, NewTask, Split};
pub(crate) use model::{Card, Evaluate, Index};
pub(crate) use train::{Average, Compare, Train, TrainingData};

use clap::{
    ColorChoice, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum as _,
};
use clap_complete::Shell;
use std::{env, path::PathBuf};

/// The name of the program.
pub(crate) const NAME: &str = "whence";

/// Also in docs/command-line.md.
const EXIT_CODES: &str = "\
Exit codes:
  0    success
  1    failure; `check`: the data set has errors; `classify`: some pictures failed
  2    wrong arguments; `classify`: the command could not be carried out
  130  stopped; the same command resumes (`train`: with --resume)
  141  the reader of the output is gone, as after `head`";

/// Train and run the models of Whence, from The Met's collection.
#[derive(Parser)]
#[command(name = NAME, version = env!("WHENCE_VERSION"), after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    /// When to colour help, errors and hints; `auto`: on a terminal, unless
    /// NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: ColorChoice,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
    /// The arguments of the program. If they are wrong or ask for help, the
    /// program exits.
    pub(crate) fn read() -> Self {
        let words = env::args_os().map(|word| word.to_string_lossy().into_owned());
        let command = Self::command().color(asked_color(words).unwrap_or_default());
        Self::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit())
    }
}

/// The value of `--color`, before arguments are parsed, so that an error in
/// them has colours too.
fn asked_color(words: impl Iterator<Item = String>) -> Option<ColorChoice> {
    let mut words = words.take_while(|word| word != "--");
    let word = words.find(|word| word == "--color" || word.starts_with("--color="))?;
    let value = match word.strip_prefix("--color=") {
        Some(value) => value.to_owned(),
        None => words.next()?,
    };
    ColorChoice::from_str(&value, false).ok()
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Download records and pictures from The Met
    ///
    /// Without a source, downloads what the API's search finds for the task's
    /// labels, and 200 works from each of its negative departments. Ctrl-C stops
    /// it; the same command resumes.
    Acquire(Acquire),
    /// Write a report on a collection: plots and picture grids
    Explore(Explore),
    /// Split a data set into train, val and test, 70/18/12
    ///
    /// Pictures that have a part keep it. Groups in the manifest stay unchanged;
    /// groups that are detected go into the column split_group.
    Split(Split),
    /// Find problems in a data set before a training run
    ///
    /// Decodes every picture. Exits with 1 if there are errors; warnings may be
    /// intended.
    Check(Check),
    /// Write a commented task file for another question with other labels
    NewTask(NewTask),
    /// Train a network and export it with its card
    Train(Train),
    /// Compare runs: their recipes, curves and accuracy
    ///
    /// Prints a table, and writes it with charts to one HTML page.
    Compare(Compare),
    /// Average the weights of runs and export the network with its card
    ///
    /// A "model soup": one network from runs with the same data, network and
    /// pretrained weights that differ in seed, learning rate or augmentation. The
    /// recipe of the first run determines how it is exported.
    Average(Average),
    /// Evaluate a model on one part of a data set
    Evaluate(Evaluate),
    /// Write an index of the nearest works for the page
    ///
    /// It contains every work of The Met in the data set that has a label and is
    /// in the public domain. The page shows the nearest ones under each answer.
    Index(Index),
    /// Rewrite MODEL_CARD.md from model.json
    Card(Card),
    /// Classify pictures
    ///
    /// Exits with 0 if every picture was classified, with 1 if some could not be,
    /// and with 2 if the command could not be carried out.
    Classify(Classify),
    /// Print the completions for a shell
    ///
    /// For bash: whence completions bash >
    /// ~/.local/share/bash-completion/completions/whence
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the man pages, one for each command
    ///
    /// `man ./whence.1` shows the first page.
    Man {
        /// Folder for the pages, such as ~/.local/share/man/man1
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_do_not_contradict_one_another() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_color_is_known_before_arguments_are_parsed() {
        for (words, color) in [
            ("whence --color never --wrong", Some(ColorChoice::Never)),
            ("whence check --color=always", Some(ColorChoice::Always)),
            ("whence check --color", None),
            ("whence check --color=blue", None),
            ("whence classify -- --color=never", None),
            ("whence check", None),
        ] {
            assert_eq!(asked_color(words.split(' ').map(str::to_owned)), color, "{words}");
        }
    }
}
