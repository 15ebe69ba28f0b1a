-- What answers promised, and what came of it: only ever added to.

CREATE TABLE bihuan_commitment (
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
    CONSTRAINT pk_bihuan_commitment PRIMARY KEY (office, case_, no),
    CONSTRAINT fk_bihuan_commitment_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
);

CREATE TABLE bihuan_fulfilment (
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
    CONSTRAINT pk_bihuan_fulfilment PRIMARY KEY (office, case_, no, turn),
    CONSTRAINT fk_bihuan_fulfilment_promise FOREIGN KEY(office, case_, no)
        REFERENCES bihuan_commitment (office, case_, no)
);

CREATE TRIGGER law_commitments_stay BEFORE UPDATE OR DELETE ON bihuan_commitment
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_commitments_stay');
CREATE TRIGGER law_commitments_whole BEFORE TRUNCATE ON bihuan_commitment
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_commitments_stay');
CREATE TRIGGER law_fulfilments_stay BEFORE UPDATE OR DELETE ON bihuan_fulfilment
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_fulfilments_stay');
CREATE TRIGGER law_fulfilments_whole BEFORE TRUNCATE ON bihuan_fulfilment
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_fulfilments_stay');
