"""A shop with all that PostgreSQL has, and statements that each change one thing in it."""

# ruff: noqa: E501  (one row a change reads better than six lines)

from __future__ import annotations

from dataclasses import dataclass

SHOP = """
CREATE SCHEMA audit;
CREATE EXTENSION btree_gist;
CREATE TYPE plan AS ENUM ('free', 'pro', 'company');
CREATE TYPE audit.level AS ENUM ('low', 'high');
CREATE DOMAIN email AS varchar(320) COLLATE "C" NOT NULL DEFAULT '' CONSTRAINT email_at CHECK (VALUE ~ '@' OR VALUE = '');
CREATE TYPE address AS (street text, zip varchar(10));
CREATE TYPE floats AS RANGE (subtype = float8);
CREATE SEQUENCE invoice_numbers AS integer START WITH 1000 INCREMENT BY 10 MAXVALUE 1000000 CACHE 5 CYCLE;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed := now();  -- when
    RETURN NEW;
END $$;
CREATE FUNCTION add_tax(price numeric, rate numeric DEFAULT 0.2) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT price * (1 + rate)';
CREATE PROCEDURE noop() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total(numeric) (SFUNC = numeric_add, STYPE = numeric, INITCOND = '0');
CREATE TABLE teams (
    id integer GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 2) CONSTRAINT pk_teams PRIMARY KEY,
    name varchar(80) COLLATE "C" NOT NULL,
    plan plan DEFAULT 'free' NOT NULL,
    seats smallint DEFAULT 5,
    parent integer CONSTRAINT fk_parent REFERENCES teams ON DELETE SET NULL,
    CONSTRAINT uq_teams_name UNIQUE (name) INCLUDE (plan),
    CONSTRAINT ck_seats CHECK (seats > 0 AND seats <= 500)
);
COMMENT ON TABLE teams IS 'who pays';
COMMENT ON COLUMN teams.seats IS 'how many';
CREATE TABLE users (
    id serial,
    team integer,
    email email,
    first text,
    last text,
    full_name text GENERATED ALWAYS AS (first || ' ' || last) STORED,
    home address,
    tags text[] DEFAULT '{}',
    settings jsonb DEFAULT '{}' NOT NULL,
    balance numeric(10, 2) DEFAULT 0,
    changed timestamptz DEFAULT now(),
    active boolean DEFAULT true,
    PRIMARY KEY (id),
    CONSTRAINT fk_team FOREIGN KEY (team) REFERENCES teams (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_balance CHECK (balance >= 0) NO INHERIT
);
CREATE UNIQUE INDEX ix_users_email ON users (lower(email)) WHERE active;
CREATE INDEX ix_users_names ON users (last DESC NULLS LAST, first COLLATE "C") INCLUDE (team);
CREATE INDEX ix_users_tags ON users USING gin (tags);
CREATE INDEX ix_users_last ON users (last text_pattern_ops) WITH (fillfactor = 70);
CREATE UNIQUE INDEX ix_users_first ON users (team, first) NULLS NOT DISTINCT;
COMMENT ON INDEX ix_users_tags IS 'for search';
CREATE TRIGGER users_touch BEFORE UPDATE OF email ON users FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION touch();
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON users FOR SELECT USING (first = current_user);
CREATE TABLE bookings (
    room integer NOT NULL,
    during tstzrange NOT NULL,
    code text,
    CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (code IS NULL),
    UNIQUE NULLS NOT DISTINCT (code)
);
CREATE TABLE events (day date NOT NULL, what text) PARTITION BY RANGE (day);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX ix_events ON events (what);
CREATE UNLOGGED TABLE cache (key text PRIMARY KEY, value bytea);
CREATE TABLE audit.entries (id bigint PRIMARY KEY, level audit.level, who integer REFERENCES users MATCH FULL ON UPDATE CASCADE);
CREATE TABLE roles (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO roles VALUES (1, 'admin'), (2, 'it''s a guest');
INSERT INTO teams (name) VALUES ('ours');
CREATE VIEW active_users AS SELECT id, email FROM users WHERE active;
COMMENT ON VIEW active_users IS 'seen lately';
CREATE MATERIALIZED VIEW tallies AS SELECT team, count(*) AS n FROM users GROUP BY team;
CREATE UNIQUE INDEX ix_tallies ON tallies (team);
CREATE STATISTICS names (dependencies) ON first, last FROM users;
CREATE RULE keep AS ON DELETE TO roles DO INSTEAD NOTHING;
"""


