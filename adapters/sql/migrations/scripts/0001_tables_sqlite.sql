-- The tables of the first version.

CREATE TABLE bihuan_definition (
    hash VARCHAR(64) NOT NULL,
    name VARCHAR(64) NOT NULL,
    version VARCHAR(64) NOT NULL,
    text TEXT,
    states TEXT NOT NULL,
    proof TEXT NOT NULL,
    proved_at DATETIME NOT NULL,
    status VARCHAR(20) NOT NULL,
    CONSTRAINT pk_bihuan_definition PRIMARY KEY (hash)
) WITHOUT ROWID;

CREATE TABLE bihuan_feedback (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    seq INTEGER NOT NULL,
    round INTEGER NOT NULL,
    member INTEGER NOT NULL,
    attitude VARCHAR(100),
    result VARCHAR(100),
    verdict VARCHAR(100) NOT NULL,
    standing VARCHAR(100) NOT NULL,
    comment_ TEXT,
    on_ DATE NOT NULL,
    CONSTRAINT pk_bihuan_feedback PRIMARY KEY (office, case_, seq),
    CONSTRAINT uq_bihuan_feedback_standing UNIQUE (office, case_, seq, round, standing)
) WITHOUT ROWID;

CREATE TABLE bihuan_history (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    seq INTEGER NOT NULL,
    row_ VARCHAR(100) NOT NULL,
    event VARCHAR(100) NOT NULL,
    source TEXT,
    target VARCHAR(64) NOT NULL,
    round INTEGER NOT NULL,
    actor VARCHAR(200) NOT NULL,
    party VARCHAR(200) NOT NULL,
    effective_on DATE NOT NULL,
    recorded_at DATETIME NOT NULL,
    args TEXT NOT NULL,
    given TEXT NOT NULL,
    deadlines TEXT NOT NULL,
    definition VARCHAR(64) NOT NULL,
    key_ VARCHAR(200),
    timer VARCHAR(200),
    previous TEXT,
    hash VARCHAR(128) NOT NULL,
    CONSTRAINT pk_bihuan_history PRIMARY KEY (office, case_, seq),
    CONSTRAINT uq_bihuan_history_key UNIQUE (office, key_),
    CONSTRAINT ck_bihuan_history_seq CHECK (seq >= 1)
);

CREATE TABLE bihuan_message (
    office VARCHAR(100) NOT NULL,
    key_ VARCHAR(300) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    seq INTEGER NOT NULL,
    topic VARCHAR(100) NOT NULL,
    channel VARCHAR(100) NOT NULL,
    recipient VARCHAR(200) NOT NULL,
    body TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    status VARCHAR(20) NOT NULL,
    attempts INTEGER NOT NULL,
    CONSTRAINT pk_bihuan_message PRIMARY KEY (office, key_)
);

CREATE INDEX ix_bihuan_message_status ON bihuan_message (office, status, created_at, key_);

CREATE TABLE bihuan_past_case (
    office VARCHAR(100) NOT NULL,
    year INTEGER NOT NULL,
    key_ VARCHAR(200) NOT NULL,
    kind VARCHAR(100) NOT NULL,
    role VARCHAR(100) NOT NULL,
    number_ TEXT,
    title TEXT,
    CONSTRAINT pk_bihuan_past_case PRIMARY KEY (office, year, key_)
);

CREATE TABLE bihuan_definition_state (
    hash VARCHAR(64) NOT NULL,
    state VARCHAR(64) NOT NULL,
    is_final BOOLEAN NOT NULL,
    CONSTRAINT pk_bihuan_definition_state PRIMARY KEY (hash, state),
    CONSTRAINT uq_bihuan_state_final UNIQUE (hash, state, is_final),
    CONSTRAINT fk_bihuan_state_definition FOREIGN KEY(hash) REFERENCES bihuan_definition (hash)
) WITHOUT ROWID;

