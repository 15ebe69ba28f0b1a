-- What daemons on many hosts need.

ALTER TABLE alarm
    ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN put_off TIMESTAMP WITHOUT TIME ZONE,
    ADD COLUMN error TEXT;

ALTER TABLE urging
    ADD COLUMN lateness INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN muted TEXT;

ALTER TABLE message
    ALTER COLUMN case_ DROP NOT NULL,
    ADD COLUMN next_at TIMESTAMP WITHOUT TIME ZONE,
    ADD COLUMN holder TEXT,
    ADD COLUMN fence INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN sent_at TIMESTAMP WITHOUT TIME ZONE,
    ADD COLUMN error TEXT;

UPDATE message SET next_at = created_at;

ALTER TABLE message ALTER COLUMN next_at SET NOT NULL;

DROP INDEX ix_message_status;

CREATE INDEX ix_message_next ON message (status, office, channel, next_at, key_);

CREATE INDEX ix_message_case ON message (case_, office);

CREATE INDEX ix_cases_open ON cases (office, id) WHERE final = false;

CREATE TABLE receipt (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    urging INTEGER NOT NULL,
    recipient VARCHAR(200) COLLATE "C" NOT NULL,
    reply TEXT,
    on_ DATE NOT NULL,
    CONSTRAINT pk_receipt PRIMARY KEY (office, case_, seq),
    CONSTRAINT fk_receipt_case FOREIGN KEY(office, case_) REFERENCES cases (office, id)
);

CREATE TABLE mute (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    until DATE NOT NULL,
    reason TEXT,
    on_ DATE NOT NULL,
    CONSTRAINT pk_mute PRIMARY KEY (office, case_, seq),
    CONSTRAINT fk_mute_case FOREIGN KEY(office, case_) REFERENCES cases (office, id)
);

CREATE TABLE feed (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    case_ VARCHAR(100) COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    CONSTRAINT pk_feed PRIMARY KEY (office, position),
    CONSTRAINT uq_feed_entry UNIQUE (office, case_, seq)
);

CREATE TABLE pulse (
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
    CONSTRAINT pk_pulse PRIMARY KEY (office, daemon)
);

CREATE TABLE lease (
    office VARCHAR(100) COLLATE "C" NOT NULL,
    name VARCHAR(100) COLLATE "C" NOT NULL,
    holder TEXT,
    fence INTEGER NOT NULL,
    until TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_lease PRIMARY KEY (office, name)
);

CREATE TABLE incident (
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
    CONSTRAINT pk_incident PRIMARY KEY (office, kind, subject, no)
);

CREATE INDEX ix_incident_status ON incident (status, office, last_at);

CREATE TABLE migration (
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
    CONSTRAINT pk_migration PRIMARY KEY (office, hash)
);
