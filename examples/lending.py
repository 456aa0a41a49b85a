"""Writes the project of the tutorial: a tool library's database, six years and 400 revisions old.

    python examples/lending.py FOLDER

Models, 400 revisions with forks and merges, and three SQLite databases as `alembic upgrade` leaves them: production.db at
the 361st revision, staging.db at the head, and laptop.db, which nobody remembers, at the 120th. Every run writes the same.
"""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

REVISIONS, PRODUCTION, LAPTOP = 400, 361, 120
FORKS = {27, 58, 83, 111, 139, 168, 204, 236, 271, 299, 324, 349, 372, 388}
"""Revisions that two people built on at once; the third one after each merges them."""

TABLES = (
    "branch member category tool loan reservation supplier purchase purchase_line repair repair_part fine payment "
    "invoice currency membership membership_plan address shelf stocktake stocktake_line damage_report photo manual "
    "review workshop workshop_place trainer certificate keyring opening_hours holiday staff shift notice message "
    "subscription voucher donation audit_entry"
).split()
PARENTS = {
    "member": "branch", "tool": "category", "loan": "tool", "reservation": "tool", "purchase": "supplier",
    "purchase_line": "purchase", "repair": "tool", "repair_part": "repair", "fine": "loan", "payment": "member",
    "invoice": "member", "membership": "member", "address": "member", "shelf": "branch", "stocktake": "branch",
    "stocktake_line": "stocktake", "damage_report": "loan", "photo": "tool", "manual": "tool", "review": "tool",
    "workshop": "branch", "workshop_place": "workshop", "certificate": "member", "opening_hours": "branch",
    "shift": "staff", "message": "member", "subscription": "member",
}  # fmt: skip
COLUMNS = {
    "due_on": "Date", "starts_on": "Date", "ends_on": "Date", "closed_at": "DateTime", "changed_at": "DateTime",
    "note": "Text", "email": "String(200)", "phone": "String(40)", "code": "String(20)", "colour": "String(30)",
    "locale": "String(10)", "reference": "String(60)", "amount": "Numeric(10, 2)", "weight": "Integer",
    "position": "Integer", "quantity": "Integer", "is_active": "Boolean", "is_public": "Boolean", "rating": "Integer",
}  # fmt: skip
PYTHON = {"Date": "date", "DateTime": "datetime", "Text": "str", "String": "str", "Numeric": "Decimal",
          "Integer": "int", "Boolean": "bool"}  # fmt: skip

INI = """\
[alembic]
script_location = %(here)s/migrations
prepend_sys_path = .
path_separator = os
sqlalchemy.url = sqlite:///production.db
"""
PYPROJECT = """\
[project]
name = "lending"
version = "6.3.0"
dependencies = ["alembic", "sqlalchemy"]

[tool.migralint]
dialect = "sqlite"
"""
ENV = """\
import os

from alembic import context
from sqlalchemy import create_engine, pool

from lending.models import Base

url = os.environ.get("DATABASE_URL") or context.config.get_main_option("sqlalchemy.url")
with create_engine(url, poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
"""
MODELS = '''\
"""The models of the tool library."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, Date, DateTime, ForeignKey, Integer, Numeric, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass
'''
REVISION = '''\
"""{message}

Revision ID: {id}
Revises: {revises}
Create Date: {date}

"""
from alembic import op
import sqlalchemy as sa

revision = {id!r}
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade():
    {upgrade}


def downgrade():
    {downgrade}
'''


@dataclass
class Step:
    """What one revision does."""

    message: str
    upgrade: str
    downgrade: str