@dataclass(frozen=True, slots=True)
class Change:
    """Statements that change the migrations' side."""

    name: str
    sql: str
    expected: tuple[tuple[str, str | None, str | None], ...]
    note: bool = False


def _one(name: str, sql: str, kind: str, table: str | None, thing: str | None = None, *, note: bool = False) -> Change:
    return Change(name, sql, ((kind, table, thing),), note)


CHANGES = (
    _one("schema missing", "DROP SCHEMA audit CASCADE; CREATE SCHEMA audit; CREATE TYPE audit.level AS ENUM ('low', 'high')", "table", "audit.entries"),
    _one("schema extra", "CREATE SCHEMA more", "schema", None, "more"),
    _one("extension missing", "DROP TABLE bookings; DROP EXTENSION btree_gist; CREATE TABLE bookings (room integer NOT NULL, during tstzrange NOT NULL, code text, UNIQUE NULLS NOT DISTINCT (code)); CREATE EXTENSION btree_gist; ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (code IS NULL); CREATE EXTENSION citext", "extension", None, "citext"),
    # types
    _one("enum value added", "ALTER TYPE plan ADD VALUE 'gold'", "enum-type", None, "plan"),
    _one("enum value added before", "ALTER TYPE plan ADD VALUE 'gold' BEFORE 'pro'", "enum-type", None, "plan"),
    _one("enum value renamed", "ALTER TYPE plan RENAME VALUE 'pro' TO 'Pro'", "enum-type", None, "plan"),
    _one("enum order", "ALTER TYPE plan RENAME VALUE 'pro' TO 'x'; ALTER TYPE plan RENAME VALUE 'company' TO 'pro'; ALTER TYPE plan RENAME VALUE 'x' TO 'company'", "enum-type", None, "plan"),
    _one("enum of a schema", "ALTER TYPE audit.level ADD VALUE 'none'", "enum-type", None, "audit.level"),
    _one("domain default", "ALTER DOMAIN email DROP DEFAULT", "domain", None, "email"),
    _one("domain nullable", "ALTER DOMAIN email DROP NOT NULL", "domain", None, "email"),
    _one("domain check", "ALTER DOMAIN email DROP CONSTRAINT email_at", "domain", None, "email"),
    _one("domain extra", "CREATE DOMAIN zip AS text", "domain", None, "zip"),
    _one("composite type", "ALTER TYPE address ADD ATTRIBUTE city text", "composite-type", None, "address"),
    _one("range type extra", "CREATE TYPE ints AS RANGE (subtype = int)", "composite-type", None, "ints"),
    # sequences
    _one("sequence missing", "DROP SEQUENCE invoice_numbers", "sequence", None, "invoice_numbers"),
    _one("sequence step", "ALTER SEQUENCE invoice_numbers INCREMENT BY 1", "sequence", None, "invoice_numbers"),
    _one("sequence start", "ALTER SEQUENCE invoice_numbers START WITH 1", "sequence", None, "invoice_numbers"),
    _one("sequence maximum", "ALTER SEQUENCE invoice_numbers NO MAXVALUE", "sequence", None, "invoice_numbers"),
    _one("sequence minimum", "ALTER SEQUENCE invoice_numbers MINVALUE 100", "sequence", None, "invoice_numbers"),
    _one("sequence cycle", "ALTER SEQUENCE invoice_numbers NO CYCLE", "sequence", None, "invoice_numbers"),
    _one("sequence cache", "ALTER SEQUENCE invoice_numbers CACHE 1", "sequence", None, "invoice_numbers"),
    _one("sequence type", "ALTER SEQUENCE invoice_numbers AS bigint", "sequence", None, "invoice_numbers"),
    _one("sequence owner", "ALTER SEQUENCE invoice_numbers OWNED BY roles.id", "sequence", None, "invoice_numbers"),
    Change("sequence ownership lost", "ALTER SEQUENCE users_id_seq OWNED BY NONE", (("column-autoincrement", "users", "id"), ("column-default", "users", "id"), ("sequence", None, "users_id_seq"))),
    _one("sequence renamed", "ALTER SEQUENCE users_id_seq RENAME TO people_id_seq", "sequence", None, "users_id_seq"),
    _one("serial's sequence type", "ALTER SEQUENCE users_id_seq AS bigint", "sequence", None, "users_id_seq"),
    _one("sequence position", "ALTER SEQUENCE users_id_seq RESTART WITH 7; SELECT nextval('users_id_seq')", "sequence-position", "users", "users_id_seq", note=True),
    _one("identity position behind", "ALTER TABLE teams ALTER id RESTART WITH 10", "sequence-position", "teams", "id"),
    # columns
    _one("column type", "ALTER TABLE teams ALTER seats TYPE integer", "column-type", "teams", "seats"),
    _one("length", "ALTER TABLE teams ALTER name TYPE varchar(81) COLLATE \"C\"", "column-type", "teams", "name"),
    _one("json for jsonb", "ALTER TABLE users ALTER settings DROP DEFAULT, ALTER settings TYPE json; ALTER TABLE users ALTER settings SET DEFAULT '{}'", "column-type", "users", "settings"),
    _one("time zone", "ALTER TABLE users ALTER changed TYPE timestamp", "column-type", "users", "changed"),
    _one("precision", "ALTER TABLE users ALTER balance TYPE numeric(12, 2)", "column-type", "users", "balance"),
    _one("array's type", "ALTER TABLE users ALTER tags DROP DEFAULT; DROP INDEX ix_users_tags; ALTER TABLE users ALTER tags TYPE varchar[]; ALTER TABLE users ALTER tags SET DEFAULT '{}'; CREATE INDEX ix_users_tags ON users USING gin (tags); COMMENT ON INDEX ix_users_tags IS 'for search'", "column-type", "users", "tags"),
    _one("nullable", "ALTER TABLE teams ALTER name DROP NOT NULL", "column-nullable", "teams", "name"),
    _one("default", "ALTER TABLE teams ALTER seats SET DEFAULT 6", "column-default", "teams", "seats"),
    _one("default lost", "ALTER TABLE users ALTER changed DROP DEFAULT", "column-default", "users", "changed"),
    _one("enum default", "ALTER TABLE teams ALTER plan SET DEFAULT 'pro'", "column-default", "teams", "plan"),
    _one("collation", "ALTER TABLE teams ALTER name TYPE varchar(80) COLLATE \"default\"", "column-collation", "teams", "name"),
    _one("identity by default", "ALTER TABLE teams ALTER id SET GENERATED BY DEFAULT", "column-identity", "teams", "id"),
    _one("identity step", "ALTER TABLE teams ALTER id SET INCREMENT BY 1", "column-identity", "teams", "id"),
    _one("identity lost", "ALTER TABLE teams ALTER id DROP IDENTITY", "column-identity", "teams", "id"),
    Change("identity for serial", "ALTER TABLE users ALTER id DROP DEFAULT; DROP SEQUENCE users_id_seq; ALTER TABLE users ALTER id ADD GENERATED BY DEFAULT AS IDENTITY", (("column-autoincrement", "users", "id"), ("column-identity", "users", "id"), ("sequence", None, "users_id_seq"))),
    _one("computed lost", "ALTER TABLE users ALTER full_name DROP EXPRESSION", "column-computed", "users", "full_name"),
    _one("column comment", "COMMENT ON COLUMN teams.seats IS 'how few'", "column-comment", "teams", "seats"),
    _one("column missing", "ALTER TABLE users DROP home", "column", "users", "home"),
    _one("column extra", "ALTER TABLE users ADD nick text", "column", "users", "nick"),
    # tables
    _one("table comment", "COMMENT ON TABLE teams IS NULL", "table-comment", "teams"),
    _one("logged", "ALTER TABLE cache SET LOGGED", "table-options", "cache"),
    _one("row security", "ALTER TABLE users DISABLE ROW LEVEL SECURITY", "table-options", "users"),
    _one("row security forced", "ALTER TABLE users FORCE ROW LEVEL SECURITY", "table-options", "users"),
    _one("storage parameter", "ALTER TABLE roles SET (fillfactor = 50)", "table-options", "roles"),
    _one("partition missing", "DROP TABLE events_2026", "table", "events_2026"),
    Change("partition detached", "ALTER TABLE events DETACH PARTITION events_2026", (("table-options", "events_2026", None), ("index", "events_2026", "events_2026_what_idx"))),
    _one("partition bounds", "DROP TABLE events_2026; CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2028-01-01')", "table-options", "events_2026"),
    _one("privileges", "GRANT SELECT ON roles TO public", "privileges", "roles"),
    _one("column storage", "ALTER TABLE roles ALTER name SET STORAGE EXTERNAL", "stored-ddl", "roles", note=True),
    # constraints
    _one("primary key lost", "ALTER TABLE cache DROP CONSTRAINT cache_pkey", "primary-key", "cache", "cache_pkey"),
    _one("primary key's name", "ALTER TABLE teams RENAME CONSTRAINT pk_teams TO key_teams", "constraint-name", "teams", "pk_teams"),
    _one("primary key's name generated", "ALTER TABLE teams RENAME CONSTRAINT pk_teams TO teams_pkey", "constraint-name", "teams", "pk_teams", note=True),
    _one("unique INCLUDE lost", "ALTER TABLE teams DROP CONSTRAINT uq_teams_name, ADD CONSTRAINT uq_teams_name UNIQUE (name)", "unique-constraint", "teams", "uq_teams_name"),
    _one("unique deferrable", "ALTER TABLE teams DROP CONSTRAINT uq_teams_name, ADD CONSTRAINT uq_teams_name UNIQUE (name) INCLUDE (plan) DEFERRABLE", "unique-constraint", "teams", "uq_teams_name"),
    _one("unique NULLS DISTINCT", "ALTER TABLE bookings DROP CONSTRAINT bookings_code_key, ADD UNIQUE (code)", "unique-constraint", "bookings", "bookings_code_key"),
    _one("unique twice", "ALTER TABLE bookings ADD UNIQUE NULLS NOT DISTINCT (code)", "unique-constraint", "bookings", "bookings_code_key1"),
    _one("check", "ALTER TABLE teams DROP CONSTRAINT ck_seats, ADD CONSTRAINT ck_seats CHECK (seats > 0)", "check-constraint", "teams", "ck_seats"),
    _one("check NOT VALID", "ALTER TABLE teams DROP CONSTRAINT ck_seats, ADD CONSTRAINT ck_seats CHECK (seats > 0 AND seats <= 500) NOT VALID", "check-constraint", "teams", "ck_seats"),
    _one("check NO INHERIT", "ALTER TABLE users DROP CONSTRAINT ck_balance, ADD CONSTRAINT ck_balance CHECK (balance >= 0)", "check-constraint", "users", "ck_balance"),
    _one("foreign key action", "ALTER TABLE teams DROP CONSTRAINT fk_parent, ADD CONSTRAINT fk_parent FOREIGN KEY (parent) REFERENCES teams ON DELETE CASCADE", "foreign-key", "teams", "fk_parent"),
    _one("foreign key NOT VALID", "ALTER TABLE teams DROP CONSTRAINT fk_parent, ADD CONSTRAINT fk_parent FOREIGN KEY (parent) REFERENCES teams ON DELETE SET NULL NOT VALID", "foreign-key", "teams", "fk_parent"),
    _one("foreign key deferral", "ALTER TABLE users ALTER CONSTRAINT fk_team NOT DEFERRABLE", "foreign-key", "users", "fk_team"),
    _one("foreign key SET NULL of columns", "ALTER TABLE teams DROP CONSTRAINT fk_parent, ADD CONSTRAINT fk_parent FOREIGN KEY (parent) REFERENCES teams ON DELETE SET NULL (parent)", "foreign-key", "teams", "fk_parent"),
    _one("foreign key MATCH", "ALTER TABLE audit.entries DROP CONSTRAINT entries_who_fkey, ADD FOREIGN KEY (who) REFERENCES users ON UPDATE CASCADE", "foreign-key", "audit.entries", "entries_who_fkey"),
    _one("exclusion lost", "ALTER TABLE bookings DROP CONSTRAINT no_overlap", "exclusion-constraint", "bookings", "no_overlap"),
    _one("exclusion's condition", "ALTER TABLE bookings DROP CONSTRAINT no_overlap, ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&)", "exclusion-constraint", "bookings", "no_overlap"),
    # indexes
    _one("index method", "DROP INDEX ix_users_tags; CREATE INDEX ix_users_tags ON users (tags); COMMENT ON INDEX ix_users_tags IS 'for search'", "index", "users", "ix_users_tags"),
    _one("index operator class", "DROP INDEX ix_users_last; CREATE INDEX ix_users_last ON users (last) WITH (fillfactor = 70)", "index", "users", "ix_users_last"),
    _one("index storage", "ALTER INDEX ix_users_last RESET (fillfactor)", "index", "users", "ix_users_last"),
    _one("index INCLUDE", "DROP INDEX ix_users_names; CREATE INDEX ix_users_names ON users (last DESC NULLS LAST, first COLLATE \"C\")", "index", "users", "ix_users_names"),
    _one("index NULLS", "DROP INDEX ix_users_names; CREATE INDEX ix_users_names ON users (last DESC, first COLLATE \"C\") INCLUDE (team)", "index", "users", "ix_users_names"),
    _one("index DESC", "DROP INDEX ix_users_names; CREATE INDEX ix_users_names ON users (last, first COLLATE \"C\") INCLUDE (team)", "index", "users", "ix_users_names"),
    _one("index collation", "DROP INDEX ix_users_names; CREATE INDEX ix_users_names ON users (last DESC NULLS LAST, first) INCLUDE (team)", "index", "users", "ix_users_names"),
    _one("index NULLS DISTINCT", "DROP INDEX ix_users_first; CREATE UNIQUE INDEX ix_users_first ON users (team, first)", "index", "users", "ix_users_first"),
    _one("index condition", "DROP INDEX ix_users_email; CREATE UNIQUE INDEX ix_users_email ON users (lower(email))", "index", "users", "ix_users_email"),
    _one("index expression", "DROP INDEX ix_users_email; CREATE UNIQUE INDEX ix_users_email ON users (upper(email)) WHERE active", "index", "users", "ix_users_email"),
    _one("index comment", "COMMENT ON INDEX ix_users_tags IS NULL", "index", "users", "ix_users_tags"),
    _one("index of a partitioned table", "DROP INDEX ix_events", "index", "events", "ix_events"),
    _one("clustered", "ALTER TABLE users CLUSTER ON ix_users_last", "stored-ddl", "users", "ix_users_last", note=True),
    # the rest
    _one("view", "CREATE OR REPLACE VIEW active_users AS SELECT id, email FROM users WHERE NOT active", "view", None, "active_users"),
    _one("view option", "ALTER VIEW active_users SET (security_barrier = true)", "view", None, "active_users"),
    _one("view comment", "COMMENT ON VIEW active_users IS 'seen'", "view", None, "active_users"),
    _one("materialised view lost", "DROP MATERIALIZED VIEW tallies", "view", None, "tallies"),
    _one("materialised view's index", "DROP INDEX ix_tallies", "view", None, "tallies"),
    _one("function body", "CREATE OR REPLACE FUNCTION add_tax(price numeric, rate numeric DEFAULT 0.2) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT price * rate'", "function", None, "add_tax(price numeric, rate numeric)"),
    _one("function volatility", "ALTER FUNCTION add_tax STABLE", "function", None, "add_tax(price numeric, rate numeric)"),
    _one("function extra", "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'", "function", None, "one()"),
    _one("procedure lost", "DROP PROCEDURE noop", "function", None, "noop()"),
    _one("aggregate lost", "DROP AGGREGATE total(numeric)", "function", None, "total(numeric)"),
    _one("trigger lost", "DROP TRIGGER users_touch ON users", "trigger", "users", "users_touch"),
    _one("trigger timing", "DROP TRIGGER users_touch ON users; CREATE TRIGGER users_touch AFTER UPDATE OF email ON users FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION touch()", "trigger", "users", "users_touch"),
    _one("trigger disabled", "ALTER TABLE users DISABLE TRIGGER users_touch", "trigger", "users", "users_touch"),
    _one("rule lost", "DROP RULE keep ON roles", "trigger", "roles", "keep"),
    _one("policy lost", "DROP POLICY own ON users", "policy", "users", "own"),
    _one("policy condition", "ALTER POLICY own ON users USING (last = current_user)", "policy", "users", "own"),
    _one("policy for all", "DROP POLICY own ON users; CREATE POLICY own ON users USING (first = current_user)", "policy", "users", "own"),
    _one("statistics lost", "DROP STATISTICS names", "other-object", None, "names"),
    _one("row changed", "UPDATE roles SET name = 'Admin' WHERE id = 1", "rows", "roles"),
    _one("row added", "INSERT INTO cache VALUES ('a', 'b')", "rows", "cache"),
    _one("rows of a partition", "INSERT INTO events VALUES ('2026-05-01', 'x')", "rows", "events_2026"),
)  # fmt: skip

