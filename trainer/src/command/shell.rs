//! `whence completions` and `whence man`, generated from the arguments.

use crate::{
    cli::{Arguments, NAME},
    out::say,
};
use anyhow::{Context as _, Result};
use clap::CommandFactory as _;
use clap_complete::Shell;
use std::{fs, path::Path};

/// Prints the completions for a shell.
pub(super) fn completions(shell: Shell) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), NAME, &mut script);
    Ok(say(String::from_utf8(script)?)?)
}

/// Writes the man pages, one for each command.
pub(super) fn man(folder: &Path) -> Result<()> {
    let unwritable = || format!("could not write into {}", folder.display());
    fs::create_dir_all(folder).with_context(unwritable)?;
    clap_mangen::generate_to(Arguments::command(), folder).with_context(unwritable)?;
    Ok(say(format_args!("man pages written to {}\n", folder.display()))?)
}
