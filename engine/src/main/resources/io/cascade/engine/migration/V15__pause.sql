-- SPDX-License-Identifier: Apache-2.0
-- Relationships whose deletes wait for a person, here and in the services below.

ALTER TABLE cascade.relationship ADD COLUMN paused_since timestamptz, ADD COLUMN pause_reason text;
COMMENT ON COLUMN cascade.relationship.paused_since IS
    'Subscriber: since when its rows stay although their parents are deleted; NULL when it is not paused.';
COMMENT ON COLUMN cascade.relationship.pause_reason IS 'What a person has said about it. No keys: it is reported to the publisher.';

CREATE TABLE cascade.reported_pause (
    relationship text        NOT NULL,
    paused       text        NOT NULL,
    service      text        NOT NULL,
    direct       boolean     NOT NULL,
    version      bigint      NOT NULL,
    since        timestamptz,
    reason       text,
    changed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (relationship, paused, direct)
);
COMMENT ON TABLE cascade.reported_pause IS
    'Publisher: what subscribers say of pauses, theirs (direct) and those further below. One that is over stays with since NULL, so
    that news of it which comes late is known to be old.';
