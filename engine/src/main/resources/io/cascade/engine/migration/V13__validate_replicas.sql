-- SPDX-License-Identifier: Apache-2.0
-- The comparison of key replicas with the parent tables that they are of.

CREATE TABLE cascade.validation (
    relationship text        PRIMARY KEY,
    id           uuid        NOT NULL,
    state        text        NOT NULL CHECK (state IN ('running', 'done', 'unanswered')),
    repair       boolean     NOT NULL,
    phase        text        NOT NULL,
    started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    beat_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at     timestamptz,
    proven_at    timestamptz,
    proven_lsn   text,
    compared     bigint      NOT NULL DEFAULT 0,
    missing      bigint      NOT NULL DEFAULT 0,
    surplus      bigint      NOT NULL DEFAULT 0,
    orphans      bigint      NOT NULL DEFAULT 0,
    waiting      bigint      NOT NULL DEFAULT 0,
    undecided    bigint      NOT NULL DEFAULT 0,
    repaired     bigint      NOT NULL DEFAULT 0,
    complete     boolean     NOT NULL DEFAULT true,
    reason       text
);
COMMENT ON TABLE cascade.validation IS 'Subscriber: the last validation of each relationship that somebody has asked for.';
COMMENT ON COLUMN cascade.validation.beat_at IS 'Moves on while an instance works on it; where it does not, that instance is gone.';
COMMENT ON COLUMN cascade.validation.waiting IS 'Keys that differ because their event waits here, for a transaction or a person.';
COMMENT ON COLUMN cascade.validation.undecided IS 'Keys that differed and changed each time that they were looked at.';

CREATE TABLE cascade.validation_key (
    relationship text   NOT NULL REFERENCES cascade.validation ON DELETE CASCADE,
    kind         text   NOT NULL CHECK (kind IN ('missing', 'surplus')),
    key          text[] NOT NULL
);
COMMENT ON TABLE cascade.validation_key IS 'Some of the keys that the last validation has found to differ, for who asks for them.';
CREATE INDEX validation_key_relationship_idx ON cascade.validation_key (relationship);

CREATE TABLE cascade.validated_bucket (
    relationship text        NOT NULL,
    bucket       integer     NOT NULL,
    claimed_at   timestamptz NOT NULL DEFAULT '-infinity',
    proven_at    timestamptz,
    missing      bigint      NOT NULL DEFAULT 0,
    surplus      bigint      NOT NULL DEFAULT 0,
    orphans      bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (relationship, bucket)
);
COMMENT ON TABLE cascade.validated_bucket IS
    'Subscriber: what was last found of each bucket, by whoever has looked. Rows without a parent are counted at bucket 0.';

CREATE TABLE cascade.barrier (
    id         uuid        PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    buckets    integer[]   NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE cascade.barrier IS
    'Subscriber: what the parent''s service was asked to publish, and the buckets in which it has arrived. Whatever was
    published before has been applied there, or waits for its keys.';
