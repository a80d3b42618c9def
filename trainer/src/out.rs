//! What the program prints.
//!
//! A reader may go away before the end, as `head` does. A program in C is then
//! ended by a signal, with the exit code 141 in a shell; this one ends with the
//! same code, without a message.

use std::{
    fmt::Display,
    io::{self, ErrorKind, Write as _},
    process::ExitCode,
};

/// The exit code where nobody reads on: 128 and the number of SIGPIPE.
const UNREAD: u8 = 141;

/// Prints a text as it is.
pub(crate) fn say(text: impl Display) -> io::Result<()> {
    let mut out = io::stdout().lock();
    write!(out, "{text}")?;
    out.flush()
}

/// Prints what is no result; where nobody reads it, nothing can be done.
pub(crate) fn note(text: impl Display) {
    drop(writeln!(io::stderr(), "{text}"));
}

/// The exit code of an error, after its message: `code`, unless it is that
/// nobody reads on.
pub(crate) fn fail(error: &anyhow::Error, code: u8) -> ExitCode {
    let cause = error.downcast_ref::<io::Error>();
    if cause.is_some_and(|cause| cause.kind() == ErrorKind::BrokenPipe) {
        return ExitCode::from(UNREAD);
    }
    note(format_args!("error: {error:#}"));
    ExitCode::from(code)
}
