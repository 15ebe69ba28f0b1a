-- The tables of the first version.

CREATE TABLE definition (
    hash VARCHAR(64) COLLATE "C" NOT NULL,
    name VARCHAR(64) COLLATE "C" NOT NULL,
    version VARCHAR(64) COLLATE "C" NOT NULL,
    text TEXT,
    states TEXT NOT NULL,
    proof TEXT NOT NULL,
    proved_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    status VARCHAR(20) COLLATE "C" NOT NULL,
    CONSTRAINT pk_definition PRIMARY KEY (hash)
);

CREATE TABLE feedback (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    round INTEGER NOT NULL,
    member INTEGER NOT NULL,
    attitude VARCHAR(100) COLLATE "C",
    result VARCHAR(100) COLLATE "C",
    verdict VARCHAR(100) COLLATE "C" NOT NULL,
    standing VARCHAR(100) COLLATE "C" NOT NULL,
    comment_ TEXT,
    on_ DATE NOT NULL,
    CONSTRAINT pk_feedback PRIMARY KEY (office, case_, seq),
    CONSTRAINT uq_feedback_standing UNIQUE (office, case_, seq, round, standing)
);

CREATE TABLE history (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    row_ VARCHAR(100) COLLATE "C" NOT NULL,
    event VARCHAR(100) COLLATE "C" NOT NULL,
    source TEXT,
    target VARCHAR(64) COLLATE "C" NOT NULL,
    round INTEGER NOT NULL,
    actor VARCHAR(200) COLLATE "C" NOT NULL,
    party VARCHAR(200) COLLATE "C" NOT NULL,
    effective_on DATE NOT NULL,
    recorded_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    args TEXT NOT NULL,
    given TEXT NOT NULL,
    deadlines TEXT NOT NULL,
    definition VARCHAR(64) COLLATE "C" NOT NULL,
    key_ VARCHAR(200) COLLATE "C",
    timer VARCHAR(200) COLLATE "C",
    previous TEXT,
    hash VARCHAR(128) COLLATE "C" NOT NULL,
    CONSTRAINT pk_history PRIMARY KEY (office, case_, seq),
    CONSTRAINT uq_history_key UNIQUE (office, key_),
    CONSTRAINT ck_history_seq CHECK (seq >= 1)
);

CREATE TABLE message (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    key_ VARCHAR(300) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    topic VARCHAR(100) COLLATE "C" NOT NULL,
    channel VARCHAR(100) COLLATE "C" NOT NULL,
    recipient VARCHAR(200) COLLATE "C" NOT NULL,
    body TEXT NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    status VARCHAR(20) COLLATE "C" NOT NULL,
    attempts INTEGER NOT NULL,
    CONSTRAINT pk_message PRIMARY KEY (office, key_)
);

CREATE INDEX ix_message_status ON message (office, status, created_at, key_);

CREATE TABLE past_case (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    year INTEGER NOT NULL,
    key_ VARCHAR(200) COLLATE "C" NOT NULL,
    kind VARCHAR(100) COLLATE "C" NOT NULL,
    role VARCHAR(100) COLLATE "C" NOT NULL,
    number_ TEXT,
    title TEXT,
    CONSTRAINT pk_past_case PRIMARY KEY (office, year, key_)
);

CREATE TABLE definition_state (
    hash VARCHAR(64) COLLATE "C" NOT NULL,
    state VARCHAR(64) COLLATE "C" NOT NULL,
    is_final BOOLEAN NOT NULL,
    CONSTRAINT pk_definition_state PRIMARY KEY (hash, state),
    CONSTRAINT uq_definition_state_final UNIQUE (hash, state, is_final),
    CONSTRAINT fk_state_definition FOREIGN KEY(hash) REFERENCES definition (hash)
);

CREATE TABLE cases (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    id VARCHAR(100) COLLATE "C" NOT NULL,
    kind VARCHAR(100) COLLATE "C" NOT NULL,
    role VARCHAR(100) COLLATE "C" NOT NULL,
    year INTEGER NOT NULL,
    assembly TEXT,
    session TEXT,
    number_ TEXT,
    number_key VARCHAR(200) COLLATE "C" NOT NULL,
    title TEXT,
    category TEXT,
    off_session BOOLEAN NOT NULL,
    received_on DATE NOT NULL,
    assigned_on DATE NOT NULL,
    session_closed_on DATE,
    counterpart TEXT,
    definition VARCHAR(64) COLLATE "C" NOT NULL,
    state VARCHAR(64) COLLATE "C" NOT NULL,
    final BOOLEAN NOT NULL,
    round INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    head VARCHAR(128) COLLATE "C" NOT NULL,
    held TEXT NOT NULL,
    host VARCHAR(100) COLLATE "C",
    closing INTEGER,
    due DATE,
    changed_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    identity VARCHAR(400) COLLATE "C" NOT NULL,
    closing_standing VARCHAR(20) COLLATE "C",
    CONSTRAINT pk_cases PRIMARY KEY (office, id),
    CONSTRAINT uq_cases_identity UNIQUE (identity, office),
    CONSTRAINT ck_cases_final CHECK (NOT final OR closing IS NOT NULL),
    CONSTRAINT ck_cases_closing CHECK (closing IS NULL AND closing_standing IS NULL OR closing IS NOT NULL AND closing_standing IS NOT NULL),
    CONSTRAINT ck_cases_standing CHECK (closing_standing IN ('satisfied', 'mostly_satisfied')),
    CONSTRAINT fk_cases_state FOREIGN KEY(definition, state, final) REFERENCES definition_state (hash, state, is_final),
    CONSTRAINT fk_cases_closing FOREIGN KEY(office, id, closing, round, closing_standing) REFERENCES feedback (office, case_, seq, round, standing),
    CONSTRAINT fk_cases_host FOREIGN KEY(office, host) REFERENCES cases (office, id)
);

