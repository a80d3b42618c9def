//! The program's output.
//!
//! A reader may close the pipe before the end, as `head` does. A C program is
//! then killed by a signal, with the exit code 141 in a shell; this program
//! exits with the same code, without a message.

use clap::{
    ColorChoice,
    builder::styling::{AnsiColor, Style, Styles},
};
use std::{
    fmt::Display,
    io::{self, ErrorKind, Write as _},
    process::ExitCode,
};
use whence_trainer::hint;

/// The exit code if the reader of the output is gone: 128 plus the number of
/// SIGPIPE.
const UNREAD: u8 = 141;

/// The style of clap's own errors.
const ERROR: Style = *Styles::styled().get_error();

const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// Sets whether standard error has colours: `auto` means on a terminal, unless
/// NO_COLOR is set.
pub(crate) fn set_color(choice: ColorChoice) {
    let choice = match choice {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// Prints a result to standard output.
pub(crate) fn say(text: impl Display) -> io::Result<()> {
    let mut out = io::stdout().lock();
    write!(out, "{text}")?;
    out.flush()
}

/// Prints a note to standard error; a failure to print it is ignored.
pub(crate) fn note(text: impl Display) {
    drop(writeln!(anstream::stderr(), "{text}"));
}

/// Prints a hint.
pub(crate) fn hint(text: impl Display) {
    note(format_args!("{HINT}hint:{HINT:#} {text}"));
}

/// Prints an error and its hint, and returns the exit code `code`. If the reader
/// of the output is gone, prints nothing and returns the code for that.
pub(crate) fn fail(error: &anyhow::Error, code: u8) -> ExitCode {
    let cause = error.downcast_ref::<io::Error>();
    if cause.is_some_and(|cause| cause.kind() == ErrorKind::BrokenPipe) {
        return ExitCode::from(UNREAD);
    }
    note(format_args!("{ERROR}error:{ERROR:#} {error:#}"));
    if let Some(text) = hint::of(error) {
        hint(text);
    }
    ExitCode::from(code)
}
