-- Definitions that follow one another: for each duty one is active, and it is on file who said so.

ALTER TABLE bihuan_definition ADD COLUMN duty VARCHAR(20) NOT NULL DEFAULT '';

UPDATE bihuan_definition SET duty = json_extract(text, '$.duty') WHERE json_valid(text);

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

CREATE INDEX ix_bihuan_cases_pinned ON bihuan_cases (definition, office) WHERE final = 0;

CREATE TABLE bihuan_appointment (
    hash VARCHAR(64) NOT NULL,
    at DATETIME NOT NULL,
    before VARCHAR(20) NOT NULL,
    after VARCHAR(20) NOT NULL,
    actor VARCHAR(200) NOT NULL,
    reason TEXT,
    CONSTRAINT pk_bihuan_appointment PRIMARY KEY (hash, at),
    CONSTRAINT fk_bihuan_appointment_hash FOREIGN KEY(hash) REFERENCES bihuan_definition (hash)
) WITHOUT ROWID;

CREATE TRIGGER law_appointments_update BEFORE UPDATE ON bihuan_appointment
BEGIN SELECT RAISE(ABORT, 'law_appointments_stay'); END;
CREATE TRIGGER law_appointments_delete BEFORE DELETE ON bihuan_appointment
BEGIN SELECT RAISE(ABORT, 'law_appointments_stay'); END;
CREATE TRIGGER law_appointments_once BEFORE INSERT ON bihuan_appointment
WHEN EXISTS (SELECT 1 FROM bihuan_appointment a WHERE a.hash = NEW.hash AND a.at = NEW.at)
BEGIN SELECT RAISE(ABORT, 'law_appointments_stay'); END;

CREATE TRIGGER law_duty_fixed BEFORE UPDATE ON bihuan_definition
WHEN NEW.duty <> OLD.duty
BEGIN SELECT RAISE(ABORT, 'law_definitions_stay'); END;

-- Only a migration takes a case from one definition to another, and no closed case.
CREATE TRIGGER law_pinned BEFORE UPDATE ON bihuan_cases
WHEN NEW.definition <> OLD.definition AND NOT EXISTS (
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
)
BEGIN SELECT RAISE(ABORT, 'law_pinned'); END;