CREATE INDEX ix_cases_host ON cases (host, office);

CREATE INDEX ix_cases_number ON cases (number_key, office);

CREATE INDEX ix_cases_year ON cases (year, office);

CREATE TABLE alarm (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    key_ VARCHAR(100) COLLATE "C" NOT NULL,
    round INTEGER NOT NULL,
    generation VARCHAR(100) COLLATE "C" NOT NULL,
    event VARCHAR(100) COLLATE "C" NOT NULL,
    due_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    status VARCHAR(20) COLLATE "C" NOT NULL,
    fired_at TIMESTAMP WITHOUT TIME ZONE,
    CONSTRAINT pk_alarm PRIMARY KEY (office, case_, key_, round, generation),
    CONSTRAINT fk_alarm_case FOREIGN KEY(office, case_) REFERENCES cases (office, id)
);

CREATE INDEX ix_alarm_due ON alarm (status, office, due_at, case_, key_, round, generation);

CREATE TABLE answer (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    round INTEGER NOT NULL,
    what VARCHAR(20) COLLATE "C" NOT NULL,
    on_ DATE NOT NULL,
    document TEXT,
    scheme TEXT,
    code TEXT,
    group_ TEXT,
    signer TEXT,
    public_ TEXT,
    paper TEXT,
    CONSTRAINT pk_answer PRIMARY KEY (office, case_, seq),
    CONSTRAINT fk_answer_case FOREIGN KEY(office, case_) REFERENCES cases (office, id)
);

CREATE TABLE contact (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    round INTEGER NOT NULL,
    stage VARCHAR(20) COLLATE "C" NOT NULL,
    how VARCHAR(20) COLLATE "C" NOT NULL,
    on_ DATE NOT NULL,
    note TEXT,
    CONSTRAINT pk_contact PRIMARY KEY (office, case_, seq),
    CONSTRAINT fk_contact_case FOREIGN KEY(office, case_) REFERENCES cases (office, id)
);

CREATE TABLE deadline (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    round INTEGER NOT NULL,
    term VARCHAR(100) COLLATE "C" NOT NULL,
    start_ DATE NOT NULL,
    due DATE NOT NULL,
    source TEXT,
    tentative BOOLEAN NOT NULL,
    calendar TEXT,
    extended INTEGER NOT NULL,
    note TEXT,
    CONSTRAINT pk_deadline PRIMARY KEY (office, case_, round, term),
    CONSTRAINT fk_deadline_case FOREIGN KEY(office, case_) REFERENCES cases (office, id)
);

CREATE TABLE member (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    no INTEGER NOT NULL,
    name TEXT,
    lead_ BOOLEAN NOT NULL,
    collective BOOLEAN NOT NULL,
    CONSTRAINT pk_member PRIMARY KEY (office, case_, no),
    CONSTRAINT fk_member_case FOREIGN KEY(office, case_) REFERENCES cases (office, id)
);

CREATE TABLE repair (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    seq INTEGER NOT NULL,
    actor VARCHAR(200) COLLATE "C" NOT NULL,
    reason TEXT,
    before TEXT NOT NULL,
    CONSTRAINT pk_repair PRIMARY KEY (office, case_, at),
    CONSTRAINT fk_repair_case FOREIGN KEY(office, case_) REFERENCES cases (office, id)
);

CREATE TABLE request (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    no INTEGER NOT NULL,
    round INTEGER NOT NULL,
    unit TEXT,
    asked_on DATE NOT NULL,
    due DATE NOT NULL,
    status VARCHAR(20) COLLATE "C" NOT NULL,
    opinion TEXT,
    given_on DATE,
    CONSTRAINT pk_request PRIMARY KEY (office, case_, no),
    CONSTRAINT fk_request_case FOREIGN KEY(office, case_) REFERENCES cases (office, id)
);

CREATE TABLE round_ (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    round INTEGER NOT NULL,
    began_on DATE NOT NULL,
    dispatched_on DATE,
    leader VARCHAR(200) COLLATE "C",
    division VARCHAR(200) COLLATE "C",
    officer VARCHAR(200) COLLATE "C",
    task VARCHAR(4000) COLLATE "C",
    responsibility VARCHAR(4000) COLLATE "C",
    time_ DATE,
    answered_on DATE,
    CONSTRAINT pk_round_ PRIMARY KEY (office, case_, round),
    CONSTRAINT fk_round_case FOREIGN KEY(office, case_) REFERENCES cases (office, id)
);

CREATE TABLE urging (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    round INTEGER NOT NULL,
    rung VARCHAR(100) COLLATE "C" NOT NULL,
    level_ VARCHAR(100) COLLATE "C" NOT NULL,
    recipient VARCHAR(200) COLLATE "C" NOT NULL,
    channel VARCHAR(100) COLLATE "C" NOT NULL,
    on_ DATE NOT NULL,
    late_days INTEGER NOT NULL,
    CONSTRAINT pk_urging PRIMARY KEY (office, case_, seq, recipient, channel),
    CONSTRAINT fk_urging_case FOREIGN KEY(office, case_) REFERENCES cases (office, id)
);
