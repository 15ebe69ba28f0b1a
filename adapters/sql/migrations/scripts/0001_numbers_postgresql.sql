-- The register of document numbers: its turns are only added, and none follows where it may not.

CREATE TABLE bihuan_document_number (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    text VARCHAR(200) COLLATE "C" NOT NULL,
    no INTEGER NOT NULL,
    agency VARCHAR(100) COLLATE "C",
    year INTEGER,
    serial INTEGER,
    status VARCHAR(20) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C",
    reason TEXT,
    actor VARCHAR(200) COLLATE "C" NOT NULL,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_bihuan_document_number PRIMARY KEY (office, text, no),
    CONSTRAINT fk_bihuan_number_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id),
    CONSTRAINT ck_bihuan_number_no CHECK (no >= 1),
    CONSTRAINT ck_bihuan_number_status CHECK (status IN ('reserved', 'used', 'void')),
    CONSTRAINT ck_bihuan_number_used CHECK (status <> 'used' OR case_ IS NOT NULL)
);

CREATE INDEX ix_bihuan_number_serial ON bihuan_document_number (agency, year, office, serial);

CREATE INDEX ix_bihuan_number_case ON bihuan_document_number (case_, office);

CREATE TRIGGER law_numbers_stay BEFORE UPDATE OR DELETE ON bihuan_document_number
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_numbers_stay');
CREATE TRIGGER law_numbers_whole BEFORE TRUNCATE ON bihuan_document_number
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_numbers_stay');

CREATE FUNCTION bihuan_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.no <> 1 + (
        SELECT coalesce(max(n.no), 0) FROM bihuan_document_number n
        WHERE n.office = NEW.office AND n.text = NEW.text
    ) OR EXISTS (
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
    ) THEN
        RAISE EXCEPTION USING MESSAGE = 'law_number_turn', ERRCODE = '23514', CONSTRAINT = 'law_number_turn';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER law_number_turn BEFORE INSERT ON bihuan_document_number
    FOR EACH ROW EXECUTE FUNCTION bihuan_number();

DO $$
BEGIN
    EXECUTE 'ALTER FUNCTION bihuan_number() SET search_path TO '
        || quote_ident(current_schema()) || ', pg_temp';
END $$;