SPELLINGS = {
    "view": "DROP VIEW active_users; CREATE VIEW active_users AS\nselect \"id\", users.email FROM public.users WHERE (active); COMMENT ON VIEW active_users IS 'seen lately'",
    "check": 'ALTER TABLE teams DROP CONSTRAINT ck_seats, ADD CONSTRAINT ck_seats CHECK (((seats > 0)) AND ("seats" <= 500))',
    "type's other name": "ALTER TABLE teams ALTER seats TYPE int2",
    "character varying": 'ALTER TABLE teams ALTER name TYPE character varying(80) COLLATE "C"',
    "default as a cast": "ALTER TABLE teams ALTER plan SET DEFAULT 'free'::plan",
    "now": "ALTER TABLE users ALTER changed SET DEFAULT CURRENT_TIMESTAMP",
    "number in quotes": "ALTER TABLE teams ALTER seats SET DEFAULT '5'; ALTER TABLE users ALTER balance SET DEFAULT '0'",
    "number with a cast": "ALTER TABLE teams ALTER seats SET DEFAULT 5::smallint; ALTER TABLE users ALTER balance SET DEFAULT 0.0",
    "empty array": "ALTER TABLE users ALTER tags SET DEFAULT ARRAY[]::text[]",
    "constraint from an index": "ALTER TABLE teams DROP CONSTRAINT uq_teams_name; CREATE UNIQUE INDEX uq_teams_name ON teams (name) INCLUDE (plan); ALTER TABLE teams ADD CONSTRAINT uq_teams_name UNIQUE USING INDEX uq_teams_name",
    "view option": "DROP VIEW active_users; CREATE VIEW active_users WITH (security_barrier = false) AS SELECT id, email FROM users WHERE active; ALTER VIEW active_users RESET (security_barrier); COMMENT ON VIEW active_users IS 'seen lately'",
    "default in parentheses": "ALTER TABLE teams ALTER seats SET DEFAULT (5)",
    "actions said": "ALTER TABLE teams DROP CONSTRAINT fk_parent, ADD CONSTRAINT fk_parent FOREIGN KEY (parent) REFERENCES teams (id) MATCH SIMPLE ON UPDATE NO ACTION ON DELETE SET NULL NOT DEFERRABLE",
    "index defaults said": "DROP INDEX ix_users_last; CREATE INDEX ix_users_last ON public.users USING btree (last text_pattern_ops ASC NULLS LAST) WITH (fillfactor = 70)",
    "index expression": 'DROP INDEX ix_users_email; CREATE UNIQUE INDEX ix_users_email ON users ((LOWER("email"))) WHERE (active)',
    "function's white space": "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $body$ begin NEW.changed := now(); RETURN NEW; END $body$",
    "rows in another order": "DELETE FROM cache; ALTER TABLE roles DISABLE RULE keep; DELETE FROM roles; INSERT INTO roles VALUES (2, 'it''s a guest'), (1, 'admin'); ALTER TABLE roles ENABLE RULE keep",
    "enum made anew": "CREATE TYPE audit.level2 AS ENUM ('low', 'high'); ALTER TABLE audit.entries ALTER level TYPE audit.level2 USING NULL; DROP TYPE audit.level; ALTER TYPE audit.level2 RENAME TO level",
    "validated later": "ALTER TABLE teams DROP CONSTRAINT ck_seats, ADD CONSTRAINT ck_seats CHECK (seats > 0 AND seats <= 500) NOT VALID; ALTER TABLE teams VALIDATE CONSTRAINT ck_seats",
}
"""Statements after which nothing has changed."""
