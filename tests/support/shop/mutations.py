"""Single changes of the shop's script: those that change the database, and those that only spell it otherwise."""

# ruff: noqa: E501  (one row a change reads better than six lines)

from __future__ import annotations

from dataclasses import dataclass

from tests.support.shop.script import SHOP, changed


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of the migrations' side."""

    name: str
    old: str
    new: str
    expected: tuple[tuple[str, str | None, str | None], ...]
    """Kind, table and object of every difference it makes."""
    note: bool = False
    """The differences are notes, no drift."""

    @property
    def script(self) -> str:
        """The shop with this change."""
        return SHOP + self.new if not self.old else changed(self.old, self.new)


def _one(
    name: str, old: str, new: str, kind: str, table: str | None, thing: str | None = None, *, note: bool = False
) -> Mutation:
    return Mutation(name, old, new, ((kind, table, thing),), note)


_FK_TEAMS = "FOREIGN KEY(parent_id) REFERENCES teams (id) ON DELETE SET NULL"
_FK_USERS = "FOREIGN KEY(team_id) REFERENCES teams (id) DEFERRABLE INITIALLY DEFERRED"
_FK_ITEMS = 'FOREIGN KEY("order", kind) REFERENCES orders (id, kind) ON DELETE CASCADE ON UPDATE CASCADE'
_PLAN = "CHECK (plan IN ('free', 'pro', 'company'))"
_TRIGGER = """CREATE TRIGGER orders_note AFTER UPDATE OF total ON orders WHEN new.total > 1000
    BEGIN UPDATE orders SET note = 'large' WHERE id = new.id; END;
"""
_VIEW = "CREATE VIEW active_users AS SELECT id, email FROM users WHERE active = 1;\n"
_ROWS = "INSERT INTO roles (id, name, rank) VALUES (1, 'admin', 10), (2, 'guest', NULL);\n"
_METRICS = """CREATE TABLE metrics (
    day TEXT NOT NULL,
    value REAL DEFAULT '0.5' NOT NULL,
    PRIMARY KEY (day)
) STRICT;
"""

