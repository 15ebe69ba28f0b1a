-- Links by which members hand in their forms; what a row once says it says for ever.

CREATE TABLE bihuan_feedback_link (
    office VARCHAR(100) NOT NULL,
    id VARCHAR(100) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    round INTEGER NOT NULL,
    member INTEGER NOT NULL,
    purpose VARCHAR(20) NOT NULL,
    created_at DATETIME NOT NULL,
    created_by VARCHAR(200) NOT NULL,
    expires_at DATETIME NOT NULL,
    revoked_at DATETIME,
    revoked_by TEXT,
    CONSTRAINT pk_bihuan_feedback_link PRIMARY KEY (office, id),
    CONSTRAINT uq_bihuan_link_digest UNIQUE (office, digest),
    CONSTRAINT fk_bihuan_link_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id),
    CONSTRAINT ck_bihuan_link_span CHECK (expires_at > created_at)
) WITHOUT ROWID;

CREATE INDEX ix_bihuan_link_case ON bihuan_feedback_link (case_, office);

CREATE TRIGGER law_links_stay BEFORE UPDATE ON bihuan_feedback_link
WHEN OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL
    OR NEW.office IS NOT OLD.office
    OR NEW.id IS NOT OLD.id
    OR NEW.digest IS NOT OLD.digest
    OR NEW.case_ IS NOT OLD.case_
    OR NEW.round IS NOT OLD.round
    OR NEW.member IS NOT OLD.member
    OR NEW.purpose IS NOT OLD.purpose
    OR NEW.created_at IS NOT OLD.created_at
    OR NEW.created_by IS NOT OLD.created_by
    OR NEW.expires_at IS NOT OLD.expires_at
BEGIN
    SELECT RAISE(ABORT, 'law_links_stay');
END;

CREATE TRIGGER law_links_kept BEFORE DELETE ON bihuan_feedback_link
BEGIN
    SELECT RAISE(ABORT, 'law_links_kept');
END;
-- INSERT OR REPLACE would otherwise take the old row away without asking the others.
CREATE TRIGGER law_links_once BEFORE INSERT ON bihuan_feedback_link
WHEN EXISTS (
    SELECT 1 FROM bihuan_feedback_link t
    WHERE t.office = NEW.office AND (t.id = NEW.id OR t.digest = NEW.digest)
)
BEGIN
    SELECT RAISE(ABORT, 'law_links_kept');
END;
