-- What answers promised, and what came of it: only ever added to.

CREATE TABLE bihuan_commitment (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    no INTEGER NOT NULL,
    round INTEGER NOT NULL,
    seq INTEGER,
    text TEXT,
    due DATE,
    on_ DATE NOT NULL,
    actor VARCHAR(200) NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_bihuan_commitment PRIMARY KEY (office, case_, no),
    CONSTRAINT fk_bihuan_commitment_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
) WITHOUT ROWID;

CREATE TABLE bihuan_fulfilment (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    no INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    status VARCHAR(20) NOT NULL,
    on_ DATE NOT NULL,
    due DATE,
    note TEXT,
    actor VARCHAR(200) NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_bihuan_fulfilment PRIMARY KEY (office, case_, no, turn),
    CONSTRAINT fk_bihuan_fulfilment_promise FOREIGN KEY(office, case_, no)
        REFERENCES bihuan_commitment (office, case_, no)
) WITHOUT ROWID;

CREATE TRIGGER law_commitments_update BEFORE UPDATE ON bihuan_commitment
BEGIN SELECT RAISE(ABORT, 'law_commitments_stay'); END;
CREATE TRIGGER law_commitments_delete BEFORE DELETE ON bihuan_commitment
BEGIN SELECT RAISE(ABORT, 'law_commitments_stay'); END;
CREATE TRIGGER law_commitments_once BEFORE INSERT ON bihuan_commitment
WHEN EXISTS (
    SELECT 1 FROM bihuan_commitment c
    WHERE c.office = NEW.office AND c.case_ = NEW.case_ AND c.no = NEW.no
)
BEGIN SELECT RAISE(ABORT, 'law_commitments_stay'); END;
CREATE TRIGGER law_commitments_case BEFORE INSERT ON bihuan_commitment
WHEN NOT EXISTS (SELECT 1 FROM bihuan_cases c WHERE c.office = NEW.office AND c.id = NEW.case_)
BEGIN SELECT RAISE(ABORT, 'fk_bihuan_commitment_case'); END;

CREATE TRIGGER law_fulfilments_update BEFORE UPDATE ON bihuan_fulfilment
BEGIN SELECT RAISE(ABORT, 'law_fulfilments_stay'); END;
CREATE TRIGGER law_fulfilments_delete BEFORE DELETE ON bihuan_fulfilment
BEGIN SELECT RAISE(ABORT, 'law_fulfilments_stay'); END;
CREATE TRIGGER law_fulfilments_once BEFORE INSERT ON bihuan_fulfilment
WHEN EXISTS (
    SELECT 1 FROM bihuan_fulfilment f
    WHERE f.office = NEW.office AND f.case_ = NEW.case_ AND f.no = NEW.no AND f.turn = NEW.turn
)
BEGIN SELECT RAISE(ABORT, 'law_fulfilments_stay'); END;
CREATE TRIGGER law_fulfilments_promised BEFORE INSERT ON bihuan_fulfilment
WHEN NOT EXISTS (
    SELECT 1 FROM bihuan_commitment c
    WHERE c.office = NEW.office AND c.case_ = NEW.case_ AND c.no = NEW.no
)
BEGIN SELECT RAISE(ABORT, 'fk_bihuan_fulfilment_promise'); END;
