//! The common behaviour of all commands: help, version, completions, man pages,
//! colours, hints and exit codes.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

#[path = "../build.rs"]
#[allow(dead_code, reason = "a build script, of which parts are tested")]
mod build;

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};
use whence_trainer::train::{arch::Arch, config::Config};

const COMMANDS: [&str; 14] = [
    "acquire",
    "explore",
    "split",
    "check",
    "new-task",
    "train",
    "compare",
    "average",
    "evaluate",
    "index",
    "card",
    "classify",
    "completions",
    "man",
];

fn whence(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whence"));
    command.args(arguments).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// The standard output and standard error of a command that must exit with this
/// code.
fn said(code: i32, mut command: Command) -> [String; 2] {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert_eq!(output.status.code(), Some(code), "{command:?}: {said:?}");
    said
}

#[test]
fn help_names_every_command_and_exit_code() {
    let [help, _] = said(0, whence(&["--help"]));
    for command in COMMANDS {
        assert!(help.contains(&format!("\n  {command} ")), "{help} lacks {command}");
        let [help, _] = said(0, whence(&[command, "--help"]));
        assert!(help.contains("--color <WHEN>"), "{help}");
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/command-line.md");
    let page = fs::read_to_string(page).unwrap();
    for code in ["0", "1", "2", "130", "141"] {
        assert!(help.contains(&format!("\n  {code} ")), "{help} lacks {code}");
        assert!(page.contains(&format!("| {code} |")), "the page lacks {code}");
    }
    for command in COMMANDS {
        assert!(page.contains(&format!("`{command}")), "the page lacks {command}");
    }
}

/// Whether a text is `abcdef123 2026-11-28`.
fn is_commit(text: &str) -> bool {
    let Some((hash, day)) = text.split_once(' ') else { return false };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let day: Vec<_> = day.split('-').collect();
    hash.len() >= 9
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
        && day.iter().all(|part| digits(part))
        && day.iter().map(|part| part.len()).eq([4, 2, 2])
}

#[test]
fn the_version_says_the_commit() {
    assert_eq!(build::version("0.1.0", None), "0.1.0");
    let commit = "abcdef123 2026-11-28";
    assert!(is_commit(commit) && !is_commit("abcdef123") && !is_commit("main 2026-11-28"));
    assert_eq!(build::version("0.1.0", Some(commit)), "0.1.0 (abcdef123 2026-11-28)");
    // Only in a repository; a release may be built from an archive.
    if let Some(commit) = build::commit() {
        assert!(is_commit(&commit), "{commit}");
    }
    assert_eq!(build::git(&["show", "no-such-commit"]), None);

    let number = env!("CARGO_PKG_VERSION");
    let [version, _] = said(0, whence(&["--version"]));
    let rest = version.trim_end().strip_prefix(&format!("whence {number}")).unwrap();
    let commit = rest.strip_prefix(" (").and_then(|rest| rest.strip_suffix(')'));
    assert!(rest.is_empty() || commit.is_some_and(is_commit), "{version}");
}

#[test]
fn completions_parse_where_the_shell_is_at_hand() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let [script, _] = said(0, whence(&["completions", shell]));
        for word in COMMANDS.into_iter().chain(["hold-out", "color"]) {
            assert!(script.contains(word), "{shell} lacks {word}");
        }
        if ["bash", "fish", "zsh"].contains(&shell) {
            let parsed = Command::new(shell).arg("-n").stdin(Stdio::piped()).spawn();
            // Not every machine has every shell.
            let Ok(mut parsed) = parsed else { continue };
            parsed.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
            assert!(parsed.wait().unwrap().success(), "{shell}");
        }
    }
    let [_, error] = said(2, whence(&["completions", "tcsh"]));
    assert!(error.contains("possible values: bash"), "{error}");
}

#[test]
fn each_command_has_a_man_page() {
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("share/man1");
    said(0, whence(&["man", &into.display().to_string()]));
    let page = |name: &str| fs::read_to_string(into.join(name)).unwrap();
    let whole = page("whence.1");
    assert!(whole.contains("Exit codes:") && whole.contains("NO_COLOR"), "{whole}");
    for command in COMMANDS {
        let name = command.replace('-', "\\-");
        assert!(whole.contains(&format!("whence\\-{name}(1)")), "{whole} lacks {command}");
        let page = page(&format!("whence-{command}.1"));
        assert!(page.contains(&format!(".TH whence-{command} 1")), "{page}");
        assert!(page.contains(&name), "{page}");
    }
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let [_, error] = said(1, whence(&["man", &file.display().to_string()]));
    assert!(error.contains("could not write into"), "{error}");
}

