-- Definitions that follow one another: for each duty one is active, and it is on file who said so.

ALTER TABLE bihuan_definition ADD COLUMN duty VARCHAR(20) COLLATE "C" NOT NULL DEFAULT '';

UPDATE bihuan_definition SET duty = text::jsonb ->> 'duty' WHERE text LIKE '{%';

-- Of several, the one that took the last new case goes on; the others only finish what they have.
UPDATE bihuan_definition SET status = 'draining'
WHERE status = 'active' AND hash <> (
    SELECT d.hash FROM bihuan_definition d
    WHERE d.duty = bihuan_definition.duty AND d.status = 'active'
    ORDER BY (SELECT max(c.id) FROM bihuan_cases c WHERE c.definition = d.hash) DESC NULLS LAST,
        d.proved_at DESC, d.hash
    LIMIT 1
);

CREATE UNIQUE INDEX ix_bihuan_definition_active ON bihuan_definition (duty) WHERE status = 'active';

CREATE INDEX ix_bihuan_cases_pinned ON bihuan_cases (definition, office) WHERE final = false;

CREATE TABLE bihuan_appointment (
    hash VARCHAR(64) COLLATE "C" NOT NULL,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    before VARCHAR(20) COLLATE "C" NOT NULL,
    after VARCHAR(20) COLLATE "C" NOT NULL,
    actor VARCHAR(200) COLLATE "C" NOT NULL,
    reason TEXT,
    CONSTRAINT pk_bihuan_appointment PRIMARY KEY (hash, at),
    CONSTRAINT fk_bihuan_appointment_hash FOREIGN KEY(hash) REFERENCES bihuan_definition (hash)
);

CREATE TRIGGER law_appointments_stay BEFORE UPDATE OR DELETE ON bihuan_appointment
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_appointments_stay');
CREATE TRIGGER law_appointments_whole BEFORE TRUNCATE ON bihuan_appointment
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_appointments_stay');

CREATE TRIGGER law_duty_fixed BEFORE UPDATE ON bihuan_definition FOR EACH ROW
    WHEN (NEW.duty <> OLD.duty)
    EXECUTE FUNCTION bihuan_refuse('law_definitions_stay');

-- Only a migration takes a case from one definition to another, and no closed case.
CREATE FUNCTION bihuan_pinned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM bihuan_history h
        WHERE h.office = NEW.office AND h.case_ = NEW.id AND h.seq = NEW.seq
          AND h.definition = NEW.definition
          AND (
              h.event = 'migrate' AND NOT OLD.final
              OR EXISTS (
                  SELECT 1 FROM bihuan_repair r
                  WHERE r.office = NEW.office AND r.case_ = NEW.id AND r.at = NEW.changed_at
                    AND r.seq = NEW.seq
              )
          )
    ) THEN
        RAISE EXCEPTION USING MESSAGE = 'law_pinned', ERRCODE = '23514', CONSTRAINT = 'law_pinned';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER law_pinned BEFORE UPDATE ON bihuan_cases FOR EACH ROW
    WHEN (NEW.definition <> OLD.definition)
    EXECUTE FUNCTION bihuan_pinned();

DO $$
BEGIN
    EXECUTE 'ALTER FUNCTION bihuan_pinned() SET search_path TO '
        || quote_ident(current_schema()) || ', pg_temp';
END $$;
