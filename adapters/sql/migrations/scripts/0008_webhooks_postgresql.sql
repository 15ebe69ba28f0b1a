-- Subscriptions of other systems to what happens: only the position, the secret's number and the end move on.

CREATE TABLE bihuan_webhook (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    id VARCHAR(100) COLLATE "C" NOT NULL,
    url VARCHAR(2000) COLLATE "C" NOT NULL,
    events TEXT,
    position INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    overlap_until TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by VARCHAR(200) COLLATE "C" NOT NULL,
    revoked_at TIMESTAMP WITHOUT TIME ZONE,
    revoked_by TEXT,
    CONSTRAINT pk_bihuan_webhook PRIMARY KEY (office, id),
    CONSTRAINT ck_bihuan_webhook_numbers CHECK (position >= 0 AND generation >= 1)
);

CREATE TRIGGER law_webhooks_stay BEFORE UPDATE ON bihuan_webhook
    FOR EACH ROW WHEN (
        OLD.revoked_at IS NOT NULL
        OR (NEW.office, NEW.id, NEW.url, NEW.events, NEW.created_at, NEW.created_by)
        IS DISTINCT FROM
        (OLD.office, OLD.id, OLD.url, OLD.events, OLD.created_at, OLD.created_by)
    ) EXECUTE FUNCTION bihuan_refuse('law_webhooks_stay');
CREATE TRIGGER law_webhooks_move_on BEFORE UPDATE ON bihuan_webhook
    FOR EACH ROW WHEN (
        NEW.position < OLD.position
        OR NEW.generation NOT IN (OLD.generation, OLD.generation + 1)
        OR (NEW.generation = OLD.generation AND NEW.overlap_until IS DISTINCT FROM OLD.overlap_until)
    ) EXECUTE FUNCTION bihuan_refuse('law_webhooks_move_on');
CREATE TRIGGER law_webhooks_kept BEFORE DELETE ON bihuan_webhook
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_webhooks_kept');
CREATE TRIGGER law_webhooks_whole BEFORE TRUNCATE ON bihuan_webhook
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_webhooks_kept');
