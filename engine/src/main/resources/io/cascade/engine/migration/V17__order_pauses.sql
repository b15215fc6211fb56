-- SPDX-License-Identifier: Apache-2.0
-- News of a pause keeps its order when the clock of the server is set back.

ALTER TABLE cascade.relationship ADD COLUMN pause_version bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN cascade.relationship.pause_version IS
    'Subscriber: of the last news of its pause; microseconds of the clock, and one more than before where the clock has not come on.';
