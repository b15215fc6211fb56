-- SPDX-License-Identifier: Apache-2.0
-- Dead letters that keep their place in the order of their keys, and are replayed or discarded by a person.

ALTER TABLE cascade.dead_letter
    ADD COLUMN state         text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replayed', 'discarded')),
    ADD COLUMN event_id      uuid,
    ADD COLUMN deletion_id   uuid,
    ADD COLUMN publisher     text,
    ADD COLUMN relationships text[]      NOT NULL DEFAULT '{}',
    ADD COLUMN placed        boolean     NOT NULL DEFAULT false,
    ADD COLUMN since         xid8        NOT NULL DEFAULT pg_snapshot_xmin(pg_current_snapshot()),
    ADD COLUMN attempts      integer     NOT NULL DEFAULT 1,
    ADD COLUMN resolved_at   timestamptz,
    ADD COLUMN resolution    text;
COMMENT ON COLUMN cascade.dead_letter.placed IS
    'Whether its keys wait in the replica''s queue, marked with it, so that nothing later overtakes it.';
COMMENT ON COLUMN cascade.dead_letter.since IS
    'The oldest transaction that was running then: rows of it and of later ones may be younger than the letter.';
COMMENT ON COLUMN cascade.dead_letter.attempts IS 'How often it was tried, the first time included.';
COMMENT ON COLUMN cascade.dead_letter.resolution IS 'Why somebody discarded it.';

UPDATE cascade.dead_letter SET event_id = CAST(headers ->> 'ce_id' AS uuid)
WHERE headers ->> 'ce_id' ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';

CREATE INDEX dead_letter_event_id_idx ON cascade.dead_letter (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX dead_letter_open_idx ON cascade.dead_letter (id) WHERE state = 'open';
CREATE INDEX dead_letter_resolved_at_idx ON cascade.dead_letter (resolved_at) WHERE state <> 'open';

CREATE TABLE cascade.held_record (
    event_id         uuid    PRIMARY KEY,
    topic            text    NOT NULL,
    partition        integer NOT NULL,
    record_offset    bigint  NOT NULL,
    record_timestamp bigint  NOT NULL,
    headers          jsonb   NOT NULL,
    record_key       bytea,
    payload          bytea
);
COMMENT ON TABLE cascade.held_record IS
    'The records of events that wait in a queue, so that one which is refused when its turn comes is a dead letter like any other.';
