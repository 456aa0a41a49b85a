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
CREATE SCHEMA other;
CREATE COLLATION speech (locale = 'C');
CREATE COLLATION other.speech (locale = 'POSIX');
CREATE FUNCTION over(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select true';
CREATE FUNCTION over(varchar) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select true';
CREATE TABLE words (a text COLLATE speech, b text, tv tsvector, c boolean DEFAULT over('a'::text), CONSTRAINT ck_over CHECK (over('a'::text)));
CREATE INDEX ix_words ON words (b COLLATE speech);
CREATE INDEX ix_words_tv ON words USING gist (tv tsvector_ops (siglen = 32));
CREATE DOMAIN german_text AS text COLLATE speech;
CREATE TYPE german_pair AS (a text COLLATE speech, b text);
CREATE TABLE later (a integer, CONSTRAINT uq_later UNIQUE (a) DEFERRABLE);
CREATE TABLE targets (id integer PRIMARY KEY);
CREATE TABLE parts (a integer REFERENCES targets, b text) PARTITION BY LIST (b);
CREATE TABLE parts_a PARTITION OF parts FOR VALUES IN ('a');
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM roles;
CREATE FOREIGN DATA WRAPPER plain OPTIONS (a '1');
CREATE SERVER anywhere FOREIGN DATA WRAPPER plain OPTIONS (host 'far');
CREATE USER MAPPING FOR public SERVER anywhere OPTIONS (role 'app');
"""


def _change(sql: str, *expected: tuple[str, str | None, str | None], note: bool = False) -> Change:
    return Change(sql, sql, expected, note)


def _here(statement: str) -> str:
    """The statement on the database that it runs in, which it names as %I."""
    return f"DO $$ BEGIN EXECUTE format('{statement}', current_database()); END $$"


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
    _change('ALTER TABLE words ALTER a TYPE text COLLATE other.speech', ('column-collation', 'words', 'a')),
    _change('DROP INDEX ix_words; CREATE INDEX ix_words ON words (b COLLATE other.speech)', ('index', 'words', 'ix_words')),
    _change('DROP DOMAIN german_text; CREATE DOMAIN german_text AS text COLLATE other.speech', ('domain', None, 'german_text')),
    _change('ALTER TYPE german_pair ALTER ATTRIBUTE a TYPE text COLLATE other.speech', ('composite-type', None, 'german_pair')),
    _change('DROP INDEX ix_words_tv; CREATE INDEX ix_words_tv ON words USING gist (tv tsvector_ops (siglen = 64))', ('index', 'words', 'ix_words_tv')),
    _change('DROP INDEX ix_words_tv; CREATE INDEX ix_words_tv ON words USING gist (tv)', ('index', 'words', 'ix_words_tv')),
    _change("ALTER TABLE words DROP CONSTRAINT ck_over, ADD CONSTRAINT ck_over CHECK (over('a'::varchar))", ('check-constraint', 'words', 'ck_over')),
    _change("ALTER TABLE words ALTER c SET DEFAULT over('a'::varchar)", ('column-default', 'words', 'c')),
    _change('ALTER TABLE audit.entries DISABLE TRIGGER ALL', ('foreign-key', 'audit.entries', 'entries_who_fkey')),
    _change('ALTER TABLE teams DISABLE TRIGGER ALL', ('foreign-key', 'teams', 'fk_parent'), ('foreign-key', 'users', 'fk_team')),
    _change('ALTER TABLE later DISABLE TRIGGER ALL', ('unique-constraint', 'later', 'uq_later')),
    _change('ALTER TABLE parts_a DISABLE TRIGGER ALL', ('other-object', None, 'parts_a_fkey ON parts_a')),
    _change('ALTER TABLE ONLY plist ADD CONSTRAINT uq_only UNIQUE (a, b)', ('unique-constraint', 'plist', 'uq_only')),
    _change(_here("ALTER DATABASE %I SET work_mem TO ''64kB''"), ('other-object', None, 'work_mem')),
    _change(_here('ALTER DATABASE %I SET search_path TO audit, public'), ('other-object', None, 'search_path')),
    _change(_here("ALTER ROLE reader IN DATABASE %I SET my.own TO ''100% it''''s''".replace('100%', '100%%')), ('other-object', None, 'my.own OF reader')),
    _change(_here('REVOKE CONNECT ON DATABASE %I FROM PUBLIC'), ('privileges', None, 'database')),
    _change(_here('GRANT CREATE ON DATABASE %I TO reader WITH GRANT OPTION'), ('privileges', None, 'database')),
    _change(_here("COMMENT ON DATABASE %I IS ''x''"), ('stored-ddl', None, 'database'), note=True),
    _change("ALTER TABLE roles DISABLE RULE keep; DELETE FROM roles WHERE id = 2; REFRESH MATERIALIZED VIEW counted; INSERT INTO roles VALUES (2, 'it''s a guest'); ALTER TABLE roles ENABLE RULE keep", ('rows', 'counted', None)),
    _change('DROP TABLE child_t; CREATE TABLE child_t (a int, b int) INHERITS (parent_t)', ('stored-ddl', 'child_t', None), note=True),
    _change('ALTER TABLE child_t NO INHERIT parent_t; ALTER TABLE child_t INHERIT parent_t', ('stored-ddl', 'child_t', None), note=True),
    _change('DROP TABLE child_t; CREATE TABLE child_t (b int, CONSTRAINT ck_a CHECK (a > 0)) INHERITS (parent_t)', ('stored-ddl', 'child_t', None), note=True),
    _change("COMMENT ON INDEX pk_teams IS 'x'", ('stored-ddl', None, 'index pk_teams'), note=True),
    _change('ALTER FUNCTION sec() DEPENDS ON EXTENSION btree_gist', ('stored-ddl', None, 'function public.sec()'), note=True),
    _change('ALTER PUBLICATION pub SET TABLES IN SCHEMA audit', ('other-object', None, 'pub')),
    _change('ALTER PUBLICATION pub SET TABLE roles (id)', ('other-object', None, 'pub')),
    _change('ALTER STATISTICS st2 OWNER TO writer', ('privileges', None, 'statistics st2')),
    _change('GRANT USAGE ON FOREIGN DATA WRAPPER plain TO reader', ('privileges', None, 'foreign data wrapper plain')),
    _change("ALTER FOREIGN DATA WRAPPER plain OPTIONS (SET a '2')", ('other-object', None, 'plain')),
    _change("ALTER SERVER anywhere OPTIONS (SET host 'near')", ('other-object', None, 'anywhere')),
    _change("ALTER USER MAPPING FOR public SERVER anywhere OPTIONS (SET role 'other')", ('other-object', None, 'public ON anywhere')),
    _change('REVOKE USAGE ON SCHEMA public FROM PUBLIC', ('privileges', None, 'schema public')),
    _change('REVOKE ALL ON roles FROM CURRENT_USER', ('privileges', 'roles', None)),
    _change('GRANT SELECT ON roles TO reader WITH GRANT OPTION', ('privileges', 'roles', None)),
    _change('GRANT EXECUTE ON PROCEDURE noop() TO reader', ('privileges', None, 'function noop()')),
    _change('GRANT EXECUTE ON FUNCTION total(numeric) TO reader', ('privileges', None, 'function total(numeric)')),
    _change("CREATE PROCEDURE another(a integer) LANGUAGE sql AS 'select 1'", ('function', None, 'another(IN a integer)')),
    _change("CREATE AGGREGATE counting(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0')", ('function', None, 'counting()')),
    _change('CREATE RULE ignore AS ON UPDATE TO cache DO INSTEAD NOTHING; ALTER TABLE cache DISABLE RULE ignore', ('trigger', 'cache', 'ignore')),
    _change('GRANT SELECT ON roles TO reader', ('privileges', 'roles', None)),
    _change('GRANT SELECT (name) ON roles TO reader', ('privileges', 'roles', 'name')),
    _change('GRANT USAGE ON SCHEMA audit TO reader', ('privileges', None, 'schema audit')),
    _change('GRANT USAGE ON SEQUENCE sq TO reader', ('privileges', None, 'sequence sq')),
    _change('REVOKE EXECUTE ON FUNCTION sec() FROM public', ('privileges', None, 'function sec()')),
    _change('GRANT USAGE ON TYPE plan TO reader', ('privileges', None, 'type plan')),
    _change('REVOKE USAGE ON TYPE plan FROM public', ('privileges', None, 'type plan')),
    _change('REVOKE USAGE ON LANGUAGE sql FROM public', ('privileges', None, 'language sql')),
    _change('ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader', ('privileges', None, 'default privileges migralint ON TABLES')),
    _change('GRANT SELECT ON active_users TO reader', ('privileges', None, 'view active_users')),
    _change('GRANT SELECT ON mv TO reader', ('privileges', None, 'view mv')),
    _change('GRANT USAGE ON FOREIGN SERVER files TO reader', ('privileges', None, 'foreign server files')),
    _change('ALTER TABLE roles OWNER TO writer', ('privileges', 'roles', None)),
    _change('ALTER SCHEMA audit OWNER TO writer', ('privileges', None, 'schema audit')),
    _change('ALTER FUNCTION sec() OWNER TO writer', ('privileges', None, 'function sec()')),
    _change('ALTER VIEW active_users OWNER TO writer', ('privileges', None, 'view active_users')),
    _change('ALTER TYPE plan OWNER TO writer', ('privileges', None, 'type plan')),
    _change('ALTER SEQUENCE sq OWNER TO writer', ('privileges', None, 'sequence sq')),
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
    _change('ALTER TABLE events_2026 DISABLE TRIGGER ctr', ('other-object', None, 'ctr ON events_2026')),
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
    _change('ALTER TABLE roles RENAME name TO nom', ('column', 'roles', 'name'), ('column', 'roles', 'nom'), ('view', None, 'checked')),
    _change('ALTER TABLE roles ADD CONSTRAINT x UNIQUE (name)', ('unique-constraint', 'roles', 'x')),
    _change('CREATE UNIQUE INDEX x ON roles (name)', ('index', 'roles', 'x')),
    _change("ALTER TABLE users ALTER last SET DEFAULT ''", ('column-default', 'users', 'last')),
    _change('GRANT SELECT (id) ON active_users TO reader', ('privileges', 'active_users', 'id')),
)  # fmt: skip

NOT_COMPARED = {
    "a partition attached again": "ALTER TABLE events DETACH PARTITION events_2026; ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    "no default, said": "ALTER TABLE users ALTER last SET DEFAULT NULL",
    "large objects (documented)": "SELECT lo_create(4711)",
}
"""Statements after which nothing is reported: nothing has changed, or the documentation says so."""