#[test]
fn there_are_colours_where_they_are_asked_for() {
    let is_coloured = |code, command: Command| {
        let [_, error] = said(code, command);
        assert!(error.contains("error:"), "{error}");
        error.contains("\u{1b}[")
    };
    let (wrong, missing) = (["--no-such-flag"], ["split", "--data", "no-such-folder"]);
    for (code, arguments) in [(2, &wrong[..]), (1, &missing)] {
        let with = |more: &[&str]| whence(&[arguments, more].concat());
        // A pipe gets no colours.
        assert!(!is_coloured(code, with(&[])), "{arguments:?}");
        assert!(is_coloured(code, with(&["--color=always"])), "{arguments:?}");
        assert!(is_coloured(code, with(&["--color", "always"])), "{arguments:?}");
        assert!(!is_coloured(code, with(&["--color", "never"])), "{arguments:?}");
        let force = |name: &str, more: &[&str]| {
            let mut command = with(more);
            command.env(name, "1");
            command
        };
        assert!(is_coloured(code, force("CLICOLOR_FORCE", &[])), "{arguments:?}");
        assert!(!is_coloured(code, force("CLICOLOR_FORCE", &["--color=never"])), "{arguments:?}");
        assert!(!is_coloured(code, force("NO_COLOR", &[])), "{arguments:?}");
        // The command line takes precedence over the environment.
        assert!(is_coloured(code, force("NO_COLOR", &["--color=always"])), "{arguments:?}");
    }
    let [help, _] = said(0, whence(&["--color=always", "--help"]));
    assert!(help.contains("\u{1b}["), "{help}");
    let [_, error] = said(2, whence(&["--color", "blue", "check", "--data", "."]));
    assert!(error.contains("possible values: auto, always, never"), "{error}");
}

#[test]
fn a_time_is_a_number_of_hours_over_0() {
    for hours in ["0", "-1", "NaN", "inf", "1e30", "soon"] {
        let hours = format!("--hours={hours}");
        let [_, error] = said(2, whence(&["train", "--data", "none", &hours]));
        assert!(error.contains("invalid value") && error.contains("--hours"), "{error}");
    }
    let [_, error] = said(1, whence(&["train", "--data", "none", "--hours", "0.5"]));
    assert!(error.contains("none"), "{error}");
}

#[test]
fn an_error_ends_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).display().to_string();
    for name in ["parts/train", "run", "names"] {
        fs::create_dir_all(place(name)).unwrap();
    }
    let recipe = Config::load(Arch::Whence, None).unwrap().without_negatives();
    fs::write(place("whence.toml"), toml::to_string(&recipe).unwrap()).unwrap();
    fs::create_dir(place("data")).unwrap();
    fs::write(place("data/manifest.csv"), "file,class\na.jpg,indian\nb.jpg,chinese\n").unwrap();
    fs::write(place("works.csv"), "id,part\n1,train\n").unwrap();
    let (data, model) = (place("data"), format!("{}/../model", env!("CARGO_MANIFEST_DIR")));
    let train = ["train", "--arch", "whence", "--data", &data];
    for (code, arguments, hint) in [
        (1, &["acquire", "--status", "--into", "none"][..], "`whence acquire` starts one"),
        (1, &["explore", "--db", "none/met.sqlite"], "`whence acquire` starts one"),
        (1, &["check", "--data", &data, "--task", "none.toml"], "`whence new-task NAME`"),
        (1, &["check", "--data", &place("parts")], "whose subfolders are the labels"),
        (1, &["split", "--data", &place("names")], "pictures in subfolders have their parts"),
        (1, &["split", "--data", &data, "--to", &place("data/manifest.csv")], "leave --to out"),
        (1, &["split", "--data", &data, "--to", &place("works.csv")], "another file with --to"),
        (1, &train, "`whence split --data"),
        (
            1,
            &[&train[..], &["--config", &place("whence.toml"), "--negatives", &data]].concat(),
            "leave out --negatives",
        ),
        (1, &["compare", "none"], "that `whence train --run` wrote"),
        (1, &["evaluate", "--model", "none", "--data", &data], "--model names the folder of one"),
        (2, &["classify", "a.jpg", "--model", "none"], "`whence train` makes one"),
        (2, &["classify", "-", "--list", "-", "--model", &model], "name `-` once"),
    ] {
        let mut command = whence(arguments);
        command.current_dir(folder.path()).stdin(Stdio::null());
        let [_, error] = said(code, command);
        let lines: Vec<_> = error.lines().collect();
        let (last, before) = lines.split_last().unwrap();
        assert!(last.starts_with("hint: ") && last.contains(hint), "{arguments:?}: {error}");
        assert!(before.iter().any(|line| line.starts_with("error: ")), "{arguments:?}: {error}");
    }
}
