-- The tables of the first version.

CREATE TABLE bihuan_definition (
    hash VARCHAR(64) COLLATE "C" NOT NULL,
    name VARCHAR(64) COLLATE "C" NOT NULL,
    version VARCHAR(64) COLLATE "C" NOT NULL,
    text TEXT,
    states TEXT NOT NULL,
    proof TEXT NOT NULL,
    proved_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    status VARCHAR(20) COLLATE "C" NOT NULL,
    CONSTRAINT pk_bihuan_definition PRIMARY KEY (hash)
);

CREATE TABLE bihuan_feedback (
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
    CONSTRAINT pk_bihuan_feedback PRIMARY KEY (office, case_, seq),
    CONSTRAINT uq_bihuan_feedback_standing UNIQUE (office, case_, seq, round, standing)
);

CREATE TABLE bihuan_history (
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
    CONSTRAINT pk_bihuan_history PRIMARY KEY (office, case_, seq),
    CONSTRAINT uq_bihuan_history_key UNIQUE (office, key_),
    CONSTRAINT ck_bihuan_history_seq CHECK (seq >= 1)
);

CREATE TABLE bihuan_message (
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
    CONSTRAINT pk_bihuan_message PRIMARY KEY (office, key_)
);

CREATE INDEX ix_bihuan_message_status ON bihuan_message (office, status, created_at, key_);

CREATE TABLE bihuan_past_case (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    year INTEGER NOT NULL,
    key_ VARCHAR(200) COLLATE "C" NOT NULL,
    kind VARCHAR(100) COLLATE "C" NOT NULL,
    role VARCHAR(100) COLLATE "C" NOT NULL,
    number_ TEXT,
    title TEXT,
    CONSTRAINT pk_bihuan_past_case PRIMARY KEY (office, year, key_)
);

CREATE TABLE bihuan_definition_state (
    hash VARCHAR(64) COLLATE "C" NOT NULL,
    state VARCHAR(64) COLLATE "C" NOT NULL,
    is_final BOOLEAN NOT NULL,
    CONSTRAINT pk_bihuan_definition_state PRIMARY KEY (hash, state),
    CONSTRAINT uq_bihuan_state_final UNIQUE (hash, state, is_final),
    CONSTRAINT fk_bihuan_state_definition FOREIGN KEY(hash) REFERENCES bihuan_definition (hash)
);

CREATE TABLE bihuan_cases (
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
    CONSTRAINT pk_bihuan_cases PRIMARY KEY (office, id),
    CONSTRAINT uq_bihuan_cases_identity UNIQUE (identity, office),
    CONSTRAINT ck_bihuan_cases_final CHECK (NOT final OR closing IS NOT NULL),
    CONSTRAINT ck_bihuan_cases_closing CHECK (closing IS NULL AND closing_standing IS NULL OR closing IS NOT NULL AND closing_standing IS NOT NULL),
    CONSTRAINT ck_bihuan_cases_standing CHECK (closing_standing IN ('satisfied', 'mostly_satisfied')),
    CONSTRAINT fk_bihuan_cases_state FOREIGN KEY(definition, state, final) REFERENCES bihuan_definition_state (hash, state, is_final),
    CONSTRAINT fk_bihuan_cases_closing FOREIGN KEY(office, id, closing, round, closing_standing) REFERENCES bihuan_feedback (office, case_, seq, round, standing),
    CONSTRAINT fk_bihuan_cases_host FOREIGN KEY(office, host) REFERENCES bihuan_cases (office, id)
);

CREATE INDEX ix_bihuan_cases_host ON bihuan_cases (host, office);

CREATE INDEX ix_bihuan_cases_number ON bihuan_cases (number_key, office);

CREATE INDEX ix_bihuan_cases_year ON bihuan_cases (year, office);

CREATE TABLE bihuan_alarm (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    key_ VARCHAR(100) COLLATE "C" NOT NULL,
    round INTEGER NOT NULL,
    generation VARCHAR(100) COLLATE "C" NOT NULL,
    event VARCHAR(100) COLLATE "C" NOT NULL,
    due_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    status VARCHAR(20) COLLATE "C" NOT NULL,
    fired_at TIMESTAMP WITHOUT TIME ZONE,
    CONSTRAINT pk_bihuan_alarm PRIMARY KEY (office, case_, key_, round, generation),
    CONSTRAINT fk_bihuan_alarm_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
);

CREATE INDEX ix_bihuan_alarm_due ON bihuan_alarm (status, office, due_at, case_, key_, round, generation);

CREATE TABLE bihuan_answer (
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
    CONSTRAINT pk_bihuan_answer PRIMARY KEY (office, case_, seq),
    CONSTRAINT fk_bihuan_answer_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
);

CREATE TABLE bihuan_contact (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    round INTEGER NOT NULL,
    stage VARCHAR(20) COLLATE "C" NOT NULL,
    how VARCHAR(20) COLLATE "C" NOT NULL,
    on_ DATE NOT NULL,
    note TEXT,
    CONSTRAINT pk_bihuan_contact PRIMARY KEY (office, case_, seq),
    CONSTRAINT fk_bihuan_contact_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
);

CREATE TABLE bihuan_deadline (
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
    CONSTRAINT pk_bihuan_deadline PRIMARY KEY (office, case_, round, term),
    CONSTRAINT fk_bihuan_deadline_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
);

CREATE TABLE bihuan_member (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    no INTEGER NOT NULL,
    name TEXT,
    lead_ BOOLEAN NOT NULL,
    collective BOOLEAN NOT NULL,
    CONSTRAINT pk_bihuan_member PRIMARY KEY (office, case_, no),
    CONSTRAINT fk_bihuan_member_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
);

CREATE TABLE bihuan_repair (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    seq INTEGER NOT NULL,
    actor VARCHAR(200) COLLATE "C" NOT NULL,
    reason TEXT,
    before TEXT NOT NULL,
    CONSTRAINT pk_bihuan_repair PRIMARY KEY (office, case_, at),
    CONSTRAINT fk_bihuan_repair_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
);

CREATE TABLE bihuan_request (
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
    CONSTRAINT pk_bihuan_request PRIMARY KEY (office, case_, no),
    CONSTRAINT fk_bihuan_request_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
);

CREATE TABLE bihuan_round (
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
    CONSTRAINT pk_bihuan_round PRIMARY KEY (office, case_, round),
    CONSTRAINT fk_bihuan_round_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
);

CREATE TABLE bihuan_urging (
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
    CONSTRAINT pk_bihuan_urging PRIMARY KEY (office, case_, seq, recipient, channel),
    CONSTRAINT fk_bihuan_urging_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
);
