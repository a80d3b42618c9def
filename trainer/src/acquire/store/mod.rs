//! The state of every work, in a SQLite database.
//!
//! Each step of a work is one transaction, so that a process that is killed at
//! any moment loses only its pending request.

mod work;

pub use work::{Checked, Count, Listed, Listing, Pictured, Wanted};

use crate::{
    data::sample::{OTHER, class_of},
    hint::Hinted,
    whole::PART,
};
use anyhow::{Context as _, Result, bail};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};
use whence::core::label::Label;

const SCHEMA: &str = include_str!("schema.sql");

/// The database in a folder.
pub const DATABASE: &str = "met.sqlite";

/// The pictures in a folder.
pub const PICTURES: &str = "pictures";

/// A database and the folder of its pictures.
pub struct Store {
    folder: PathBuf,
    connection: Mutex<Connection>,
}

impl Store {
    /// Opens the store of a folder, and creates it if necessary.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to or holds another database.
    pub fn open(folder: &Path) -> Result<Self> {
        let pictures = folder.join(PICTURES);
        fs::create_dir_all(&pictures)
            .with_context(|| format!("could not make {}", folder.display()))?;
        // Files that a killed process has written in part.
        for entry in fs::read_dir(&pictures)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == PART) {
                fs::remove_file(path)?;
            }
        }
        Self::connect(folder)
    }

    /// Opens the existing store of a folder.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn existing(folder: &Path) -> Result<Self> {
        let database = folder.join(DATABASE);
        fs::metadata(&database).with_context(|| {
            let said = format!("there is no acquisition: {}", database.display());
            Hinted::new(said, "`whence acquire` starts one; --into names its folder")
        })?;
        Self::connect(folder)
    }

    fn connect(folder: &Path) -> Result<Self> {
        let path = folder.join(DATABASE);
        let connection = Connection::open(&path)
            .and_then(|connection| connection.execute_batch(SCHEMA).map(|()| connection))
            .with_context(|| format!("could not open {}", path.display()))?;
        Ok(Self { folder: folder.to_owned(), connection: Mutex::new(connection) })
    }

    /// The path of a picture with this name, whether or not it exists.
    pub fn picture(&self, file: &str) -> PathBuf {
        self.folder.join(PICTURES).join(file)
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far a list was read.
    ///
    /// # Errors
    ///
    /// If the database fails, as for every method below.
    pub fn listing(&self, name: &str) -> Result<Listing> {
        let connection = self.connection();
        let query = "SELECT next, total, done FROM listing WHERE name = ?1";
        Ok(connection.query_row(query, [name], Listing::read).optional()?.unwrap_or_default())
    }

    /// Forgets how far each list was read, so that it is read again. Works that
    /// are listed already do not change.
    pub fn relist(&self) -> Result<()> {
        self.connection().execute("DELETE FROM listing", [])?;
        Ok(())
    }

    /// Adds a page of a list and its position, in one transaction. Objects that
    /// exist already do not change. `negative` ones are marked as such.
    pub fn list(
        &self,
        name: &str,
        listing: Listing,
        objects: &[u32],
        negative: bool,
    ) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for object in objects {
            transaction.execute(
                "INSERT OR IGNORE INTO work (object, culture) VALUES (?1, ?2)",
                params![object, negative.then_some(OTHER)],
            )?;
        }
        let Listing { next, total, done } = listing;
        transaction.execute(
            "INSERT OR REPLACE INTO listing (name, next, total, done) VALUES (?1, ?2, ?3, ?4)",
            params![name, next, total, done],
        )?;
        Ok(transaction.commit()?)
    }

    /// Assigns this store to a task.
    ///
    /// # Errors
    ///
    /// If it belongs to another task: works would keep the labels of that task.
    pub fn claim(&self, task: &str) -> Result<()> {
        let connection = self.connection();
        let known: Option<String> =
            connection.query_row("SELECT max(id) FROM task", [], |row| row.get(0))?;
        let used: bool =
            connection.query_row("SELECT EXISTS (SELECT 1 FROM work)", [], |row| row.get(0))?;
        // Before tasks existed, all stores belonged to this one.
        let known = known.or_else(|| used.then(|| "culture".to_owned()));
        if let Some(known) = known.filter(|known| known != task) {
            bail!(Hinted::new(
                format!("this folder holds an acquisition for the task {known}"),
                format!("give another one with --into for the task {task}")
            ));
        }
        connection.execute("DELETE FROM task", [])?;
        connection.execute("INSERT INTO task (id) VALUES (?1)", [task])?;
        Ok(())
    }

    /// Adds works that are known by the address of their picture and their
    /// label.
    pub fn list_addresses(&self, works: &[(Label, String)]) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for (label, address) in works {
            transaction.execute(
                "INSERT OR IGNORE INTO work (address, culture, status) VALUES (?1, ?2, 'recorded')",
                params![address, label.name()],
            )?;
        }
        Ok(transaction.commit()?)
    }

    /// Works without a record; those that were set aside come last.
    pub fn without_record(&self) -> Result<Vec<Listed>> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "SELECT number, object, culture FROM work WHERE object IS NOT NULL AND record IS NULL
             AND status IN ('listed', 'failed', 'set aside')
             ORDER BY status = 'set aside', number",
        )?;
        let rows = query.query_map([], Listed::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Works without a picture; those that were set aside come last.
    pub fn without_picture(&self) -> Result<Vec<Wanted>> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "SELECT number, object, address FROM work WHERE address IS NOT NULL
             AND status IN ('recorded', 'failed', 'set aside')
             ORDER BY status = 'set aside', number",
        )?;
        let rows = query.query_map([], Wanted::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Records that a work has its record, is a painting of this kind or a
    /// negative, and has a picture.
    pub fn recorded(
        &self,
        number: i64,
        json: &str,
        label: Option<Label>,
        miniature: bool,
        address: &str,
    ) -> Result<()> {
        let culture = class_of(label);
        self.connection().execute(
            "UPDATE work SET status = 'recorded', reason = '', record = ?2, culture = ?3,
             miniature = ?4, address = ?5 WHERE number = ?1",
            params![number, json, culture, miniature, address],
        )?;
        Ok(())
    }

    /// Records that a work is not wanted; its record, if it arrived, is kept.
    pub fn skipped(
        &self,
        number: i64,
        reason: &str,
        json: Option<&str>,
        label: Option<Label>,
    ) -> Result<()> {
        self.connection().execute(
            "UPDATE work SET status = 'skipped', reason = ?2, record = coalesce(?3, record),
             culture = coalesce(?4, culture) WHERE number = ?1",
            params![number, reason, json, label.map(Label::name)],
        )?;
        Ok(())
    }

    /// Records that a work could not be fetched this time.
    pub fn failed(&self, number: i64, error: &str) -> Result<()> {
        self.connection().execute(
            "UPDATE work SET status = 'failed', reason = ?2, tries = tries + 1 WHERE number = ?1",
            params![number, error],
        )?;
        Ok(())
    }

    /// Records that a work is omitted this time, because it alone is blocked.
    pub fn set_aside(&self, number: i64, reason: &str) -> Result<()> {
        self.connection().execute(
            "UPDATE work SET status = 'set aside', reason = ?2, tries = tries + 1
             WHERE number = ?1",
            params![number, reason],
        )?;
        Ok(())
    }

    /// Records that a work has its picture.
    pub fn pictured(&self, number: i64, picture: &Checked) -> Result<()> {
        let Checked { file, sha256, bytes, width, height, exif, hash } = picture;
        self.connection().execute(
            "UPDATE work SET status = 'pictured', reason = '', file = ?2, sha256 = ?3, bytes = ?4,
             width = ?5, height = ?6, exif = ?7, hash = ?8 WHERE number = ?1",
            params![number, file, sha256, *bytes as i64, width, height, exif, hash],
        )?;
        Ok(())
    }

    /// Every work with a picture, by number.
    pub fn all_pictured(&self) -> Result<Vec<Pictured>> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "SELECT object, culture, miniature, record, address, file, sha256, bytes, width,
             height, exif, hash FROM work WHERE status = 'pictured' ORDER BY number",
        )?;
        let rows = query.query_map([], Pictured::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The address of any picture that was fetched.
    pub fn pictured_address(&self) -> Result<Option<String>> {
        let query = "SELECT address FROM work WHERE status = 'pictured' ORDER BY number DESC";
        Ok(self.connection().query_row(query, [], |row| row.get(0)).optional()?)
    }

    /// All records, including those of works that were skipped.
    pub fn records(&self) -> Result<Vec<String>> {
        let connection = self.connection();
        let query = "SELECT record FROM work WHERE record IS NOT NULL ORDER BY number";
        let mut query = connection.prepare(query)?;
        Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The number of works by label, status and reason. Failures are grouped by
    /// their number only.
    pub fn counts(&self) -> Result<Vec<Count>> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "SELECT CASE WHEN object IS NULL OR record IS NOT NULL THEN coalesce(culture, ?1) END,
             status, reason, count(*) FROM work GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        )?;
        Ok(query.query_map([OTHER], Count::read)?.collect::<Result<_, _>>()?)
    }
}
