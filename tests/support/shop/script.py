"""The shop as one SQL script; the mutation suite changes it in one place at a time."""

# ruff: noqa: E501  (as SQLAlchemy writes it)

from __future__ import annotations

SHOP = """
CREATE TABLE teams (
    id INTEGER NOT NULL,
    name VARCHAR(80) COLLATE "NOCASE" NOT NULL,
    plan VARCHAR(7) DEFAULT 'free',
    seats INTEGER DEFAULT '5' NOT NULL,
    parent_id INTEGER,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_teams PRIMARY KEY (id),
    CONSTRAINT ck_teams_seats CHECK (seats > 0 AND seats <= 500),
    CONSTRAINT uq_teams_name UNIQUE (name),
    CONSTRAINT fk_teams_parent_id_teams FOREIGN KEY(parent_id) REFERENCES teams (id) ON DELETE SET NULL,
    CONSTRAINT ck_teams_plan CHECK (plan IN ('free', 'pro', 'company'))
);
CREATE TABLE users (
    id INTEGER NOT NULL,
    email VARCHAR(320) NOT NULL,
    first VARCHAR(40),
    last VARCHAR(40),
    full_name VARCHAR(81) GENERATED ALWAYS AS (first || ' ' || last) STORED,
    initials VARCHAR(2) GENERATED ALWAYS AS (substr(first, 1, 1) || substr(last, 1, 1)) VIRTUAL,
    balance NUMERIC(10, 2) DEFAULT '0' NOT NULL,
    active BOOLEAN DEFAULT 1 NOT NULL,
    bio TEXT,
    settings JSON DEFAULT '{}',
    team_id INTEGER,
    born DATE,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT fk_users_team_id_teams FOREIGN KEY(team_id) REFERENCES teams (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX ix_users_email ON users (email);
CREATE INDEX ix_users_team_id_born ON users (team_id, born);
CREATE INDEX ix_users_lower_last ON users (lower(last), first DESC);
CREATE INDEX ix_users_active ON users (email) WHERE active = 1;
CREATE INDEX ix_users_first ON users (first COLLATE NOCASE);
CREATE TABLE orders (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind VARCHAR(10) NOT NULL,
    total FLOAT CHECK (total >= 0),
    note VARCHAR(200),
    code VARCHAR(12),
    UNIQUE (id, kind),
    UNIQUE (code) ON CONFLICT IGNORE
);
CREATE TABLE "Order Items" (
    "order" INTEGER NOT NULL,
    line INTEGER NOT NULL,
    kind VARCHAR(10) NOT NULL,
    "unit price" NUMERIC(8, 2) NOT NULL,
    amount SMALLINT DEFAULT 1 NOT NULL,
    PRIMARY KEY ("order", line),
    CONSTRAINT fk_items_orders FOREIGN KEY("order", kind) REFERENCES orders (id, kind) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_items_sum CHECK ("unit price" * amount < 1000000)
) WITHOUT ROWID;
CREATE TABLE metrics (
    day TEXT NOT NULL,
    value REAL DEFAULT '0.5' NOT NULL,
    PRIMARY KEY (day)
) STRICT;
CREATE TABLE roles (
    id BIGINT NOT NULL,
    name VARCHAR(30) NOT NULL,
    rank INTEGER,
    PRIMARY KEY (id)
);
CREATE VIEW active_users AS SELECT id, email FROM users WHERE active = 1;
CREATE TRIGGER orders_note AFTER UPDATE OF total ON orders WHEN new.total > 1000
    BEGIN UPDATE orders SET note = 'large' WHERE id = new.id; END;
INSERT INTO roles (id, name, rank) VALUES (1, 'admin', 10), (2, 'guest', NULL);
"""


def changed(old: str, new: str, script: str = SHOP) -> str:
    """Return the script with the one place that says `old` saying `new`. Raises ValueError if there is not one."""
    if script.count(old) != 1:
        raise ValueError(f"{script.count(old)} places say {old!r}")
    return script.replace(old, new)
