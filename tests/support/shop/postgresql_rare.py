"""What few shops have, on top of the shop, and statements that each change one thing in it."""

# ruff: noqa: E501  (one row a change reads better than six lines)

from __future__ import annotations

from tests.support.shop.postgresql import Change

RARE = """
CREATE ROLE reader;
CREATE ROLE writer;
CREATE EXTENSION file_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE far (a int, b text OPTIONS (force_null 'true')) SERVER files OPTIONS (filename '/dev/null', format 'csv');
CREATE TABLE parent_t (a int, CONSTRAINT ck_a CHECK (a > 0));
CREATE TABLE child_t (b int) INHERITS (parent_t);
CREATE COLLATION german (locale = 'C');
CREATE FUNCTION evt() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER watch ON ddl_command_start EXECUTE FUNCTION evt();
ALTER EVENT TRIGGER watch DISABLE;
CREATE FUNCTION addr_to_text(address) RETURNS text LANGUAGE sql IMMUTABLE AS 'select ($1).street';
CREATE CAST (address AS text) WITH FUNCTION addr_to_text(address);
CREATE FUNCTION eqa(address, address) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select true';
CREATE OPERATOR === (LEFTARG = address, RIGHTARG = address, FUNCTION = eqa, COMMUTATOR = ===, RESTRICT = eqsel);
CREATE TEXT SEARCH CONFIGURATION english2 (COPY = english);
CREATE TEXT SEARCH DICTIONARY simple2 (TEMPLATE = simple);
CREATE PUBLICATION pub FOR TABLE roles;
CREATE VIEW checked AS SELECT id, name FROM roles WHERE id > 0 WITH LOCAL CHECK OPTION;
CREATE FUNCTION sec() RETURNS int LANGUAGE sql AS 'select 1';
CREATE AGGREGATE agg2(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', PARALLEL = SAFE);
CREATE AGGREGATE agg3(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', COMBINEFUNC = int4pl, SORTOP = <);
CREATE OPERATOR FAMILY fam USING btree;
CREATE OPERATOR CLASS text_cls FOR TYPE text USING btree FAMILY fam AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 bttextcmp(text,text);
CREATE TABLE plist (a int, b text) PARTITION BY LIST (b);
CREATE TABLE plist_a PARTITION OF plist FOR VALUES IN ('a');
CREATE TABLE plist_d PARTITION OF plist DEFAULT;
CREATE STATISTICS st2 (ndistinct, dependencies) ON room, code FROM bookings;
CREATE TYPE col_t AS (x text COLLATE "C");
CREATE TABLE typed OF address;
CREATE SEQUENCE sq;
ALTER DOMAIN email VALIDATE CONSTRAINT email_at;
COMMENT ON CONSTRAINT ck_seats ON teams IS 'c';
CREATE MATERIALIZED VIEW mv AS SELECT 1 AS a;
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER ctr AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION trg();
CREATE CONSTRAINT TRIGGER cons AFTER INSERT ON roles DEFERRABLE FOR EACH ROW EXECUTE FUNCTION trg();
"""


def _change(sql: str, *expected: tuple[str, str | None, str | None], note: bool = False) -> Change:
    return Change(sql, sql, expected, note)


