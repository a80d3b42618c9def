//! What the program prints.
//!
//! A reader may go away before the end, as `head` does. A program in C is then
//! ended by a signal, with the exit code 141 in a shell; this one ends with the
//! same code, without a message.

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

/// The exit code where nobody reads on: 128 and the number of SIGPIPE.
const UNREAD: u8 = 141;

/// As clap styles its own errors.
const ERROR: Style = *Styles::styled().get_error();

const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// Sets when standard error has colours: `auto` on a terminal, unless NO_COLOR
/// is set.
pub(crate) fn set_color(choice: ColorChoice) {
    let choice = match choice {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// Prints a text as it is.
pub(crate) fn say(text: impl Display) -> io::Result<()> {
    let mut out = io::stdout().lock();
    write!(out, "{text}")?;
    out.flush()
}

/// Prints what is no result; where nobody reads it, nothing can be done.
pub(crate) fn note(text: impl Display) {
    drop(writeln!(anstream::stderr(), "{text}"));
}

/// Prints what can be done.
pub(crate) fn hint(text: impl Display) {
    note(format_args!("{HINT}hint:{HINT:#} {text}"));
}

/// The exit code of an error, after its message and its hint: `code`, unless it
/// is that nobody reads on.
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
