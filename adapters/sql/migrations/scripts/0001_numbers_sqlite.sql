-- The register of document numbers: its turns are only added, and none follows where it may not.

CREATE TABLE bihuan_document_number (
    office VARCHAR(100) NOT NULL,
    text VARCHAR(200) NOT NULL,
    no INTEGER NOT NULL,
    agency VARCHAR(100),
    year INTEGER,
    serial INTEGER,
    status VARCHAR(20) NOT NULL,
    case_ VARCHAR(100),
    reason TEXT,
    actor VARCHAR(200) NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_bihuan_document_number PRIMARY KEY (office, text, no),
    CONSTRAINT fk_bihuan_number_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id),
    CONSTRAINT ck_bihuan_number_no CHECK (no >= 1),
    CONSTRAINT ck_bihuan_number_status CHECK (status IN ('reserved', 'used', 'void')),
    CONSTRAINT ck_bihuan_number_used CHECK (status <> 'used' OR case_ IS NOT NULL)
) WITHOUT ROWID;

CREATE INDEX ix_bihuan_number_serial ON bihuan_document_number (agency, year, office, serial);

CREATE INDEX ix_bihuan_number_case ON bihuan_document_number (case_, office);

CREATE TRIGGER law_numbers_update BEFORE UPDATE ON bihuan_document_number
BEGIN SELECT RAISE(ABORT, 'law_numbers_stay'); END;
CREATE TRIGGER law_numbers_delete BEFORE DELETE ON bihuan_document_number
BEGIN SELECT RAISE(ABORT, 'law_numbers_stay'); END;

CREATE TRIGGER law_number_turn BEFORE INSERT ON bihuan_document_number
WHEN NEW.no <> 1 + (
    SELECT coalesce(max(n.no), 0) FROM bihuan_document_number n
    WHERE n.office = NEW.office AND n.text = NEW.text
)
  OR NEW.status NOT IN ('reserved', 'used', 'void')
  OR NEW.status = 'used' AND NEW.case_ IS NULL
  OR EXISTS (
    SELECT 1 FROM bihuan_document_number n
    WHERE n.office = NEW.office AND n.text = NEW.text AND n.no = NEW.no - 1 AND (
        n.status = 'void'
        OR NEW.status = 'void' AND n.status = 'used'
        OR NEW.status = 'reserved' AND (
            n.status = 'used' OR n.case_ IS NOT NULL OR NEW.case_ IS NULL
        )
        OR NEW.status = 'used' AND n.case_ <> NEW.case_ AND NOT EXISTS (
            SELECT 1 FROM bihuan_cases a, bihuan_cases b
            WHERE a.office = n.office AND a.id = n.case_
              AND b.office = n.office AND b.id = NEW.case_
              AND coalesce(a.host, a.id) = coalesce(b.host, b.id)
        )
    )
)
BEGIN SELECT RAISE(ABORT, 'law_number_turn'); END;

CREATE TRIGGER law_number_case BEFORE INSERT ON bihuan_document_number
WHEN NEW.case_ IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM bihuan_cases c WHERE c.office = NEW.office AND c.id = NEW.case_
)
BEGIN SELECT RAISE(ABORT, 'fk_bihuan_number_case'); END;
