PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
-- A work is known by its object, or, from a list of addresses, by its
-- picture's.
CREATE TABLE IF NOT EXISTS work (
    number INTEGER PRIMARY KEY,
    object INTEGER UNIQUE,
    address TEXT,
    -- listed, recorded, pictured, skipped, failed, set aside
    status TEXT NOT NULL DEFAULT 'listed',
    -- Why it was skipped or set aside, or how it failed the last time.
    reason TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0,
    -- The label; 'other' for negatives, from when they are listed.
    culture TEXT,
    miniature INTEGER NOT NULL DEFAULT 0,
    -- JSON, as it came.
    record TEXT,
    file TEXT,
    sha256 TEXT,
    bytes INTEGER,
    width INTEGER,
    height INTEGER,
    exif BLOB,
    -- Perceptual, 64 bits in hexadecimal.
    hash TEXT
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS work_address ON work (address) WHERE object IS NULL;
-- How far each list of works was read.
CREATE TABLE IF NOT EXISTS listing (
    name TEXT PRIMARY KEY,
    next INTEGER NOT NULL,
    total INTEGER NOT NULL,
    done INTEGER NOT NULL
) STRICT;
-- The task that the works are labelled for: one row.
CREATE TABLE IF NOT EXISTS task (id TEXT NOT NULL) STRICT;
