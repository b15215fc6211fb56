-- SPDX-License-Identifier: Apache-2.0
-- Votes and restorations whose end was lost on the way are asked about again.

ALTER TABLE cascade.ballot
    ADD COLUMN record_key text NOT NULL DEFAULT '0',
    ADD COLUMN asked integer NOT NULL DEFAULT 0,
    ADD COLUMN asked_at timestamptz;
COMMENT ON COLUMN cascade.ballot.asked IS 'How often the publisher was asked what has become of the deletion.';

ALTER TABLE cascade.restored_event
    ADD COLUMN asked integer NOT NULL DEFAULT 0,
    ADD COLUMN asked_at timestamptz;
COMMENT ON COLUMN cascade.restored_event.asked IS 'How often the event was published again, because its report is missed.';
CREATE INDEX restored_event_open_idx ON cascade.restored_event (created_at) WHERE NOT done;

ALTER TABLE cascade.restoration_task DROP CONSTRAINT restoration_task_state_check;
ALTER TABLE cascade.restoration_task
    ADD CONSTRAINT restoration_task_state_check CHECK (state IN ('waiting', 'below', 'done'));
COMMENT ON TABLE cascade.restoration_task IS
    'Subscriber: keys.restored events that are being worked on (waiting), wait for the services below, or were reported (done).';
COMMENT ON COLUMN cascade.restoration_task.rows IS 'Rows that are back here; of one that is done, also below.';
CREATE INDEX restoration_task_done_idx ON cascade.restoration_task (progress_at) WHERE state = 'done';