MUTATIONS = (
    # tables
    _one("table missing", _METRICS, "", "table", "metrics"),
    _one("table extra", "", "CREATE TABLE leftovers (id INTEGER);", "table", "leftovers"),
    _one("temporary batch table left behind", "", "CREATE TABLE _alembic_tmp_users (id);", "table", "_alembic_tmp_users"),
    _one("STRICT lost", ") STRICT", ")", "table-options", "metrics"),
    _one("WITHOUT ROWID lost", ") WITHOUT ROWID", ")", "table-options", "Order Items"),
    _one("WITHOUT ROWID added", "rank INTEGER,\n    PRIMARY KEY (id)\n)", "rank INTEGER,\n    PRIMARY KEY (id)\n) WITHOUT ROWID",
         "table-options", "roles"),
    # columns
    _one("column missing", "    bio TEXT,\n", "", "column", "users", "bio"),
    _one("column extra", "    bio TEXT,\n", "    bio TEXT,\n    nick TEXT,\n", "column", "users", "nick"),
    Mutation("column renamed", "    bio TEXT,\n", "    about TEXT,\n",
             (("column", "users", "about"), ("column", "users", "bio"))),
    _one("column order", "    bio TEXT,\n    settings JSON DEFAULT '{}',\n",
         "    settings JSON DEFAULT '{}',\n    bio TEXT,\n", "column-order", "users", note=True),
    _one("length", "email VARCHAR(320)", "email VARCHAR(255)", "column-type", "users", "email"),
    _one("no length", "email VARCHAR(320)", "email VARCHAR", "column-type", "users", "email"),
    _one("TEXT for VARCHAR", "email VARCHAR(320)", "email TEXT", "column-type", "users", "email"),
    _one("precision", "balance NUMERIC(10, 2)", "balance NUMERIC(12, 2)", "column-type", "users", "balance"),
    _one("scale", "balance NUMERIC(10, 2)", "balance NUMERIC(10, 4)", "column-type", "users", "balance"),
    _one("BIGINT for INTEGER", "rank INTEGER", "rank BIGINT", "column-type", "roles", "rank"),
    _one("INTEGER for SMALLINT", "amount SMALLINT", "amount INTEGER", "column-type", "Order Items", "amount"),
    _one("TINYINT for BOOLEAN", "active BOOLEAN", "active TINYINT", "column-type", "users", "active"),
    _one("JSON as TEXT", "settings JSON", "settings TEXT", "column-type", "users", "settings"),
    _one("DATETIME for DATE", "born DATE", "born DATETIME", "column-type", "users", "born"),
    _one("TIMESTAMP for DATETIME", "created_at DATETIME", "created_at TIMESTAMP", "column-type", "teams", "created_at"),
    _one("REAL for FLOAT", "total FLOAT", "total REAL", "column-type", "orders", "total"),
    _one("no type", "bio TEXT", "bio", "column-type", "users", "bio"),
    _one("NOT NULL lost", "email VARCHAR(320) NOT NULL", "email VARCHAR(320)", "column-nullable", "users", "email"),
    _one("NOT NULL added", "note VARCHAR(200)", "note VARCHAR(200) NOT NULL", "column-nullable", "orders", "note"),
    _one("NOT NULL of a key lost", "id BIGINT NOT NULL", "id BIGINT", "column-nullable", "roles", "id"),
    _one("NOT NULL ON CONFLICT", "name VARCHAR(30) NOT NULL", "name VARCHAR(30) NOT NULL ON CONFLICT REPLACE",
         "column-nullable", "roles", "name"),
    _one("default lost", "seats INTEGER DEFAULT '5'", "seats INTEGER", "column-default", "teams", "seats"),
    _one("default added", "    bio TEXT", "    bio TEXT DEFAULT ''", "column-default", "users", "bio"),
    _one("default number", "seats INTEGER DEFAULT '5'", "seats INTEGER DEFAULT '6'", "column-default", "teams", "seats"),
    _one("default string", "DEFAULT 'free'", "DEFAULT 'pro'", "column-default", "teams", "plan"),
    _one("default case", "DEFAULT 'free'", "DEFAULT 'Free'", "column-default", "teams", "plan"),
    _one("default boolean", "active BOOLEAN DEFAULT 1", "active BOOLEAN DEFAULT 0", "column-default", "users", "active"),
    _one("default boolean as a word", "active BOOLEAN DEFAULT 1", "active BOOLEAN DEFAULT 'true'",
         "column-default", "users", "active"),
    _one("default now", "DEFAULT CURRENT_TIMESTAMP", "DEFAULT CURRENT_DATE", "column-default", "teams", "created_at"),
    _one("default now as a string", "DEFAULT CURRENT_TIMESTAMP", "DEFAULT 'CURRENT_TIMESTAMP'",
         "column-default", "teams", "created_at"),
    _one("default expression", "settings JSON DEFAULT '{}'", "settings JSON DEFAULT (json_object())",
         "column-default", "users", "settings"),
    _one("collation lost", ' COLLATE "NOCASE" NOT NULL', " NOT NULL", "column-collation", "teams", "name"),
    _one("collation other", 'COLLATE "NOCASE" NOT NULL', "COLLATE RTRIM NOT NULL", "column-collation", "teams", "name"),
    _one("collation added", "email VARCHAR(320)", "email VARCHAR(320) COLLATE NOCASE",
         "column-collation", "users", "email"),
    _one("computed lost", " GENERATED ALWAYS AS (first || ' ' || last) STORED", "",
         "column-computed", "users", "full_name"),
    _one("computed otherwise", "(first || ' ' || last)", "(last || ' ' || first)",
         "column-computed", "users", "full_name"),
    _one("computed string", "(first || ' ' || last)", "(first || '  ' || last)",
         "column-computed", "users", "full_name"),
    _one("VIRTUAL for STORED", ") STORED", ") VIRTUAL", "column-computed", "users", "full_name"),
    _one("STORED for VIRTUAL", ") VIRTUAL", ") STORED", "column-computed", "users", "initials"),
    _one("AUTOINCREMENT lost", "PRIMARY KEY AUTOINCREMENT", "PRIMARY KEY", "column-autoincrement", "orders", "id"),
    Mutation("INT instead of INTEGER as key", "users (\n    id INTEGER NOT NULL", "users (\n    id INT NOT NULL",
             (("column-autoincrement", "users", "id"),)),
    # keys
    _one("primary key of roles lost", "rank INTEGER,\n    PRIMARY KEY (id)\n", "rank INTEGER\n",
              "primary-key", "roles"),
    _one("primary key order", 'PRIMARY KEY ("order", line)', 'PRIMARY KEY (line, "order")', "primary-key", "Order Items"),
    _one("primary key of more columns", 'PRIMARY KEY ("order", line)', 'PRIMARY KEY ("order", line, kind)',
         "primary-key", "Order Items"),
    _one("primary key of fewer columns", 'PRIMARY KEY ("order", line)', 'PRIMARY KEY (line)',
         "primary-key", "Order Items"),
    _one("primary key ON CONFLICT", 'PRIMARY KEY ("order", line)', 'PRIMARY KEY ("order", line) ON CONFLICT REPLACE',
         "primary-key", "Order Items"),
    _one("primary key's name", "pk_users PRIMARY KEY", "users_key PRIMARY KEY", "constraint-name", "users", "pk_users"),
    _one("unique lost", "    CONSTRAINT uq_teams_name UNIQUE (name),\n", "",
         "unique-constraint", "teams", "uq_teams_name"),
    _one("unnamed unique lost", "    UNIQUE (id, kind),\n", "", "unique-constraint", "orders", "(id, kind)"),
    _one("unique twice", "    UNIQUE (id, kind),\n", "    UNIQUE (id, kind),\n    UNIQUE (id, kind),\n",
         "unique-constraint", "orders", "(id, kind)", note=True),
    _one("unique added", "note VARCHAR(200)", "note VARCHAR(200) UNIQUE", "unique-constraint", "orders", "(note)"),
    _one("unique column order", "UNIQUE (id, kind)", "UNIQUE (kind, id)", "unique-constraint", "orders", "(id, kind)"),
    _one("unique columns", "uq_teams_name UNIQUE (name)", "uq_teams_name UNIQUE (name, plan)",
         "unique-constraint", "teams", "uq_teams_name"),
    _one("unique ON CONFLICT lost", "UNIQUE (code) ON CONFLICT IGNORE", "UNIQUE (code)",
         "unique-constraint", "orders", "(code)"),
    _one("unique collation", "UNIQUE (code) ON", "UNIQUE (code COLLATE NOCASE) ON", "unique-constraint", "orders", "(code)"),
    Mutation("unique index for a unique constraint", "    UNIQUE (id, kind),\n    UNIQUE (code) ON CONFLICT IGNORE\n);",
             "    UNIQUE (code) ON CONFLICT IGNORE\n);\nCREATE UNIQUE INDEX uq_kind ON orders (id, kind);",
             (("unique-constraint", "orders", "(id, kind)"), ("index", "orders", "uq_kind"))),
    _one("unique's name", "uq_teams_name UNIQUE", "uq_name UNIQUE", "constraint-name", "teams", "uq_teams_name"),
    _one("unique without its name", "CONSTRAINT uq_teams_name UNIQUE", "UNIQUE",
         "constraint-name", "teams", "uq_teams_name", note=True),
    # checks
    _one("check lost", "    CONSTRAINT ck_teams_seats CHECK (seats > 0 AND seats <= 500),\n", "",
         "check-constraint", "teams", "ck_teams_seats"),
    _one("unnamed check lost", " CHECK (total >= 0)", "", "check-constraint", "orders", "CHECK (total >= 0)"),
    _one("check number", "seats <= 500", "seats <= 50", "check-constraint", "teams", "ck_teams_seats"),
    _one("check operator", "seats <= 500", "seats < 500", "check-constraint", "teams", "ck_teams_seats"),
    _one("check OR for AND", "seats > 0 AND", "seats > 0 OR", "check-constraint", "teams", "ck_teams_seats"),
    _one("check precedence", '"unit price" * amount <', '"unit price" * (amount + 1) <',
         "check-constraint", "Order Items", "ck_items_sum"),
    _one("check value lost", _PLAN, "CHECK (plan IN ('free', 'pro'))", "check-constraint", "teams", "ck_teams_plan"),
    _one("check value otherwise", _PLAN, "CHECK (plan IN ('free', 'pro', 'Company'))",
         "check-constraint", "teams", "ck_teams_plan"),
    _one("check values in another order", _PLAN, "CHECK (plan IN ('pro', 'free', 'company'))",
         "check-constraint", "teams", "ck_teams_plan", note=True),
    _one("check twice", "    CONSTRAINT ck_teams_seats", "    CHECK (seats > 0 AND seats <= 500),\n    CONSTRAINT ck_teams_seats",
         "check-constraint", "teams", "CHECK (seats > 0 AND seats <= 500)"),
    _one("check added", "rank INTEGER", "rank INTEGER CHECK (rank > 0)", "check-constraint", "roles", "CHECK (rank > 0)"),
    _one("check's name", "ck_items_sum", "ck_sum", "constraint-name", "Order Items", "ck_items_sum"),
    # foreign keys
    _one("foreign key lost", f",\n    CONSTRAINT fk_users_team_id_teams {_FK_USERS}", "",
         "foreign-key", "users", "fk_users_team_id_teams"),
    _one("foreign key added", "rank INTEGER", "rank INTEGER REFERENCES teams", "foreign-key", "roles", "(rank)"),
    _one("ON DELETE lost", "ON DELETE SET NULL", "", "foreign-key", "teams", "fk_teams_parent_id_teams"),
    _one("ON DELETE other", "ON DELETE SET NULL", "ON DELETE CASCADE",
         "foreign-key", "teams", "fk_teams_parent_id_teams"),
    _one("ON DELETE RESTRICT", "ON DELETE SET NULL", "ON DELETE RESTRICT",
         "foreign-key", "teams", "fk_teams_parent_id_teams"),
    _one("ON UPDATE lost", " ON UPDATE CASCADE", "", "foreign-key", "Order Items", "fk_items_orders"),
    _one("deferral lost", " DEFERRABLE INITIALLY DEFERRED", "", "foreign-key", "users", "fk_users_team_id_teams"),
    _one("deferral immediate", "INITIALLY DEFERRED", "INITIALLY IMMEDIATE",
         "foreign-key", "users", "fk_users_team_id_teams"),
    _one("MATCH", f"{_FK_ITEMS}", f"{_FK_ITEMS} MATCH FULL", "foreign-key", "Order Items", "fk_items_orders"),
    _one("other target", _FK_TEAMS, _FK_TEAMS.replace("teams", "users"),
         "foreign-key", "teams", "fk_teams_parent_id_teams"),
    _one("other target column", _FK_TEAMS, _FK_TEAMS.replace("(id)", "(seats)"),
         "foreign-key", "teams", "fk_teams_parent_id_teams"),
    _one("other column", _FK_TEAMS, _FK_TEAMS.replace("parent_id", "seats"),
         "foreign-key", "teams", "fk_teams_parent_id_teams"),
    _one("foreign key of fewer columns", _FK_ITEMS, _FK_ITEMS.replace(", kind", ""),
         "foreign-key", "Order Items", "fk_items_orders"),
    _one("foreign key's name", "fk_items_orders", "fk_orders", "constraint-name", "Order Items", "fk_items_orders"),
    _one("foreign key without its name", "CONSTRAINT fk_items_orders ", "",
         "constraint-name", "Order Items", "fk_items_orders", note=True),
    _one("foreign key with PostgreSQL's name", "fk_users_team_id_teams", "users_team_id_fkey",
         "constraint-name", "users", "fk_users_team_id_teams", note=True),
    # indexes
    _one("index lost", "CREATE INDEX ix_users_team_id_born ON users (team_id, born);\n", "",
         "index", "users", "ix_users_team_id_born"),
    _one("index added", "", "CREATE INDEX ix_roles_rank ON roles (rank);", "index", "roles", "ix_roles_rank"),
    Mutation("index renamed", "ix_users_team_id_born", "ix_born",
             (("index", "users", "ix_born"), ("index", "users", "ix_users_team_id_born"))),
    _one("index uniqueness lost", "UNIQUE INDEX ix_users_email", "INDEX ix_users_email", "index", "users", "ix_users_email"),
    _one("index uniqueness added", "INDEX ix_users_active", "UNIQUE INDEX ix_users_active",
         "index", "users", "ix_users_active"),
    _one("index column order", "users (team_id, born)", "users (born, team_id)", "index", "users", "ix_users_team_id_born"),
    _one("index column lost", "users (team_id, born)", "users (team_id)", "index", "users", "ix_users_team_id_born"),
    _one("index DESC lost", "first DESC", "first", "index", "users", "ix_users_lower_last"),
    _one("index DESC added", "users (team_id, born)", "users (team_id, born DESC)",
         "index", "users", "ix_users_team_id_born"),
    _one("index expression", "lower(last)", "upper(last)", "index", "users", "ix_users_lower_last"),
    _one("index expression as a column", "lower(last)", "last", "index", "users", "ix_users_lower_last"),
    _one("index WHERE lost", "users (email) WHERE active = 1", "users (email)", "index", "users", "ix_users_active"),
    _one("index WHERE otherwise", "users (email) WHERE active = 1", "users (email) WHERE active = 0",
         "index", "users", "ix_users_active"),
    _one("index collation lost", "first COLLATE NOCASE", "first", "index", "users", "ix_users_first"),
    _one("index collation other", "first COLLATE NOCASE", "first COLLATE RTRIM", "index", "users", "ix_users_first"),
    # views, triggers
    _one("view lost", _VIEW, "", "view", None, "active_users"),
    _one("view otherwise", "FROM users WHERE active = 1", "FROM users WHERE active = 0", "view", None, "active_users"),
    _one("view column lost", "SELECT id, email FROM", "SELECT id FROM", "view", None, "active_users"),
    _one("view added", "", "CREATE VIEW ranks AS SELECT rank FROM roles;", "view", None, "ranks"),
    _one("trigger lost", _TRIGGER, "", "trigger", "orders", "orders_note"),
    _one("trigger timing", "AFTER UPDATE OF total", "BEFORE UPDATE OF total", "trigger", "orders", "orders_note"),
    _one("trigger event", "AFTER UPDATE OF total", "AFTER INSERT", "trigger", "orders", "orders_note"),
    _one("trigger columns", "UPDATE OF total", "UPDATE", "trigger", "orders", "orders_note"),
    _one("trigger condition", "new.total > 1000", "new.total > 100", "trigger", "orders", "orders_note"),
    _one("trigger body", "note = 'large'", "note = 'Large'", "trigger", "orders", "orders_note"),
    # rows
    _one("rows lost", _ROWS, "", "rows", "roles"),
    _one("row lost", ", (2, 'guest', NULL)", "", "rows", "roles"),
    _one("row changed", "'admin', 10", "'admin', 11", "rows", "roles"),
    _one("empty string for NULL", "'guest', NULL", "'guest', ''", "rows", "roles"),
    _one("row added", "", "INSERT INTO teams (name) VALUES ('ours');", "rows", "teams"),
    _one("counter ahead", "", "INSERT INTO orders (kind) VALUES ('a'); DELETE FROM orders;",
         "sequence-position", "orders", note=True),
    # what no aspect holds
    _one("named NOT NULL", "name VARCHAR(30) NOT NULL", "name VARCHAR(30) CONSTRAINT nn NOT NULL",
         "stored-ddl", "roles", note=True),
    _one("ON CONFLICT of a check", "* amount < 1000000)", "* amount < 1000000) ON CONFLICT IGNORE",
         "stored-ddl", "Order Items", note=True),
)  # fmt: skip
"""Each with all the differences it makes."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One change that means nothing."""

    name: str
    old: str
    new: str

    @property
    def script(self) -> str:
        """The shop spelled otherwise."""
        return changed(self.old, self.new)


