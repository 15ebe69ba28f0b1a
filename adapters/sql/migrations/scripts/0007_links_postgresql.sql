-- Links by which members hand in their forms; what a row once says it says for ever.

CREATE TABLE bihuan_feedback_link (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    id VARCHAR(100) COLLATE "C" NOT NULL,
    digest VARCHAR(64) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    round INTEGER NOT NULL,
    member INTEGER NOT NULL,
    purpose VARCHAR(20) COLLATE "C" NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by VARCHAR(200) COLLATE "C" NOT NULL,
    expires_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITHOUT TIME ZONE,
    revoked_by TEXT,
    CONSTRAINT pk_bihuan_feedback_link PRIMARY KEY (office, id),
    CONSTRAINT uq_bihuan_link_digest UNIQUE (office, digest),
    CONSTRAINT fk_bihuan_link_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id),
    CONSTRAINT ck_bihuan_link_span CHECK (expires_at > created_at)
);

CREATE INDEX ix_bihuan_link_case ON bihuan_feedback_link (case_, office);

CREATE TRIGGER law_links_stay BEFORE UPDATE ON bihuan_feedback_link
    FOR EACH ROW WHEN (
        OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL
        OR (NEW.office, NEW.id, NEW.digest, NEW.case_, NEW.round, NEW.member, NEW.purpose, NEW.created_at, NEW.created_by, NEW.expires_at)
        IS DISTINCT FROM
        (OLD.office, OLD.id, OLD.digest, OLD.case_, OLD.round, OLD.member, OLD.purpose, OLD.created_at, OLD.created_by, OLD.expires_at)
    ) EXECUTE FUNCTION bihuan_refuse('law_links_stay');
CREATE TRIGGER law_links_kept BEFORE DELETE ON bihuan_feedback_link
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_links_kept');
CREATE TRIGGER law_links_whole BEFORE TRUNCATE ON bihuan_feedback_link
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_links_kept');
