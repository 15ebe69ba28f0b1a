-- Letters that are written here: their versions, their path to the signature, their files.

CREATE TABLE bihuan_draft (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    no INTEGER NOT NULL,
    of_ VARCHAR(100) NOT NULL,
    seq INTEGER NOT NULL,
    round INTEGER NOT NULL,
    digest VARCHAR(100) NOT NULL,
    name VARCHAR(400) NOT NULL,
    lines TEXT,
    template TEXT,
    countersigners TEXT,
    on_ DATE NOT NULL,
    CONSTRAINT pk_bihuan_draft PRIMARY KEY (office, case_, no, of_),
    CONSTRAINT fk_bihuan_draft_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
) WITHOUT ROWID;

CREATE TABLE bihuan_letter_step (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    seq INTEGER NOT NULL,
    round INTEGER NOT NULL,
    draft INTEGER NOT NULL,
    step VARCHAR(20) NOT NULL,
    by_ VARCHAR(200) NOT NULL,
    note TEXT,
    on_ DATE NOT NULL,
    document TEXT,
    documents TEXT NOT NULL,
    scheme TEXT,
    code TEXT,
    public_ TEXT,
    CONSTRAINT pk_bihuan_letter_step PRIMARY KEY (office, case_, seq),
    CONSTRAINT fk_bihuan_letter_step_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
) WITHOUT ROWID;

CREATE TABLE bihuan_paper (
    office VARCHAR(100) NOT NULL,
    digest VARCHAR(100) NOT NULL,
    name VARCHAR(400) NOT NULL,
    content BLOB NOT NULL,
    CONSTRAINT pk_bihuan_paper PRIMARY KEY (office, digest)
) WITHOUT ROWID;

CREATE TRIGGER law_drafts_update BEFORE UPDATE ON bihuan_draft
BEGIN SELECT RAISE(ABORT, 'law_drafts_stay'); END;
CREATE TRIGGER law_drafts_delete BEFORE DELETE ON bihuan_draft
BEGIN SELECT RAISE(ABORT, 'law_drafts_stay'); END;
CREATE TRIGGER law_drafts_once BEFORE INSERT ON bihuan_draft
WHEN EXISTS (
    SELECT 1 FROM bihuan_draft d
    WHERE d.office = NEW.office AND d.case_ = NEW.case_ AND d.no = NEW.no AND d.of_ = NEW.of_
)
BEGIN SELECT RAISE(ABORT, 'law_drafts_stay'); END;

CREATE TRIGGER law_letter_steps_update BEFORE UPDATE ON bihuan_letter_step
BEGIN SELECT RAISE(ABORT, 'law_letter_steps_stay'); END;
CREATE TRIGGER law_letter_steps_delete BEFORE DELETE ON bihuan_letter_step
BEGIN SELECT RAISE(ABORT, 'law_letter_steps_stay'); END;
CREATE TRIGGER law_letter_steps_once BEFORE INSERT ON bihuan_letter_step
WHEN EXISTS (
    SELECT 1 FROM bihuan_letter_step s
    WHERE s.office = NEW.office AND s.case_ = NEW.case_ AND s.seq = NEW.seq
)
BEGIN SELECT RAISE(ABORT, 'law_letter_steps_stay'); END;

CREATE TRIGGER law_papers_update BEFORE UPDATE ON bihuan_paper
BEGIN SELECT RAISE(ABORT, 'law_papers_stay'); END;
CREATE TRIGGER law_papers_delete BEFORE DELETE ON bihuan_paper
BEGIN SELECT RAISE(ABORT, 'law_papers_stay'); END;
-- The same file handed in once more is the one that is kept.
CREATE TRIGGER law_papers_once BEFORE INSERT ON bihuan_paper
WHEN EXISTS (SELECT 1 FROM bihuan_paper p WHERE p.office = NEW.office AND p.digest = NEW.digest)
BEGIN SELECT RAISE(IGNORE); END;