@dataclass
class Library:
    """The schema as it grows."""

    chance: random.Random
    tables: dict[str, list[str]] = field(default_factory=dict)
    indexed: set[tuple[str, str]] = field(default_factory=set)

    def steps(self) -> Iterator[Step]:
        """One change after the other, without end."""
        waiting = list(TABLES)
        for number in range(10**6):
            if waiting and (number % 9 == 0 or len(self.tables) < 5):
                yield self.create(waiting.pop(0))
            elif number % 41 == 40:
                yield self.backfill()
            elif number % 7 == 6:
                yield self.index()
            else:
                yield self.add_column()

    def create(self, table: str) -> Step:
        """A table, with the rows that come with some."""
        self.tables[table] = []
        lines = ['sa.Column("id", sa.Integer, primary_key=True),', 'sa.Column("name", sa.String(100), nullable=False),']
        parent = PARENTS.get(table)
        if parent:
            lines.append(f'sa.Column("{parent}_id", sa.Integer, sa.ForeignKey("{parent}.id")),')
        inner = "\n        ".join(lines)
        upgrade = f'op.create_table(\n        "{table}",\n        {inner}\n    )'
        if table == "currency":
            rows = "".join(f'            {{"id": {n}, "name": "{name}"}},\n' for n, name in enumerate(["EUR", "CHF"], 1))
            columns = 'sa.table("currency", sa.column("id", sa.Integer), sa.column("name", sa.String))'
            upgrade += f"\n    op.bulk_insert(\n        {columns},\n        [\n{rows}        ],\n    )"
        return Step(f"Create {table}", upgrade, f'op.drop_table("{table}")')

    def add_column(self) -> Step:
        """A column that the table does not have yet."""
        table = "loan" if "loan" in self.tables and not self.tables["loan"] else self.chance.choice(list(self.tables))
        free = [name for name in COLUMNS if name not in self.tables[table]]
        if not free:
            return self.add_column()
        column = free[0] if table == "loan" else self.chance.choice(free)
        self.tables[table].append(column)
        upgrade = f'op.add_column("{table}", sa.Column("{column}", sa.{COLUMNS[column]}))'
        return Step(f"Add {column} to {table}", upgrade, f'op.drop_column("{table}", "{column}")')

    def index(self) -> Step:
        """An index on a column that has none."""
        free = [(t, c) for t, columns in self.tables.items() for c in columns if (t, c) not in self.indexed]
        table, column = ("loan", "due_on") if ("loan", "due_on") in free else self.chance.choice(free)
        self.indexed.add((table, column))
        name = f"ix_{table}_{column}"
        return Step(
            f"Index {column} of {table}",
            f'op.create_index("{name}", "{table}", ["{column}"])',
            f'op.drop_index("{name}", table_name="{table}")',
        )

    def backfill(self) -> Step:
        """A change of data."""
        table = self.chance.choice(list(self.tables))
        return Step(f"Trim names of {table}", f'op.execute("UPDATE {table} SET name = trim(name)")', "pass")

    def models(self) -> str:
        """The models that the project has today: someone forgot the index on loan.due_on."""
        return MODELS + "".join(self.model(table) for table in self.tables)

    def model(self, table: str) -> str:
        """One class."""
        title = "".join(word.title() for word in table.split("_"))
        lines = [f'    __tablename__ = "{table}"\n', "    id: Mapped[int] = mapped_column(Integer, primary_key=True)"]
        lines.append("    name: Mapped[str] = mapped_column(String(100))")
        parent = PARENTS.get(table)
        if parent:
            lines.append(f'    {parent}_id: Mapped[int | None] = mapped_column(ForeignKey("{parent}.id"))')
        for column in self.tables[table]:
            kind = COLUMNS[column]
            known = (table, column) in self.indexed and (table, column) != ("loan", "due_on")
            index = ", index=True" if known else ""
            python = PYTHON[kind.partition("(")[0]]
            lines.append(f"    {column}: Mapped[{python} | None] = mapped_column({kind}{index})")
        return f"\n\nclass {title}(Base):\n" + "\n".join(lines) + "\n"


def identity(number: int) -> str:
    """The id of a revision, by its place."""
    return hashlib.sha256(f"lending {number}".encode()).hexdigest()[:12]


def parents(number: int) -> tuple[int, ...]:
    """On which revisions one builds."""
    if number - 2 in FORKS:
        return (number - 2,)
    if number - 3 in FORKS:
        return (number - 2, number - 1)
    return (number - 1,) if number > 1 else ()


def write(folder: Path) -> None:
    """Write the project into a folder that must not exist."""
    versions = folder / "migrations/versions"
    versions.mkdir(parents=True)
    (folder / "lending").mkdir()
    library = Library(random.Random(7))
    steps = library.steps()
    date = datetime(2020, 3, 2, 9, 14, 5)
    for number in range(1, REVISIONS + 1):
        merge = number - 3 in FORKS
        step = Step("Merge two heads", "pass", "pass") if merge else next(steps)
        down = tuple(identity(one) for one in parents(number))
        text = REVISION.format(
            message=step.message,
            id=identity(number),
            revises=", ".join(down),
            date=date,
            down=None if not down else down[0] if len(down) == 1 else down,
            upgrade=step.upgrade,
            downgrade=step.downgrade,
        )
        slug = step.message.lower().replace(" ", "_")
        (versions / f"{identity(number)}_{slug}.py").write_text(text, "utf-8")
        date += timedelta(hours=library.chance.randrange(60, 210))
    (folder / "alembic.ini").write_text(INI, "utf-8")
    (folder / "pyproject.toml").write_text(PYPROJECT, "utf-8")
    (folder / ".gitignore").write_text("*.db\n__pycache__/\n", "utf-8")
    (folder / "migrations/env.py").write_text(ENV, "utf-8")
    (folder / "lending/__init__.py").touch()
    (folder / "lending/models.py").write_text(library.models(), "utf-8")


def upgrade(folder: Path, name: str, number: int) -> None:
    """Make a database as Alembic leaves it at a revision."""
    command = [sys.executable, "-m", "alembic", "upgrade", identity(number)]
    subprocess.run(command, cwd=folder, env={"DATABASE_URL": f"sqlite:///{name}.db"}, check=True)


def main() -> None:
    """Write the project and its databases."""
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/lending.py FOLDER")
    folder = Path(sys.argv[1])
    if folder.exists():
        sys.exit(f"{folder} exists; name a folder that does not")
    write(folder)
    for name, number in {"production": PRODUCTION, "staging": REVISIONS, "laptop": LAPTOP}.items():
        upgrade(folder, name, number)
    print(f"{REVISIONS} revisions, and production.db, staging.db and laptop.db, in {folder}")


if __name__ == "__main__":
    main()
