-- The ledger: what people decided and which lasting id each listing got. Rows are added, never changed or removed, but by an erasure.
-- seq is the order of arrival; with equal dates the later row counts.

BEGIN IMMEDIATE;

CREATE TABLE IF NOT EXISTS judgements (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    listing_a TEXT NOT NULL,            -- the smaller of both ids
    listing_b TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('same', 'different', 'unsure')),
    author TEXT NOT NULL,
    judged_at TEXT NOT NULL,            -- UTC, ISO 8601 with microseconds: sorts as the times do
    note TEXT,
    CHECK (listing_a < listing_b),
    UNIQUE (listing_a, listing_b, author, judged_at, decision)
);

CREATE TABLE IF NOT EXISTS suppressions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    key_hash TEXT NOT NULL,             -- HMAC-SHA256 of the normalised key; the key itself is nowhere
    kind TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('store', 'contact')),
    basis TEXT NOT NULL,
    since TEXT NOT NULL,
    UNIQUE (key_hash, kind, scope)
);

CREATE TABLE IF NOT EXISTS company_members (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    listing_id TEXT NOT NULL,
    company_id TEXT NOT NULL,
    since_on TEXT NOT NULL              -- night from which the listing belongs to the company
);
CREATE INDEX IF NOT EXISTS company_members_listing ON company_members (listing_id, since_on, seq);

CREATE TABLE IF NOT EXISTS redirects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    old_company_id TEXT NOT NULL,
    company_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    since_on TEXT NOT NULL,
    UNIQUE (old_company_id, company_id, since_on)
);

CREATE TABLE IF NOT EXISTS company_events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL UNIQUE,      -- hash of the columns below but evidence: the same event is kept once
    company_id TEXT NOT NULL,
    kind TEXT NOT NULL,                 -- new, merge, split, move, gone, back
    other_company_id TEXT,
    listing_id TEXT,
    evidence TEXT,
    since_on TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS company_events_company ON company_events (company_id, since_on);

CREATE TABLE IF NOT EXISTS erasures (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    upto INTEGER NOT NULL,              -- seq of the newest suppression that is carried out
    listings INTEGER NOT NULL,
    companies INTEGER NOT NULL,
    erased_at TEXT NOT NULL
);

CREATE TRIGGER IF NOT EXISTS judgements_stay BEFORE UPDATE ON judgements
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS judgements_kept BEFORE DELETE ON judgements
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS suppressions_stay BEFORE UPDATE ON suppressions
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS suppressions_kept BEFORE DELETE ON suppressions
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS company_members_stay BEFORE UPDATE ON company_members
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS company_members_kept BEFORE DELETE ON company_members
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS redirects_stay BEFORE UPDATE ON redirects
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS redirects_kept BEFORE DELETE ON redirects
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS company_events_stay BEFORE UPDATE ON company_events
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS company_events_kept BEFORE DELETE ON company_events
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

PRAGMA user_version = 3;
COMMIT;
