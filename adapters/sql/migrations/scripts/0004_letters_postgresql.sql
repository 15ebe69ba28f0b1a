-- Letters that are written here: their versions, their path to the signature, their files.

CREATE TABLE bihuan_draft (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    no INTEGER NOT NULL,
    of_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    round INTEGER NOT NULL,
    digest VARCHAR(100) COLLATE "C" NOT NULL,
    name VARCHAR(400) COLLATE "C" NOT NULL,
    lines TEXT,
    template TEXT,
    countersigners TEXT,
    on_ DATE NOT NULL,
    CONSTRAINT pk_bihuan_draft PRIMARY KEY (office, case_, no, of_),
    CONSTRAINT fk_bihuan_draft_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
);

CREATE TABLE bihuan_letter_step (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    round INTEGER NOT NULL,
    draft INTEGER NOT NULL,
    step VARCHAR(20) COLLATE "C" NOT NULL,
    by_ VARCHAR(200) COLLATE "C" NOT NULL,
    note TEXT,
    on_ DATE NOT NULL,
    document TEXT,
    documents TEXT NOT NULL,
    scheme TEXT,
    code TEXT,
    public_ TEXT,
    CONSTRAINT pk_bihuan_letter_step PRIMARY KEY (office, case_, seq),
    CONSTRAINT fk_bihuan_letter_step_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
);

CREATE TABLE bihuan_paper (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    digest VARCHAR(100) COLLATE "C" NOT NULL,
    name VARCHAR(400) COLLATE "C" NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT pk_bihuan_paper PRIMARY KEY (office, digest)
);

CREATE TRIGGER law_drafts_stay BEFORE UPDATE OR DELETE ON bihuan_draft
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_drafts_stay');
CREATE TRIGGER law_drafts_whole BEFORE TRUNCATE ON bihuan_draft
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_drafts_stay');

CREATE TRIGGER law_letter_steps_stay BEFORE UPDATE OR DELETE ON bihuan_letter_step
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_letter_steps_stay');
CREATE TRIGGER law_letter_steps_whole BEFORE TRUNCATE ON bihuan_letter_step
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_letter_steps_stay');

CREATE TRIGGER law_papers_stay BEFORE UPDATE OR DELETE ON bihuan_paper
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_papers_stay');
CREATE TRIGGER law_papers_whole BEFORE TRUNCATE ON bihuan_paper
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_papers_stay');
