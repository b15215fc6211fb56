CREATE TABLE grandchildren (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, child_id bigint NOT NULL);
CREATE INDEX ON grandchildren (child_id);
