-- What answers promised, and what came of it: only ever added to.

CREATE TABLE commitment (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    no INTEGER NOT NULL,
    round INTEGER NOT NULL,
    seq INTEGER,
    text TEXT,
    due DATE,
    on_ DATE NOT NULL,
    actor VARCHAR(200) COLLATE "C" NOT NULL,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_commitment PRIMARY KEY (office, case_, no),
    CONSTRAINT fk_commitment_case FOREIGN KEY(office, case_) REFERENCES cases (office, id)
);

CREATE TABLE fulfilment (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    no INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    status VARCHAR(20) COLLATE "C" NOT NULL,
    on_ DATE NOT NULL,
    due DATE,
    note TEXT,
    actor VARCHAR(200) COLLATE "C" NOT NULL,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_fulfilment PRIMARY KEY (office, case_, no, turn),
    CONSTRAINT fk_fulfilment_promise FOREIGN KEY(office, case_, no)
        REFERENCES commitment (office, case_, no)
);

CREATE TRIGGER law_commitments_stay BEFORE UPDATE OR DELETE ON commitment
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_commitments_stay');
CREATE TRIGGER law_commitments_whole BEFORE TRUNCATE ON commitment
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_commitments_stay');
CREATE TRIGGER law_fulfilments_stay BEFORE UPDATE OR DELETE ON fulfilment
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_fulfilments_stay');
CREATE TRIGGER law_fulfilments_whole BEFORE TRUNCATE ON fulfilment
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_fulfilments_stay');