CREATE TABLE bihuan_cases (
    office VARCHAR(100) NOT NULL,
    id VARCHAR(100) NOT NULL,
    kind VARCHAR(100) NOT NULL,
    role VARCHAR(100) NOT NULL,
    year INTEGER NOT NULL,
    assembly TEXT,
    session TEXT,
    number_ TEXT,
    number_key VARCHAR(200) NOT NULL,
    title TEXT,
    category TEXT,
    off_session BOOLEAN NOT NULL,
    received_on DATE NOT NULL,
    assigned_on DATE NOT NULL,
    session_closed_on DATE,
    counterpart TEXT,
    definition VARCHAR(64) NOT NULL,
    state VARCHAR(64) NOT NULL,
    final BOOLEAN NOT NULL,
    round INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    head VARCHAR(128) NOT NULL,
    held TEXT NOT NULL,
    host VARCHAR(100),
    closing INTEGER,
    due DATE,
    changed_at DATETIME NOT NULL,
    identity VARCHAR(400) NOT NULL,
    closing_standing VARCHAR(20),
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
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    key_ VARCHAR(100) NOT NULL,
    round INTEGER NOT NULL,
    generation VARCHAR(100) NOT NULL,
    event VARCHAR(100) NOT NULL,
    due_at DATETIME NOT NULL,
    status VARCHAR(20) NOT NULL,
    fired_at DATETIME,
    CONSTRAINT pk_bihuan_alarm PRIMARY KEY (office, case_, key_, round, generation),
    CONSTRAINT fk_bihuan_alarm_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
) WITHOUT ROWID;

CREATE INDEX ix_bihuan_alarm_due ON bihuan_alarm (status, office, due_at, case_, key_, round, generation);

CREATE TABLE bihuan_answer (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    seq INTEGER NOT NULL,
    round INTEGER NOT NULL,
    what VARCHAR(20) NOT NULL,
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
) WITHOUT ROWID;

CREATE TABLE bihuan_contact (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    seq INTEGER NOT NULL,
    round INTEGER NOT NULL,
    stage VARCHAR(20) NOT NULL,
    how VARCHAR(20) NOT NULL,
    on_ DATE NOT NULL,
    note TEXT,
    CONSTRAINT pk_bihuan_contact PRIMARY KEY (office, case_, seq),
    CONSTRAINT fk_bihuan_contact_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
) WITHOUT ROWID;

CREATE TABLE bihuan_deadline (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    round INTEGER NOT NULL,
    term VARCHAR(100) NOT NULL,
    start_ DATE NOT NULL,
    due DATE NOT NULL,
    source TEXT,
    tentative BOOLEAN NOT NULL,
    calendar TEXT,
    extended INTEGER NOT NULL,
    note TEXT,
    CONSTRAINT pk_bihuan_deadline PRIMARY KEY (office, case_, round, term),
    CONSTRAINT fk_bihuan_deadline_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
) WITHOUT ROWID;

CREATE TABLE bihuan_member (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    no INTEGER NOT NULL,
    name TEXT,
    lead_ BOOLEAN NOT NULL,
    collective BOOLEAN NOT NULL,
    CONSTRAINT pk_bihuan_member PRIMARY KEY (office, case_, no),
    CONSTRAINT fk_bihuan_member_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
) WITHOUT ROWID;

CREATE TABLE bihuan_repair (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    at DATETIME NOT NULL,
    seq INTEGER NOT NULL,
    actor VARCHAR(200) NOT NULL,
    reason TEXT,
    before TEXT NOT NULL,
    CONSTRAINT pk_bihuan_repair PRIMARY KEY (office, case_, at),
    CONSTRAINT fk_bihuan_repair_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
) WITHOUT ROWID;

CREATE TABLE bihuan_request (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    no INTEGER NOT NULL,
    round INTEGER NOT NULL,
    unit TEXT,
    asked_on DATE NOT NULL,
    due DATE NOT NULL,
    status VARCHAR(20) NOT NULL,
    opinion TEXT,
    given_on DATE,
    CONSTRAINT pk_bihuan_request PRIMARY KEY (office, case_, no),
    CONSTRAINT fk_bihuan_request_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
) WITHOUT ROWID;

CREATE TABLE bihuan_round (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    round INTEGER NOT NULL,
    began_on DATE NOT NULL,
    dispatched_on DATE,
    leader VARCHAR(200),
    division VARCHAR(200),
    officer VARCHAR(200),
    task VARCHAR(4000),
    responsibility VARCHAR(4000),
    time_ DATE,
    answered_on DATE,
    CONSTRAINT pk_bihuan_round PRIMARY KEY (office, case_, round),
    CONSTRAINT fk_bihuan_round_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
) WITHOUT ROWID;

CREATE TABLE bihuan_urging (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    seq INTEGER NOT NULL,
    round INTEGER NOT NULL,
    rung VARCHAR(100) NOT NULL,
    level_ VARCHAR(100) NOT NULL,
    recipient VARCHAR(200) NOT NULL,
    channel VARCHAR(100) NOT NULL,
    on_ DATE NOT NULL,
    late_days INTEGER NOT NULL,
    CONSTRAINT pk_bihuan_urging PRIMARY KEY (office, case_, seq, recipient, channel),
    CONSTRAINT fk_bihuan_urging_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
) WITHOUT ROWID;