RARE_CHANGES = (
    _change("CREATE OR REPLACE AGGREGATE total(numeric) (SFUNC = numeric_add, STYPE = numeric, INITCOND = '1')", ('function', None, 'total(numeric)')),
    _change("CREATE OR REPLACE AGGREGATE total(numeric) (SFUNC = numeric_add, STYPE = numeric, INITCOND = '0', FINALFUNC = numeric_abs)", ('function', None, 'total(numeric)')),
    _change("CREATE OR REPLACE AGGREGATE agg2(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', PARALLEL = UNSAFE)", ('function', None, 'agg2(integer)')),
    _change("CREATE OR REPLACE AGGREGATE agg3(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', SORTOP = <)", ('function', None, 'agg3(integer)')),
    _change("CREATE OR REPLACE AGGREGATE agg3(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', COMBINEFUNC = int4pl)", ('function', None, 'agg3(integer)')),
    _change("CREATE OR REPLACE AGGREGATE agg3(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', COMBINEFUNC = int4pl, SORTOP = <, SSPACE = 100)", ('function', None, 'agg3(integer)')),
    _change("CREATE OR REPLACE AGGREGATE agg3(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', COMBINEFUNC = int4pl, SORTOP = <, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = int)", ('function', None, 'agg3(integer)')),
    _change('DROP EVENT TRIGGER watch', ('other-object', None, 'watch')),
    _change('ALTER EVENT TRIGGER watch ENABLE REPLICA', ('other-object', None, 'watch')),
    _change('DROP EVENT TRIGGER watch; CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION evt(); ALTER EVENT TRIGGER watch DISABLE', ('other-object', None, 'watch')),
    _change('CREATE OR REPLACE RULE keep AS ON DELETE TO roles DO ALSO NOTHING', ('trigger', 'roles', 'keep')),
    _change('ALTER TABLE roles DISABLE RULE keep', ('trigger', 'roles', 'keep')),
    _change('GRANT SELECT ON roles TO reader', ('stored-ddl', 'roles', None), note=True),
    _change('GRANT SELECT (name) ON roles TO reader', ('stored-ddl', 'roles', None), note=True),
    _change('GRANT USAGE ON SCHEMA audit TO reader', ('stored-ddl', None, 'schema audit'), note=True),
    _change('GRANT USAGE ON SEQUENCE sq TO reader', ('stored-ddl', None, 'sequence sq'), note=True),
    _change('REVOKE EXECUTE ON FUNCTION sec() FROM public', ('stored-ddl', None, 'function sec()'), note=True),
    _change('GRANT USAGE ON TYPE plan TO reader', ('stored-ddl', None, 'type plan'), note=True),
    _change('REVOKE USAGE ON TYPE plan FROM public', ('stored-ddl', None, 'type plan'), note=True),
    _change('REVOKE USAGE ON LANGUAGE sql FROM public', ('stored-ddl', None, 'language sql'), note=True),
    _change('ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader', ('stored-ddl', None, 'default privileges migralint ON r'), note=True),
    _change('GRANT SELECT ON active_users TO reader', ('stored-ddl', None, 'view active_users'), note=True),
    _change('GRANT SELECT ON mv TO reader', ('stored-ddl', None, 'view mv'), note=True),
    _change('GRANT USAGE ON FOREIGN SERVER files TO reader', ('stored-ddl', None, 'foreign server files'), note=True),
    _change('ALTER TABLE roles OWNER TO writer', ('stored-ddl', None, 'table roles'), note=True),
    _change('ALTER SCHEMA audit OWNER TO writer', ('stored-ddl', None, 'schema audit'), note=True),
    _change('ALTER FUNCTION sec() OWNER TO writer', ('stored-ddl', None, 'function sec()'), note=True),
    _change('ALTER VIEW active_users OWNER TO writer', ('stored-ddl', None, 'view active_users'), note=True),
    _change('ALTER TYPE plan OWNER TO writer', ('stored-ddl', None, 'type plan'), note=True),
    _change('ALTER SEQUENCE sq OWNER TO writer', ('stored-ddl', None, 'sequence sq'), note=True),
    _change("COMMENT ON SCHEMA audit IS 'x'", ('stored-ddl', None, 'schema audit'), note=True),
    _change("COMMENT ON TYPE plan IS 'x'", ('enum-type', None, 'plan')),
    _change("COMMENT ON SEQUENCE sq IS 'x'", ('sequence', None, 'sq')),
    _change("COMMENT ON FUNCTION sec() IS 'x'", ('function', None, 'sec()')),
    _change("COMMENT ON AGGREGATE agg2(int) IS 'x'", ('function', None, 'agg2(integer)')),
    _change("COMMENT ON TRIGGER users_touch ON users IS 'x'", ('trigger', 'users', 'users_touch')),
    _change("COMMENT ON RULE keep ON roles IS 'x'", ('trigger', 'roles', 'keep')),
    _change("COMMENT ON POLICY own ON users IS 'x'", ('policy', 'users', 'own')),
    _change("COMMENT ON CONSTRAINT ck_seats ON teams IS 'd'", ('check-constraint', 'teams', 'ck_seats')),
    _change("COMMENT ON CONSTRAINT pk_teams ON teams IS 'd'", ('primary-key', 'teams', 'pk_teams')),
    _change("COMMENT ON CONSTRAINT email_at ON DOMAIN email IS 'd'", ('stored-ddl', None, 'constraint email.email_at'), note=True),
    _change("COMMENT ON COLUMN address.zip IS 'x'", ('stored-ddl', None, 'column address.zip'), note=True),
    _change("COMMENT ON COLUMN active_users.id IS 'x'", ('stored-ddl', None, 'column active_users.id'), note=True),
    _change("COMMENT ON COLUMN mv.a IS 'x'", ('stored-ddl', None, 'column mv.a'), note=True),
    _change("COMMENT ON EXTENSION btree_gist IS 'other'", ('extension', None, 'btree_gist')),
    _change("COMMENT ON COLLATION german IS 'x'", ('other-object', None, 'german')),
    _change("COMMENT ON CAST (address AS text) IS 'x'", ('other-object', None, 'address AS text')),
    _change("COMMENT ON STATISTICS st2 IS 'x'", ('other-object', None, 'st2')),
    _change("COMMENT ON EVENT TRIGGER watch IS 'x'", ('other-object', None, 'watch')),
    _change("COMMENT ON FOREIGN TABLE far IS 'x'", ('table-comment', 'far', None)),
    _change("COMMENT ON SERVER files IS 'x'", ('other-object', None, 'files')),
    _change("COMMENT ON PUBLICATION pub IS 'x'", ('other-object', None, 'pub')),
    _change("COMMENT ON TEXT SEARCH CONFIGURATION english2 IS 'x'", ('other-object', None, 'english2')),
    _change("COMMENT ON OPERATOR === (address, address) IS 'x'", ('other-object', None, '===(address,address)')),
    _change('ALTER TABLE roles SET (autovacuum_enabled = false)', ('table-options', 'roles', None)),
    _change('ALTER TABLE roles SET (toast.autovacuum_enabled = false)', ('table-options', 'roles', None)),
    _change('ALTER TABLE roles REPLICA IDENTITY FULL', ('stored-ddl', 'roles', None), note=True),
    _change('ALTER TABLE roles REPLICA IDENTITY NOTHING', ('stored-ddl', 'roles', None), note=True),
    _change('ALTER TABLE roles REPLICA IDENTITY USING INDEX roles_pkey', ('stored-ddl', 'roles', None), ('stored-ddl', None, 'index roles_pkey'), note=True),
    _change('CREATE UNIQUE INDEX r2 ON roles (id); ALTER TABLE roles REPLICA IDENTITY USING INDEX r2', ('index', 'roles', 'r2')),
    _change('ALTER TABLE child_t NO INHERIT parent_t', ('table-options', 'child_t', None)),
    _change('ALTER TABLE child_t ALTER a SET DEFAULT 3', ('column-default', 'child_t', 'a')),
    _change('ALTER TABLE parent_t ADD c int', ('column', 'child_t', 'c'), ('column', 'parent_t', 'c')),
    _change('DROP TABLE child_t', ('table', 'child_t', None)),
    _change('ALTER TABLE parent_t DROP CONSTRAINT ck_a, ADD CONSTRAINT ck_a CHECK (a > 0) NO INHERIT', ('check-constraint', 'child_t', 'ck_a'), ('check-constraint', 'parent_t', 'ck_a')),
    _change('ALTER STATISTICS st2 SET STATISTICS 50', ('stored-ddl', None, 'statistics st2'), note=True),
    _change('DROP STATISTICS st2; CREATE STATISTICS st2 (ndistinct) ON room, code FROM bookings', ('other-object', None, 'st2')),
    _change("DROP COLLATION german; CREATE COLLATION german (locale = 'POSIX')", ('other-object', None, 'german')),
    _change('DROP COLLATION german', ('other-object', None, 'german')),
    _change('DROP CAST (address AS text)', ('other-object', None, 'address AS text')),
    _change('DROP CAST (address AS text); CREATE CAST (address AS text) WITH FUNCTION addr_to_text(address) AS IMPLICIT', ('other-object', None, 'address AS text')),
    _change('DROP OPERATOR === (address, address)', ('other-object', None, '===(address,address)')),
    _change('ALTER OPERATOR === (address, address) SET (RESTRICT = NONE)', ('other-object', None, '===(address,address)')),
    _change('DROP OPERATOR === (address, address); CREATE OPERATOR === (LEFTARG = address, RIGHTARG = address, FUNCTION = eqa, COMMUTATOR = ===, RESTRICT = eqsel, HASHES)', ('other-object', None, '===(address,address)')),
    _change('DROP OPERATOR CLASS text_cls USING btree', ('other-object', None, 'fam USING btree'), ('other-object', None, 'text_cls USING btree')),
    _change('ALTER OPERATOR FAMILY fam USING btree ADD FUNCTION 2 (text, text) bttextsortsupport(internal)', ('other-object', None, 'fam USING btree')),
    _change('DROP OPERATOR FAMILY fam USING btree CASCADE', ('other-object', None, 'fam USING btree'), ('other-object', None, 'text_cls USING btree')),
    _change('DROP TEXT SEARCH CONFIGURATION english2', ('other-object', None, 'english2')),
    _change('ALTER TEXT SEARCH CONFIGURATION english2 ALTER MAPPING FOR asciiword WITH simple', ('other-object', None, 'english2')),
    _change('DROP TEXT SEARCH DICTIONARY simple2', ('other-object', None, 'simple2')),
    _change('ALTER TEXT SEARCH DICTIONARY simple2 (Accept = false)', ('other-object', None, 'simple2')),
    _change("ALTER FOREIGN TABLE far OPTIONS (SET format 'text')", ('table-options', 'far', None)),
    _change("ALTER FOREIGN TABLE far ALTER b OPTIONS (SET force_null 'false')", ('stored-ddl', 'far', None), note=True),
    _change('DROP FOREIGN TABLE far', ('table', 'far', None)),
    _change("ALTER SERVER files VERSION '2'", ('other-object', None, 'files')),
    _change('CREATE FOREIGN DATA WRAPPER nofdw', ('other-object', None, 'nofdw')),
    _change('ALTER TABLE roles ALTER name SET COMPRESSION pglz', ('stored-ddl', 'roles', None), note=True),
    _change('ALTER TABLE roles ALTER name SET STORAGE MAIN', ('stored-ddl', 'roles', None), note=True),
    _change('ALTER TABLE roles ALTER name SET STATISTICS 7', ('stored-ddl', 'roles', None), note=True),
    _change('ALTER TABLE roles ALTER name SET (n_distinct = 5)', ('stored-ddl', 'roles', None), note=True),
    _change('ALTER TABLE users ENABLE ALWAYS TRIGGER users_touch', ('trigger', 'users', 'users_touch')),
    _change('ALTER TABLE users ENABLE REPLICA TRIGGER users_touch', ('trigger', 'users', 'users_touch')),
    _change('ALTER TABLE events_2026 DISABLE TRIGGER ctr', ('stored-ddl', None, 'trigger ctr ON events_2026'), note=True),
    _change('ALTER FUNCTION sec() SECURITY DEFINER', ('function', None, 'sec()')),
    _change('ALTER FUNCTION sec() LEAKPROOF', ('function', None, 'sec()')),
    _change('ALTER FUNCTION sec() PARALLEL SAFE', ('function', None, 'sec()')),
    _change('ALTER FUNCTION sec() STRICT', ('function', None, 'sec()')),
    _change('ALTER FUNCTION sec() COST 7', ('function', None, 'sec()')),
    _change('ALTER FUNCTION sec() SET search_path = public', ('function', None, 'sec()')),
    _change('ALTER FUNCTION add_tax SECURITY DEFINER', ('function', None, 'add_tax(price numeric, rate numeric)')),
    _change("CREATE OR REPLACE FUNCTION add_tax(price numeric, rate numeric DEFAULT 0.3) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT price * (1 + rate)'", ('function', None, 'add_tax(price numeric, rate numeric)')),
    _change('ALTER VIEW active_users SET (security_invoker = true)', ('view', None, 'active_users')),
    _change('ALTER VIEW active_users ALTER id SET DEFAULT 3', ('view', None, 'active_users')),
    _change('CREATE OR REPLACE VIEW checked AS SELECT id, name FROM roles WHERE id > 0 WITH CASCADED CHECK OPTION', ('view', None, 'checked')),
    _change('CREATE OR REPLACE VIEW checked AS SELECT id, name FROM roles WHERE id > 0', ('view', None, 'checked')),
    _change('ALTER TABLE child_t SET UNLOGGED', ('table-options', 'child_t', None)),
    _change('ALTER TYPE address RENAME ATTRIBUTE zip TO zap CASCADE', ('column', 'typed', 'zap'), ('column', 'typed', 'zip'), ('composite-type', None, 'address')),
    _change('DROP TYPE col_t; CREATE TYPE col_t AS (x text)', ('composite-type', None, 'col_t')),
    _change('CREATE TYPE dr AS RANGE (subtype = date, subtype_diff = daterange_subdiff)', ('composite-type', None, 'dr')),
    _change('DROP TYPE floats; CREATE TYPE floats AS RANGE (subtype = float8, multirange_type_name = mfloats)', ('composite-type', None, 'floats')),
    _change('DROP TYPE floats; CREATE TYPE floats AS RANGE (subtype = float8, subtype_diff = float8mi)', ('composite-type', None, 'floats')),
    _change('DROP PUBLICATION pub', ('other-object', None, 'pub')),
    _change('ALTER PUBLICATION pub ADD TABLE teams', ('other-object', None, 'pub')),
    _change("ALTER PUBLICATION pub SET (publish = 'insert')", ('other-object', None, 'pub')),
    _change('ALTER PUBLICATION pub SET TABLE roles WHERE (id > 3)', ('other-object', None, 'pub')),
    _change('CREATE TYPE shell', ('other-object', None, 'shell')),
    _change('DROP TABLE plist_d', ('table', 'plist_d', None)),
    _change("DROP TABLE plist_a; CREATE TABLE plist_a PARTITION OF plist FOR VALUES IN ('a', 'b')", ('table-options', 'plist_a', None)),
    _change('ALTER TABLE plist_a ADD CONSTRAINT own CHECK (a > 1)', ('check-constraint', 'plist_a', 'own')),
    _change('CREATE INDEX own_ix ON plist_a (a)', ('index', 'plist_a', 'own_ix')),
    _change('CREATE INDEX only_ix ON ONLY plist (a)', ('index', 'plist', 'only_ix')),
    _change('ALTER TABLE plist_a ALTER a SET DEFAULT 3', ('column-default', 'plist_a', 'a')),
    _change('ALTER TABLE plist_a ALTER a SET NOT NULL', ('column-nullable', 'plist_a', 'a')),
    _change('ALTER TABLE plist ALTER a SET NOT NULL', ('column-nullable', 'plist', 'a'), ('column-nullable', 'plist_a', 'a'), ('column-nullable', 'plist_d', 'a')),
    _change('ALTER TABLE plist ADD PRIMARY KEY (a, b)', ('column-nullable', 'plist', 'a'), ('column-nullable', 'plist', 'b'), ('column-nullable', 'plist_a', 'a'), ('column-nullable', 'plist_a', 'b'), ('column-nullable', 'plist_d', 'a'), ('column-nullable', 'plist_d', 'b'), ('primary-key', 'plist', 'plist_pkey')),
    _change('ALTER TABLE typed NOT OF', ('table-options', 'typed', None)),
    _change('ALTER SEQUENCE sq SET UNLOGGED', ('stored-ddl', None, 'sequence sq'), note=True),
    _change('ALTER TABLE teams ALTER id SET CACHE 10', ('column-identity', 'teams', 'id')),
    _change('ALTER TABLE teams ALTER id SET MAXVALUE 1000', ('column-identity', 'teams', 'id')),
    _change('ALTER TABLE teams ALTER id SET CYCLE', ('column-identity', 'teams', 'id')),
    _change('ALTER SEQUENCE teams_id_seq RENAME TO other_seq', ('stored-ddl', None, 'identity teams.id'), note=True),
    _change('ALTER SEQUENCE teams_id_seq AS integer MAXVALUE 100', ('column-identity', 'teams', 'id')),
    _change('ALTER INDEX ix_users_tags SET (fastupdate = off)', ('index', 'users', 'ix_users_tags')),
    _change('ALTER INDEX pk_teams SET (fillfactor = 50)', ('stored-ddl', None, 'index pk_teams'), note=True),
    _change('ALTER INDEX ix_users_email ALTER COLUMN 1 SET STATISTICS 300', ('stored-ddl', None, 'index ix_users_email'), note=True),
    _change('ALTER TABLE teams CLUSTER ON pk_teams', ('stored-ddl', None, 'index pk_teams'), note=True),
    _change('ALTER TABLE teams REPLICA IDENTITY USING INDEX pk_teams', ('stored-ddl', 'teams', None), ('stored-ddl', None, 'index pk_teams'), note=True),
    _change('DROP INDEX ix_users_email; CREATE INDEX ix_users_email ON users (lower(email)) WHERE active', ('index', 'users', 'ix_users_email')),
    _change('DROP INDEX ix_users_email; CREATE UNIQUE INDEX ix_users_email ON users (lower(email) DESC) WHERE active', ('index', 'users', 'ix_users_email')),
    _change('DROP INDEX ix_users_email; CREATE UNIQUE INDEX ix_users_email ON users (lower(email) COLLATE "POSIX") WHERE active', ('index', 'users', 'ix_users_email')),
    _change('DROP INDEX ix_users_email; CREATE UNIQUE INDEX ix_users_email ON users (lower(email) text_pattern_ops) WHERE active', ('index', 'users', 'ix_users_email')),
    _change('DROP INDEX ix_users_email; CREATE UNIQUE INDEX ix_users_email ON users (lower(email)) INCLUDE (id) WHERE active', ('index', 'users', 'ix_users_email')),
    _change('ALTER TABLE users ALTER CONSTRAINT fk_team DEFERRABLE INITIALLY IMMEDIATE', ('foreign-key', 'users', 'fk_team')),
    _change('ALTER TABLE roles DISABLE TRIGGER cons', ('trigger', 'roles', 'cons')),
    _change('DROP TRIGGER cons ON roles; CREATE CONSTRAINT TRIGGER cons AFTER INSERT ON roles NOT DEFERRABLE FOR EACH ROW EXECUTE FUNCTION trg()', ('trigger', 'roles', 'cons')),
    _change('ALTER TABLE bookings DROP CONSTRAINT no_overlap, ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (code IS NULL) DEFERRABLE', ('exclusion-constraint', 'bookings', 'no_overlap')),
    _change('ALTER TABLE bookings DROP CONSTRAINT no_overlap, ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH -|-) WHERE (code IS NULL)', ('exclusion-constraint', 'bookings', 'no_overlap')),
    _change('ALTER POLICY own ON users TO reader', ('policy', 'users', 'own')),
    _change('DROP POLICY own ON users; CREATE POLICY own ON users AS RESTRICTIVE FOR SELECT USING (first = current_user)', ('policy', 'users', 'own')),
    _change('CREATE POLICY own2 ON users FOR INSERT WITH CHECK (true)', ('policy', 'users', 'own2')),
    _change('DROP MATERIALIZED VIEW mv; CREATE MATERIALIZED VIEW mv AS SELECT 1 AS a WITH NO DATA', ('view', None, 'mv')),
    _change('DROP MATERIALIZED VIEW mv; CREATE MATERIALIZED VIEW mv AS SELECT 2 AS a', ('view', None, 'mv')),
    _change('DROP MATERIALIZED VIEW mv; CREATE VIEW mv AS SELECT 1 AS a', ('view', None, 'mv')),
    _change('DROP MATERIALIZED VIEW mv; CREATE TABLE mv AS SELECT 1 AS a', ('table', 'mv', None), ('view', None, 'mv')),
    _change("ALTER DOMAIN email DROP CONSTRAINT email_at; ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (VALUE ~ '@' OR VALUE = '') NOT VALID", ('domain', None, 'email')),
    _change('ALTER DOMAIN email RENAME CONSTRAINT email_at TO em', ('domain', None, 'email')),
    _change("ALTER DOMAIN email SET DEFAULT 'x@'", ('domain', None, 'email')),
    _change('ALTER EXTENSION btree_gist SET SCHEMA audit', ('extension', None, 'btree_gist')),
    _change('CREATE EXTENSION pg_trgm', ('extension', None, 'pg_trgm')),
    _change("CREATE CONVERSION conv FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1", ('other-object', None, 'conv')),
    _change('CREATE TEXT SEARCH PARSER prs (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype)', ('other-object', None, 'prs')),
    _change('CREATE TEXT SEARCH TEMPLATE tmpl (LEXIZE = dsimple_lexize)', ('other-object', None, 'tmpl')),
    _change("CREATE TYPE base_t; CREATE FUNCTION bin(cstring) RETURNS base_t LANGUAGE internal IMMUTABLE STRICT AS 'textin'; CREATE FUNCTION bout(base_t) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout'; CREATE TYPE base_t (INPUT = bin, OUTPUT = bout)", ('function', None, 'bin(cstring)'), ('function', None, 'bout(base_t)'), ('other-object', None, 'base_t')),
    _change('ALTER TABLE audit.entries SET SCHEMA public', ('table', 'audit.entries', None), ('table', 'entries', None)),
    _change('ALTER TABLE roles RENAME name TO nom', ('column', 'roles', 'name'), ('column', 'roles', 'nom'), ('other-object', None, 'pub'), ('view', None, 'checked')),
    _change('ALTER TABLE roles ADD CONSTRAINT x UNIQUE (name)', ('unique-constraint', 'roles', 'x')),
    _change('CREATE UNIQUE INDEX x ON roles (name)', ('index', 'roles', 'x')),
    _change("ALTER TABLE users ALTER last SET DEFAULT ''", ('column-default', 'users', 'last')),
    _change('GRANT SELECT (id) ON active_users TO reader', ('stored-ddl', None, 'privileges active_users.id'), note=True),
)  # fmt: skip

NOT_COMPARED = {
    "a partition attached again": "ALTER TABLE events DETACH PARTITION events_2026; ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    "no default, said": "ALTER TABLE users ALTER last SET DEFAULT NULL",
    "settings of the database (documented)": "ALTER DATABASE rare SET search_path = audit",
    "large objects (documented)": "SELECT lo_create(4711)",
}
"""Statements after which nothing is reported: nothing has changed, or the documentation says so."""
