-- What daemons on many hosts need.

ALTER TABLE bihuan_alarm ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bihuan_alarm ADD COLUMN put_off DATETIME;
ALTER TABLE bihuan_alarm ADD COLUMN error TEXT;

ALTER TABLE bihuan_urging ADD COLUMN lateness INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bihuan_urging ADD COLUMN muted TEXT;

-- SQLite cannot make a column optional afterwards.
ALTER TABLE bihuan_message RENAME TO bihuan_message_before;

CREATE TABLE bihuan_message (
    office VARCHAR(100) NOT NULL,
    key_ VARCHAR(300) NOT NULL,
    case_ VARCHAR(100),
    seq INTEGER NOT NULL,
    topic VARCHAR(100) NOT NULL,
    channel VARCHAR(100) NOT NULL,
    recipient VARCHAR(200) NOT NULL,
    body TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    status VARCHAR(20) NOT NULL,
    attempts INTEGER NOT NULL,
    next_at DATETIME NOT NULL,
    holder TEXT,
    fence INTEGER NOT NULL,
    sent_at DATETIME,
    error TEXT,
    CONSTRAINT pk_bihuan_message PRIMARY KEY (office, key_)
);

INSERT INTO bihuan_message
SELECT office, key_, case_, seq, topic, channel, recipient, body, created_at, status, attempts,
       created_at, NULL, 0, NULL, NULL
FROM bihuan_message_before;

DROP TABLE bihuan_message_before;

CREATE INDEX ix_bihuan_message_next ON bihuan_message (status, office, channel, next_at, key_);

CREATE INDEX ix_bihuan_message_case ON bihuan_message (case_, office);

CREATE INDEX ix_bihuan_cases_open ON bihuan_cases (office, id) WHERE final = 0;

CREATE TABLE bihuan_receipt (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    seq INTEGER NOT NULL,
    urging INTEGER NOT NULL,
    recipient VARCHAR(200) NOT NULL,
    reply TEXT,
    on_ DATE NOT NULL,
    CONSTRAINT pk_bihuan_receipt PRIMARY KEY (office, case_, seq),
    CONSTRAINT fk_bihuan_receipt_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
) WITHOUT ROWID;

CREATE TABLE bihuan_mute (
    office VARCHAR(100) NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    seq INTEGER NOT NULL,
    until DATE NOT NULL,
    reason TEXT,
    on_ DATE NOT NULL,
    CONSTRAINT pk_bihuan_mute PRIMARY KEY (office, case_, seq),
    CONSTRAINT fk_bihuan_mute_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
) WITHOUT ROWID;

CREATE TABLE bihuan_feed (
    office VARCHAR(100) NOT NULL,
    position INTEGER NOT NULL,
    case_ VARCHAR(100) NOT NULL,
    seq INTEGER NOT NULL,
    CONSTRAINT pk_bihuan_feed PRIMARY KEY (office, position),
    CONSTRAINT uq_bihuan_feed_entry UNIQUE (office, case_, seq)
) WITHOUT ROWID;

CREATE TABLE bihuan_pulse (
    office VARCHAR(100) NOT NULL,
    daemon VARCHAR(200) NOT NULL,
    host VARCHAR(200) NOT NULL,
    pid INTEGER NOT NULL,
    version VARCHAR(100) NOT NULL,
    started_at DATETIME NOT NULL,
    beat_at DATETIME NOT NULL,
    swept_at DATETIME,
    stopped_at DATETIME,
    fired INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    CONSTRAINT pk_bihuan_pulse PRIMARY KEY (office, daemon)
) WITHOUT ROWID;

CREATE TABLE bihuan_lease (
    office VARCHAR(100) NOT NULL,
    name VARCHAR(100) NOT NULL,
    holder TEXT,
    fence INTEGER NOT NULL,
    until DATETIME NOT NULL,
    CONSTRAINT pk_bihuan_lease PRIMARY KEY (office, name)
) WITHOUT ROWID;

CREATE TABLE bihuan_incident (
    office VARCHAR(100) NOT NULL,
    kind VARCHAR(100) NOT NULL,
    subject VARCHAR(300) NOT NULL,
    no INTEGER NOT NULL,
    case_ VARCHAR(100),
    detail TEXT,
    status VARCHAR(20) NOT NULL,
    times INTEGER NOT NULL,
    opened_at DATETIME NOT NULL,
    last_at DATETIME NOT NULL,
    resolved_at DATETIME,
    resolved_by TEXT,
    resolution TEXT,
    CONSTRAINT pk_bihuan_incident PRIMARY KEY (office, kind, subject, no)
);

CREATE INDEX ix_bihuan_incident_status ON bihuan_incident (status, office, last_at);

CREATE TABLE bihuan_migration (
    office VARCHAR(100) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    source VARCHAR(64) NOT NULL,
    target VARCHAR(64) NOT NULL,
    text TEXT,
    status VARCHAR(20) NOT NULL,
    moved INTEGER NOT NULL,
    actor VARCHAR(200) NOT NULL,
    reason TEXT,
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT pk_bihuan_migration PRIMARY KEY (office, hash)
);
