-- Subscriptions of other systems to what happens: only the position, the secret's number and the end move on.

CREATE TABLE bihuan_webhook (
    office VARCHAR(100) NOT NULL,
    id VARCHAR(100) NOT NULL,
    url VARCHAR(2000) NOT NULL,
    events TEXT,
    position INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    overlap_until DATETIME,
    created_at DATETIME NOT NULL,
    created_by VARCHAR(200) NOT NULL,
    revoked_at DATETIME,
    revoked_by TEXT,
    CONSTRAINT pk_bihuan_webhook PRIMARY KEY (office, id),
    CONSTRAINT ck_bihuan_webhook_numbers CHECK (position >= 0 AND generation >= 1)
) WITHOUT ROWID;

CREATE TRIGGER law_webhooks_stay BEFORE UPDATE ON bihuan_webhook
WHEN OLD.revoked_at IS NOT NULL
    OR NEW.office IS NOT OLD.office
    OR NEW.id IS NOT OLD.id
    OR NEW.url IS NOT OLD.url
    OR NEW.events IS NOT OLD.events
    OR NEW.created_at IS NOT OLD.created_at
    OR NEW.created_by IS NOT OLD.created_by
BEGIN
    SELECT RAISE(ABORT, 'law_webhooks_stay');
END;

CREATE TRIGGER law_webhooks_move_on BEFORE UPDATE ON bihuan_webhook
WHEN NEW.position < OLD.position
    OR NEW.generation NOT IN (OLD.generation, OLD.generation + 1)
    OR (NEW.generation = OLD.generation AND NEW.overlap_until IS NOT OLD.overlap_until)
BEGIN
    SELECT RAISE(ABORT, 'law_webhooks_move_on');
END;

CREATE TRIGGER law_webhooks_kept BEFORE DELETE ON bihuan_webhook
BEGIN
    SELECT RAISE(ABORT, 'law_webhooks_kept');
END;
-- INSERT OR REPLACE would otherwise take the old row away without asking the others.
CREATE TRIGGER law_webhooks_once BEFORE INSERT ON bihuan_webhook
WHEN EXISTS (SELECT 1 FROM bihuan_webhook w WHERE w.office = NEW.office AND w.id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'law_webhooks_kept');
END;