SPELLINGS = (
    Spelling("quoted table", "CREATE TABLE teams", 'CREATE TABLE "teams"'),
    Spelling("table in brackets", "CREATE TABLE roles", "CREATE TABLE [roles]"),
    Spelling("table in backquotes", "CREATE TABLE metrics", "CREATE TABLE `metrics`"),
    Spelling("table in apostrophes", "CREATE TABLE orders", "CREATE TABLE 'orders'"),
    Spelling("quoted column", "    bio TEXT", '    "bio" TEXT'),
    Spelling("column in apostrophes", "    bio TEXT", "    'bio' TEXT"),
    Spelling("IF NOT EXISTS", "CREATE TABLE teams", "CREATE TABLE IF NOT EXISTS teams"),
    Spelling("lower case type", "email VARCHAR(320)", "email varchar(320)"),
    Spelling("blanks in a type", "NUMERIC(10, 2)", "numeric ( 10,2 )"),
    Spelling("lower case keywords", "bio TEXT,\n    settings JSON DEFAULT", "bio text,\n    settings json default"),
    Spelling("comment", "    bio TEXT,", "    bio TEXT, -- about them, in (their) words\n    /* 'x' */"),
    Spelling("white space", "kind VARCHAR(10) NOT NULL,\n    total", "kind   VARCHAR(10)\n\tNOT\nNULL,\n    total"),
    Spelling("INT for INTEGER", "rank INTEGER", "rank INT"),
    Spelling("CHARACTER VARYING", "note VARCHAR(200)", "note CHARACTER VARYING(200)"),
    Spelling("BOOL", "active BOOLEAN", "active BOOL"),
    Spelling("DECIMAL", "balance NUMERIC(10, 2)", "balance DECIMAL(10,2)"),
    Spelling("NULL said", "    bio TEXT", "    bio TEXT NULL"),
    Spelling("DEFAULT NULL said", "    bio TEXT", "    bio TEXT DEFAULT NULL"),
    Spelling("number for a string", "seats INTEGER DEFAULT '5'", "seats INTEGER DEFAULT 5"),
    Spelling("default in parentheses", "seats INTEGER DEFAULT '5'", "seats INTEGER DEFAULT (5)"),
    Spelling("signed default", "seats INTEGER DEFAULT '5'", "seats INTEGER DEFAULT +5"),
    Spelling("real for an integer", "seats INTEGER DEFAULT '5'", "seats INTEGER DEFAULT 5.0"),
    Spelling("default real", "value REAL DEFAULT '0.5'", "value REAL DEFAULT .50"),
    Spelling("default numeric", "DEFAULT '0' NOT NULL,\n    active", "DEFAULT 0.0 NOT NULL,\n    active"),
    Spelling("default TRUE", "active BOOLEAN DEFAULT 1", "active BOOLEAN DEFAULT TRUE"),
    Spelling("default boolean as a string", "active BOOLEAN DEFAULT 1", "active BOOLEAN DEFAULT '1'"),
    Spelling("default now in parentheses", "DEFAULT CURRENT_TIMESTAMP", "DEFAULT (current_timestamp)"),
    Spelling("default in double quotes", "DEFAULT 'free'", 'DEFAULT "free"'),
    Spelling("default as a bare word", "DEFAULT 'free'", "DEFAULT free"),
    Spelling("default before NOT NULL", "amount SMALLINT DEFAULT 1 NOT NULL", "amount SMALLINT NOT NULL DEFAULT 1"),
    Spelling("collation's case", 'COLLATE "NOCASE" NOT NULL', "NOT NULL COLLATE nocase"),
    Spelling("collation said", "    bio TEXT", "    bio TEXT COLLATE BINARY"),
    Spelling("NOT NULL ON CONFLICT ABORT", "name VARCHAR(30) NOT NULL", "name VARCHAR(30) NOT NULL ON CONFLICT ABORT"),
    Spelling("AS alone", "GENERATED ALWAYS AS (first", "AS (first"),
    Spelling("VIRTUAL unsaid", ") VIRTUAL", ")"),
    Spelling("parentheses in a computed column", "(first || ' ' || last)", "((first || ' ') || last)"),
    Spelling("primary key of a column", "day TEXT NOT NULL,\n    value REAL DEFAULT '0.5' NOT NULL,\n    PRIMARY KEY (day)",
             "day TEXT PRIMARY KEY NOT NULL,\n    value REAL DEFAULT '0.5' NOT NULL"),
    Spelling("NOT NULL of an alias of the rowid unsaid", "id INTEGER NOT NULL PRIMARY KEY", "id INTEGER PRIMARY KEY"),
    Spelling("NOT NULL of a key WITHOUT ROWID unsaid", "line INTEGER NOT NULL", "line INTEGER"),
    Spelling("unique of a column", "code VARCHAR(12),\n    UNIQUE (id, kind),\n    UNIQUE (code) ON CONFLICT IGNORE",
             "code VARCHAR(12) UNIQUE ON CONFLICT IGNORE,\n    UNIQUE (id, kind)"),
    Spelling("unique ASC", "UNIQUE (id, kind)", "UNIQUE (id ASC, kind)"),
    Spelling("check of the table", "FLOAT CHECK (total >= 0),\n    note VARCHAR(200),\n    code VARCHAR(12),",
                  "FLOAT,\n    note VARCHAR(200),\n    code VARCHAR(12),\n    CHECK (total >= 0),"),
    Spelling("parentheses in a check", "seats > 0 AND seats <= 500", "((seats > 0) and (seats <= 500))"),
    Spelling("quotes in a check", "seats > 0 AND seats <= 500", '"seats">0 AND [seats]<=500'),
    Spelling("table's name in a check", "seats > 0 AND seats <= 500", "teams.seats > 0 AND seats <= 500"),
    Spelling("blanks in a check", _PLAN, "CHECK(plan in('free','pro','company'))"),
    Spelling("double quotes for strings in a check", _PLAN, """CHECK (plan IN ("free", 'pro', 'company'))"""),
    Spelling("constraints in another order",
             "    CONSTRAINT pk_teams PRIMARY KEY (id),\n    CONSTRAINT ck_teams_seats CHECK (seats > 0 AND seats <= 500),\n",
             "    CONSTRAINT ck_teams_seats CHECK (seats > 0 AND seats <= 500),\n    CONSTRAINT pk_teams PRIMARY KEY (id),\n"),
    Spelling("foreign key without target columns", _FK_TEAMS, _FK_TEAMS.replace(" (id)", "")),
    Spelling("foreign key of a column", f"    born DATE,\n    CONSTRAINT pk_users PRIMARY KEY (id),\n    CONSTRAINT fk_users_team_id_teams {_FK_USERS}\n",
             f"    born DATE,\n    CONSTRAINT pk_users PRIMARY KEY (id),\n    CONSTRAINT fk_users_team_id_teams {_FK_USERS.replace('DEFERRABLE', 'ON UPDATE NO ACTION DEFERRABLE')}\n"),
    Spelling("actions in another order", "ON DELETE CASCADE ON UPDATE CASCADE", "ON UPDATE CASCADE ON DELETE CASCADE"),
    Spelling("pairs in another order", '("order", kind) REFERENCES orders (id, kind)',
             '(kind, "order") REFERENCES orders (kind, id)'),
    Spelling("MATCH SIMPLE said", _FK_TEAMS, _FK_TEAMS + " MATCH SIMPLE NOT DEFERRABLE"),
    Spelling("index ASC", "users (team_id, born)", "users (team_id ASC, born)"),
    Spelling("quotes in an index", "users (lower(last), first DESC)", '"users" (LOWER("last"), "first" desc)'),
    Spelling("index IF NOT EXISTS", "CREATE INDEX ix_users_active", "CREATE INDEX IF NOT EXISTS ix_users_active"),
    Spelling("index condition in parentheses", "users (email) WHERE active = 1", 'users (email) where ("active" == 1)'),
    Spelling("view's quotes and case", "AS SELECT id, email FROM users WHERE active = 1",
             'as\nselect "id", email from "users" where active = 1'),
    Spelling("FOR EACH ROW said", "ON orders WHEN new.total", "ON orders FOR EACH ROW WHEN new.total"),
    Spelling("trigger's quotes and case", "UPDATE orders SET note", 'update "orders" set note'),
    Spelling("rows in another order", "(1, 'admin', 10), (2, 'guest', NULL)", "(2, 'guest', NULL), (1, 'admin', 10)"),
)  # fmt: skip
"""None makes a difference."""
