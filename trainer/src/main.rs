//! `whence`: from The Met's collection to the model of Whence.

mod cli;
mod command;
mod out;

use cli::Arguments;
use std::process::ExitCode;

fn main() -> ExitCode {
    // The library's messages are for users, without a prefix.
    tracing_subscriber::fmt()
        .with_writer(std::io::stdout)
        .log_internal_errors(false)
        .without_time()
        .with_level(false)
        .with_target(false)
        .init();
    let arguments = Arguments::read();
    out::set_color(arguments.color);
    command::run(arguments.command)
}
