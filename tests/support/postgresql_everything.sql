CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE SCHEMA ops;
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
CREATE TYPE ops.level AS ENUM ('low', 'high');
COMMENT ON TYPE mood IS 'how one feels';
CREATE DOMAIN email AS varchar(320) CHECK (VALUE LIKE '%@%');
CREATE TYPE address AS (street text, zip varchar(10));
CREATE SEQUENCE ticket START 100 INCREMENT 5;
CREATE FUNCTION slug(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower(value) $$;
CREATE TABLE region (id serial PRIMARY KEY, parent_id integer REFERENCES region (id), name varchar(50) NOT NULL, CONSTRAINT uq_region UNIQUE (name));
CREATE TABLE person (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, uid uuid DEFAULT gen_random_uuid() NOT NULL, name text NOT NULL,
  slugged text GENERATED ALWAYS AS (slug(name)) STORED, mood mood DEFAULT 'sad' NOT NULL, moods mood[], level ops.level,
  email email, home address, region_id integer REFERENCES region (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  tags text[] DEFAULT '{}', data jsonb DEFAULT '{"a": 1}', made timestamptz DEFAULT now() NOT NULL, day date, at timestamp(3),
  price numeric(10,2) DEFAULT 0 NOT NULL, ratio double precision, flag boolean DEFAULT false NOT NULL, raw bytea, span interval,
  during tstzrange, ip inet, code char(3), ticket integer DEFAULT nextval('ticket'), boss_id bigint,
  CONSTRAINT ck_price CHECK (price >= 0), EXCLUDE USING gist (during WITH &&));
COMMENT ON TABLE person IS 'people: :all of them'; COMMENT ON COLUMN person.name IS 'what they''re called';
CREATE TABLE team (id integer PRIMARY KEY, lead_id bigint NOT NULL REFERENCES person (id));
ALTER TABLE person ADD COLUMN team_id integer CONSTRAINT fk_team REFERENCES team (id);
CREATE TABLE ops.log (id bigserial PRIMARY KEY, person_id bigint REFERENCES person (id), level ops.level NOT NULL, note text) WITH (fillfactor=70);
CREATE UNIQUE INDEX ux_person ON person (lower(name) DESC NULLS LAST) INCLUDE (flag) WHERE flag;
CREATE INDEX ix_tags ON person USING gin (tags);
CREATE INDEX ix_ops ON person (name text_pattern_ops, day DESC);
CREATE VIEW happy AS SELECT id, name FROM person WHERE mood = 'happy';
CREATE VIEW a_first AS SELECT id FROM happy;
CREATE MATERIALIZED VIEW counted AS SELECT mood, count(*) AS n FROM person GROUP BY mood;
CREATE UNIQUE INDEX ux_counted ON counted (mood);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
  -- a :comment with 100%
  NEW.day := date '2024-01-01'; RETURN NEW; END $body$;
CREATE TRIGGER person_touch BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON person USING (name = current_user);
CREATE FUNCTION people() RETURNS SETOF person LANGUAGE sql STABLE AS $$ SELECT * FROM person $$;
CREATE TABLE measure (at date NOT NULL, value int) PARTITION BY RANGE (at);
CREATE TABLE measure_2024 PARTITION OF measure FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX ix_measure ON measure (at);
CREATE UNLOGGED TABLE cache (key text PRIMARY KEY, value text);
ALTER TABLE region RENAME TO area;
INSERT INTO area (id, parent_id, name) VALUES (5, NULL, 'World'), (2, 5, 'It''s \ "here" :x 100%');
SELECT setval('region_id_seq', 5);
INSERT INTO person (name, mood, region_id, tags, day, at, flag, raw, code) VALUES ('Ann: :x', 'happy', 2, '{a,b}', '2024-02-03', '2024-01-02 03:04:05.006', true, '\x00ff', 'abc'), ('Bob', 'it''s ok', 5, NULL, NULL, NULL, false, NULL, NULL);
INSERT INTO team VALUES (1, 1); UPDATE person SET team_id = 1 WHERE id = 2;
INSERT INTO ops.log (level, note) VALUES ('low', E'two\nlines\\');
INSERT INTO measure VALUES ('2024-05-05', 3);
REFRESH MATERIALIZED VIEW counted;
