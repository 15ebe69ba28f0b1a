-- Tokens for those who come in over HTTP; what a row once says it says for ever.

CREATE TABLE bihuan_access_token (
    office VARCHAR(100) NOT NULL,
    id VARCHAR(100) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    role VARCHAR(20) NOT NULL,
    actor VARCHAR(200) NOT NULL,
    unit TEXT,
    created_at DATETIME NOT NULL,
    created_by VARCHAR(200) NOT NULL,
    expires_at DATETIME NOT NULL,
    revoked_at DATETIME,
    revoked_by TEXT,
    CONSTRAINT pk_bihuan_access_token PRIMARY KEY (office, id),
    CONSTRAINT uq_bihuan_token_digest UNIQUE (office, digest),
    CONSTRAINT ck_bihuan_token_span CHECK (expires_at > created_at)
) WITHOUT ROWID;

CREATE TRIGGER law_tokens_stay BEFORE UPDATE ON bihuan_access_token
WHEN OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL
    OR NEW.office IS NOT OLD.office
    OR NEW.id IS NOT OLD.id
    OR NEW.digest IS NOT OLD.digest
    OR NEW.role IS NOT OLD.role
    OR NEW.actor IS NOT OLD.actor
    OR NEW.unit IS NOT OLD.unit
    OR NEW.created_at IS NOT OLD.created_at
    OR NEW.created_by IS NOT OLD.created_by
    OR NEW.expires_at IS NOT OLD.expires_at
BEGIN
    SELECT RAISE(ABORT, 'law_tokens_stay');
END;

CREATE TRIGGER law_tokens_kept BEFORE DELETE ON bihuan_access_token
BEGIN
    SELECT RAISE(ABORT, 'law_tokens_kept');
END;
-- INSERT OR REPLACE would otherwise take the old row away without asking the others.
CREATE TRIGGER law_tokens_once BEFORE INSERT ON bihuan_access_token
WHEN EXISTS (
    SELECT 1 FROM bihuan_access_token t
    WHERE t.office = NEW.office AND (t.id = NEW.id OR t.digest = NEW.digest)
)
BEGIN
    SELECT RAISE(ABORT, 'law_tokens_kept');
END;
