-- What is exchanged with the provincial platforms; what was once exchanged is never forgotten.

CREATE TABLE bihuan_platform_link (
    office VARCHAR(100) NOT NULL,
    platform VARCHAR(100) NOT NULL,
    proposal VARCHAR(200) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    linked_at DATETIME NOT NULL,
    pushed INTEGER NOT NULL,
    CONSTRAINT pk_bihuan_platform_link PRIMARY KEY (office, platform, proposal),
    CONSTRAINT uq_bihuan_link_case UNIQUE (office, platform, case_),
    CONSTRAINT fk_bihuan_link_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id),
    CONSTRAINT ck_bihuan_link_pushed CHECK (pushed >= 0)
) WITHOUT ROWID;

CREATE TABLE bihuan_platform_record (
    office VARCHAR(100) NOT NULL,
    platform VARCHAR(100) NOT NULL,
    key_ VARCHAR(200) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    proposal VARCHAR(200) NOT NULL,
    version INTEGER NOT NULL,
    checksum VARCHAR(80) NOT NULL,
    fields TEXT NOT NULL,
    agreed TEXT NOT NULL,
    status VARCHAR(20) NOT NULL,
    reason TEXT NOT NULL,
    seen_at DATETIME NOT NULL,
    CONSTRAINT pk_bihuan_platform_record PRIMARY KEY (office, platform, key_),
    CONSTRAINT ck_bihuan_record_status CHECK (status IN ('agreed', 'waiting', 'refused', 'conflict'))
);

CREATE INDEX ix_bihuan_record_status ON bihuan_platform_record (status, office, platform, key_);

CREATE TABLE bihuan_platform_difference (
    office VARCHAR(100) NOT NULL,
    platform VARCHAR(100) NOT NULL,
    record VARCHAR(200) NOT NULL,
    version INTEGER NOT NULL,
    field VARCHAR(100) NOT NULL,
    said TEXT NOT NULL,
    opened_at DATETIME NOT NULL,
    settled_at DATETIME,
    settled_by TEXT,
    take TEXT,
    CONSTRAINT pk_bihuan_platform_difference PRIMARY KEY (office, platform, record, version, field)
);

CREATE TABLE bihuan_platform_exchange (
    office VARCHAR(100) NOT NULL,
    platform VARCHAR(100) NOT NULL,
    no INTEGER NOT NULL,
    way VARCHAR(10) NOT NULL,
    at DATETIME NOT NULL,
    request TEXT,
    digest TEXT,
    text TEXT,
    cursor TEXT,
    records TEXT NOT NULL,
    outcome VARCHAR(20) NOT NULL,
    error TEXT,
    CONSTRAINT pk_bihuan_platform_exchange PRIMARY KEY (office, platform, no),
    CONSTRAINT ck_bihuan_exchange_no CHECK (no >= 1)
);

CREATE TABLE bihuan_platform_bookmark (
    office VARCHAR(100) NOT NULL,
    platform VARCHAR(100) NOT NULL,
    way VARCHAR(10) NOT NULL,
    place TEXT,
    changed_at DATETIME NOT NULL,
    CONSTRAINT pk_bihuan_platform_bookmark PRIMARY KEY (office, platform, way)
) WITHOUT ROWID;

CREATE TRIGGER law_platform_links_stay BEFORE UPDATE ON bihuan_platform_link
WHEN NEW.pushed < OLD.pushed
    OR NEW.office IS NOT OLD.office
    OR NEW.platform IS NOT OLD.platform
    OR NEW.proposal IS NOT OLD.proposal
    OR NEW.case_ IS NOT OLD.case_
    OR NEW.linked_at IS NOT OLD.linked_at
BEGIN
    SELECT RAISE(ABORT, 'law_platform_links_stay');
END;
CREATE TRIGGER law_platform_links_kept BEFORE DELETE ON bihuan_platform_link
BEGIN
    SELECT RAISE(ABORT, 'law_platform_links_kept');
END;

CREATE TRIGGER law_records_stay BEFORE UPDATE ON bihuan_platform_record
WHEN NEW.version < OLD.version
    OR NEW.office IS NOT OLD.office
    OR NEW.platform IS NOT OLD.platform
    OR NEW.key_ IS NOT OLD.key_
    OR NEW.kind IS NOT OLD.kind
    OR NEW.proposal IS NOT OLD.proposal
BEGIN
    SELECT RAISE(ABORT, 'law_records_stay');
END;
CREATE TRIGGER law_records_kept BEFORE DELETE ON bihuan_platform_record
BEGIN
    SELECT RAISE(ABORT, 'law_records_kept');
END;

CREATE TRIGGER law_differences_stay BEFORE UPDATE ON bihuan_platform_difference
WHEN OLD.settled_at IS NOT NULL
    OR NEW.office IS NOT OLD.office
    OR NEW.platform IS NOT OLD.platform
    OR NEW.record IS NOT OLD.record
    OR NEW.version IS NOT OLD.version
    OR NEW.field IS NOT OLD.field
    OR NEW.said IS NOT OLD.said
    OR NEW.opened_at IS NOT OLD.opened_at
BEGIN
    SELECT RAISE(ABORT, 'law_differences_stay');
END;
CREATE TRIGGER law_differences_kept BEFORE DELETE ON bihuan_platform_difference
BEGIN
    SELECT RAISE(ABORT, 'law_differences_kept');
END;

CREATE TRIGGER law_exchanges_stay BEFORE UPDATE ON bihuan_platform_exchange
BEGIN
    SELECT RAISE(ABORT, 'law_exchanges_stay');
END;
CREATE TRIGGER law_exchanges_kept BEFORE DELETE ON bihuan_platform_exchange
BEGIN
    SELECT RAISE(ABORT, 'law_exchanges_kept');
END;

-- INSERT OR REPLACE would otherwise take the old row away without asking the others.
CREATE TRIGGER law_exchanges_once BEFORE INSERT ON bihuan_platform_exchange
WHEN EXISTS (
    SELECT 1 FROM bihuan_platform_exchange t
    WHERE t.office = NEW.office AND t.platform = NEW.platform AND t.no = NEW.no
)
BEGIN
    SELECT RAISE(ABORT, 'law_exchanges_kept');
END;

CREATE TRIGGER law_bookmarks_stay BEFORE UPDATE ON bihuan_platform_bookmark
WHEN CASE WHEN NEW.way = 'push' THEN CAST(NEW.place AS INTEGER) < CAST(OLD.place AS INTEGER) ELSE 0 END
    OR NEW.office IS NOT OLD.office
    OR NEW.platform IS NOT OLD.platform
    OR NEW.way IS NOT OLD.way
BEGIN
    SELECT RAISE(ABORT, 'law_bookmarks_stay');
END;
CREATE TRIGGER law_bookmarks_kept BEFORE DELETE ON bihuan_platform_bookmark
BEGIN
    SELECT RAISE(ABORT, 'law_bookmarks_kept');
END;
