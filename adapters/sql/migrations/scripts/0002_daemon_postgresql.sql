-- What daemons on many hosts need.

ALTER TABLE bihuan_alarm
    ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN put_off TIMESTAMP WITHOUT TIME ZONE,
    ADD COLUMN error TEXT;

ALTER TABLE bihuan_urging
    ADD COLUMN lateness INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN muted TEXT;

ALTER TABLE bihuan_message
    ALTER COLUMN case_ DROP NOT NULL,
    ADD COLUMN next_at TIMESTAMP WITHOUT TIME ZONE,
    ADD COLUMN holder TEXT,
    ADD COLUMN fence INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN sent_at TIMESTAMP WITHOUT TIME ZONE,
    ADD COLUMN error TEXT;

UPDATE bihuan_message SET next_at = created_at;

ALTER TABLE bihuan_message ALTER COLUMN next_at SET NOT NULL;

DROP INDEX ix_bihuan_message_status;

CREATE INDEX ix_bihuan_message_next ON bihuan_message (status, office, channel, next_at, key_);

CREATE INDEX ix_bihuan_message_case ON bihuan_message (case_, office);

CREATE INDEX ix_bihuan_cases_open ON bihuan_cases (office, id) WHERE final = false;

CREATE TABLE bihuan_receipt (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    urging INTEGER NOT NULL,
    recipient VARCHAR(200) COLLATE "C" NOT NULL,
    reply TEXT,
    on_ DATE NOT NULL,
    CONSTRAINT pk_bihuan_receipt PRIMARY KEY (office, case_, seq),
    CONSTRAINT fk_bihuan_receipt_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
);

CREATE TABLE bihuan_mute (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    until DATE NOT NULL,
    reason TEXT,
    on_ DATE NOT NULL,
    CONSTRAINT pk_bihuan_mute PRIMARY KEY (office, case_, seq),
    CONSTRAINT fk_bihuan_mute_case FOREIGN KEY(office, case_) REFERENCES bihuan_cases (office, id)
);

CREATE TABLE bihuan_feed (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    CONSTRAINT pk_bihuan_feed PRIMARY KEY (office, position),
    CONSTRAINT uq_bihuan_feed_entry UNIQUE (office, case_, seq)
);

CREATE TABLE bihuan_pulse (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    daemon VARCHAR(200) COLLATE "C" NOT NULL,
    host VARCHAR(200) COLLATE "C" NOT NULL,
    pid INTEGER NOT NULL,
    version VARCHAR(100) COLLATE "C" NOT NULL,
    started_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    beat_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    swept_at TIMESTAMP WITHOUT TIME ZONE,
    stopped_at TIMESTAMP WITHOUT TIME ZONE,
    fired INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    CONSTRAINT pk_bihuan_pulse PRIMARY KEY (office, daemon)
);

CREATE TABLE bihuan_lease (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    name VARCHAR(100) COLLATE "C" NOT NULL,
    holder TEXT,
    fence INTEGER NOT NULL,
    until TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_bihuan_lease PRIMARY KEY (office, name)
);

CREATE TABLE bihuan_incident (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    kind VARCHAR(100) COLLATE "C" NOT NULL,
    subject VARCHAR(300) COLLATE "C" NOT NULL,
    no INTEGER NOT NULL,
    case_ VARCHAR(100) COLLATE "C",
    detail TEXT,
    status VARCHAR(20) COLLATE "C" NOT NULL,
    times INTEGER NOT NULL,
    opened_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    last_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    resolved_at TIMESTAMP WITHOUT TIME ZONE,
    resolved_by TEXT,
    resolution TEXT,
    CONSTRAINT pk_bihuan_incident PRIMARY KEY (office, kind, subject, no)
);

CREATE INDEX ix_bihuan_incident_status ON bihuan_incident (status, office, last_at);

CREATE TABLE bihuan_migration (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    hash VARCHAR(64) COLLATE "C" NOT NULL,
    source VARCHAR(64) COLLATE "C" NOT NULL,
    target VARCHAR(64) COLLATE "C" NOT NULL,
    text TEXT,
    status VARCHAR(20) COLLATE "C" NOT NULL,
    moved INTEGER NOT NULL,
    actor VARCHAR(200) COLLATE "C" NOT NULL,
    reason TEXT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    changed_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_bihuan_migration PRIMARY KEY (office, hash)
);
