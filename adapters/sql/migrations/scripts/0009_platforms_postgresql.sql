-- What is exchanged with the provincial platforms; what was once exchanged is never forgotten.

CREATE TABLE bihuan_platform_link (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    platform VARCHAR(100) COLLATE "C" NOT NULL,
    proposal VARCHAR(200) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    linked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    pushed INTEGER NOT NULL,
    CONSTRAINT pk_bihuan_platform_link PRIMARY KEY (office, platform, proposal),
    CONSTRAINT uq_bihuan_link_case UNIQUE (office, platform, case_),
    CONSTRAINT fk_bihuan_link_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id),
    CONSTRAINT ck_bihuan_link_pushed CHECK (pushed >= 0)
);

CREATE TABLE bihuan_platform_record (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    platform VARCHAR(100) COLLATE "C" NOT NULL,
    key_ VARCHAR(200) COLLATE "C" NOT NULL,
    kind VARCHAR(20) COLLATE "C" NOT NULL,
    proposal VARCHAR(200) COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    checksum VARCHAR(80) COLLATE "C" NOT NULL,
    fields TEXT NOT NULL,
    agreed TEXT NOT NULL,
    status VARCHAR(20) COLLATE "C" NOT NULL,
    reason TEXT NOT NULL,
    seen_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_bihuan_platform_record PRIMARY KEY (office, platform, key_),
    CONSTRAINT ck_bihuan_record_status CHECK (status IN ('agreed', 'waiting', 'refused', 'conflict'))
);

CREATE INDEX ix_bihuan_record_status ON bihuan_platform_record (status, office, platform, key_);

CREATE TABLE bihuan_platform_difference (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    platform VARCHAR(100) COLLATE "C" NOT NULL,
    record VARCHAR(200) COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    field VARCHAR(100) COLLATE "C" NOT NULL,
    said TEXT NOT NULL,
    opened_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    settled_at TIMESTAMP WITHOUT TIME ZONE,
    settled_by TEXT,
    take TEXT,
    CONSTRAINT pk_bihuan_platform_difference PRIMARY KEY (office, platform, record, version, field)
);

CREATE TABLE bihuan_platform_exchange (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    platform VARCHAR(100) COLLATE "C" NOT NULL,
    no INTEGER NOT NULL,
    way VARCHAR(10) COLLATE "C" NOT NULL,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    request TEXT,
    digest TEXT,
    text TEXT,
    cursor TEXT,
    records TEXT NOT NULL,
    outcome VARCHAR(20) COLLATE "C" NOT NULL,
    error TEXT,
    CONSTRAINT pk_bihuan_platform_exchange PRIMARY KEY (office, platform, no),
    CONSTRAINT ck_bihuan_exchange_no CHECK (no >= 1)
);

CREATE TABLE bihuan_platform_bookmark (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    platform VARCHAR(100) COLLATE "C" NOT NULL,
    way VARCHAR(10) COLLATE "C" NOT NULL,
    place TEXT,
    changed_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_bihuan_platform_bookmark PRIMARY KEY (office, platform, way)
);

CREATE TRIGGER law_platform_links_stay BEFORE UPDATE ON bihuan_platform_link
    FOR EACH ROW WHEN (
        NEW.pushed < OLD.pushed
        OR (NEW.office, NEW.platform, NEW.proposal, NEW.case_, NEW.linked_at)
        IS DISTINCT FROM
        (OLD.office, OLD.platform, OLD.proposal, OLD.case_, OLD.linked_at)
    ) EXECUTE FUNCTION bihuan_refuse('law_platform_links_stay');
CREATE TRIGGER law_platform_links_kept BEFORE DELETE ON bihuan_platform_link
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_platform_links_kept');
CREATE TRIGGER law_platform_links_whole BEFORE TRUNCATE ON bihuan_platform_link
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_platform_links_kept');

CREATE TRIGGER law_records_stay BEFORE UPDATE ON bihuan_platform_record
    FOR EACH ROW WHEN (
        NEW.version < OLD.version
        OR (NEW.office, NEW.platform, NEW.key_, NEW.kind, NEW.proposal)
        IS DISTINCT FROM
        (OLD.office, OLD.platform, OLD.key_, OLD.kind, OLD.proposal)
    ) EXECUTE FUNCTION bihuan_refuse('law_records_stay');
CREATE TRIGGER law_records_kept BEFORE DELETE ON bihuan_platform_record
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_records_kept');
CREATE TRIGGER law_records_whole BEFORE TRUNCATE ON bihuan_platform_record
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_records_kept');

CREATE TRIGGER law_differences_stay BEFORE UPDATE ON bihuan_platform_difference
    FOR EACH ROW WHEN (
        OLD.settled_at IS NOT NULL
        OR (NEW.office, NEW.platform, NEW.record, NEW.version, NEW.field, NEW.said, NEW.opened_at)
        IS DISTINCT FROM
        (OLD.office, OLD.platform, OLD.record, OLD.version, OLD.field, OLD.said, OLD.opened_at)
    ) EXECUTE FUNCTION bihuan_refuse('law_differences_stay');
CREATE TRIGGER law_differences_kept BEFORE DELETE ON bihuan_platform_difference
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_differences_kept');
CREATE TRIGGER law_differences_whole BEFORE TRUNCATE ON bihuan_platform_difference
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_differences_kept');

CREATE TRIGGER law_exchanges_stay BEFORE UPDATE ON bihuan_platform_exchange
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_exchanges_stay');
CREATE TRIGGER law_exchanges_kept BEFORE DELETE ON bihuan_platform_exchange
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_exchanges_kept');
CREATE TRIGGER law_exchanges_whole BEFORE TRUNCATE ON bihuan_platform_exchange
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_exchanges_kept');

CREATE TRIGGER law_bookmarks_stay BEFORE UPDATE ON bihuan_platform_bookmark
    FOR EACH ROW WHEN (
        CASE WHEN NEW.way = 'push' THEN CAST(NEW.place AS BIGINT) < CAST(OLD.place AS BIGINT) ELSE FALSE END
        OR (NEW.office, NEW.platform, NEW.way)
        IS DISTINCT FROM
        (OLD.office, OLD.platform, OLD.way)
    ) EXECUTE FUNCTION bihuan_refuse('law_bookmarks_stay');
CREATE TRIGGER law_bookmarks_kept BEFORE DELETE ON bihuan_platform_bookmark
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_bookmarks_kept');
CREATE TRIGGER law_bookmarks_whole BEFORE TRUNCATE ON bihuan_platform_bookmark
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_bookmarks_kept');
