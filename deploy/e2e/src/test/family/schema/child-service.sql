CREATE TABLE cities (name text PRIMARY KEY, country_code text);
CREATE INDEX ON cities (country_code);
CREATE TABLE books (id integer PRIMARY KEY, author_id integer);
CREATE INDEX ON books (author_id);
-- Two books an author, and seven whose authors were lost before anybody looked.
INSERT INTO books SELECT g, (g + 1) / 2 FROM generate_series(1, 60000) g;
INSERT INTO books SELECT 60000 + g, 30000 + g FROM generate_series(1, 7) g;
CREATE TABLE flights (number text PRIMARY KEY, airport_code text);
CREATE INDEX ON flights (airport_code);
CREATE TABLE players (team_id integer);
CREATE INDEX ON players (team_id);
