-- Tokens for those who come in over HTTP; what a row once says it says for ever.

CREATE TABLE bihuan_access_token (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    id VARCHAR(100) COLLATE "C" NOT NULL,
    digest VARCHAR(64) COLLATE "C" NOT NULL,
    role VARCHAR(20) COLLATE "C" NOT NULL,
    actor VARCHAR(200) COLLATE "C" NOT NULL,
    unit TEXT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by VARCHAR(200) COLLATE "C" NOT NULL,
    expires_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITHOUT TIME ZONE,
    revoked_by TEXT,
    CONSTRAINT pk_bihuan_access_token PRIMARY KEY (office, id),
    CONSTRAINT uq_bihuan_token_digest UNIQUE (office, digest),
    CONSTRAINT ck_bihuan_token_span CHECK (expires_at > created_at)
);

CREATE TRIGGER law_tokens_stay BEFORE UPDATE ON bihuan_access_token
    FOR EACH ROW WHEN (
        OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL
        OR (NEW.office, NEW.id, NEW.digest, NEW.role, NEW.actor, NEW.unit, NEW.created_at, NEW.created_by, NEW.expires_at)
        IS DISTINCT FROM
        (OLD.office, OLD.id, OLD.digest, OLD.role, OLD.actor, OLD.unit, OLD.created_at, OLD.created_by, OLD.expires_at)
    ) EXECUTE FUNCTION bihuan_refuse('law_tokens_stay');
CREATE TRIGGER law_tokens_kept BEFORE DELETE ON bihuan_access_token
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_tokens_kept');
CREATE TRIGGER law_tokens_whole BEFORE TRUNCATE ON bihuan_access_token
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_tokens_kept');
