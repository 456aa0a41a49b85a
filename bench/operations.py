"""`migralint check` beside its peers on operations of which each is written in a dangerous and in a safe form.

    python bench/operations.py [--detail]

Needs the package index on the first run. Prints markdown; `--detail` adds a line for each operation.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from environments import WORK, environment, migralint
from operation_cases import POSTGRESQL, Case
from operation_cases_other import OTHER

PEERS = (
    *("alembic-guard==0.1.1", "lockcheck==0.1.0", "zdm==0.9.1", "oneport-migrate==0.3.0"),
    *("alembic-migration-linter==0.1.4", "migrationiq==0.1.0", "squawk-cli==2.70.0", "alembic==1.20.1"),
)
_STYLE = (
    "prefer-robust-stmts,require-timeout-settings,prefer-text-field,prefer-bigint-over-int,prefer-identity,"
    "prefer-timestamp-tz,require-enum-value-ordering"
)
"""What squawk says of style, and of nearly every file; it is asked for the rest."""
_HEADER = '''"""{name}"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
{imports}
revision = "{revision}"
down_revision = {parent}


def upgrade():
{upgrade}


def downgrade():
{downgrade}
'''
_ENV = """from alembic import context

context.configure(url=context.config.get_main_option("sqlalchemy.url"), literal_binds=True)
with context.begin_transaction():
    context.run_migrations()
"""
_MODELS = """import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "invoices"
    id = sa.Column(sa.Integer, primary_key=True)
    note = sa.Column(sa.Text)
"""
_RENDER = """
import contextlib, io, sys
from alembic import command
from alembic.config import Config

for one in sys.argv[1:]:
    buffer = io.StringIO()
    config = Config("alembic.ini", output_buffer=buffer)
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            command.upgrade(config, f"{one[:-1]}0:{one}", sql=True)
    except Exception:
        continue
    with open(f"sql/{one}.sql", "w") as file:
        file.write(buffer.getvalue())
"""
Found = dict[str, set[str]]
"""The ids of revisions that a tool flags, each with what it says."""


def write_project(folder: Path, cases: Iterable[tuple[int, Case]], dialects: tuple[str, ...]) -> list[str]:
    """Write both forms of all cases as revisions of one directory; the ids of those that are judged."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "alembic" / "versions").mkdir(parents=True)
    (folder / "shop").mkdir()
    (folder / "sql").mkdir()
    (folder / "shop" / "__init__.py").touch()
    (folder / "shop" / "models.py").write_text(_MODELS)
    ini = "[alembic]\nscript_location = %(here)s/alembic\nprepend_sys_path = .\nsqlalchemy.url = {}://u@localhost/x\n"
    (folder / "alembic.ini").write_text(ini.format(dialects[0]))
    (folder / "alembic" / "env.py").write_text(_ENV)
    (folder / "migralint.toml").write_text(f"dialect = {json.dumps(dialects)}\n")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    judged = []
    for number, case in cases:
        for form in "ds":
            dangerous = form == "d"
            before = case.before if dangerous or case.safe_before is None else case.safe_before
            upgrade, back = (case.dangerous, case.dangerous_back) if dangerous else (case.safe, case.safe_back)
            name = f"c{number:03}{form}"
            judged.append(f"{name}1")
            _write(folder, f"{name}0", None, before, "pass", case.name, "")
            _write(folder, f"{name}1", f"{name}0", upgrade, back, case.name, case.imports if dangerous else "")
    return judged


def _write(folder: Path, name: str, parent: str | None, upgrade: str, downgrade: str, title: str, imports: str) -> None:
    text = _HEADER.format(
        name=title,
        imports=imports,
        revision=name,
        parent=json.dumps(parent).replace("null", "None"),
        upgrade=_indented(upgrade),
        downgrade=_indented(downgrade),
    )
    (folder / "alembic" / "versions" / f"{name}_x.py").write_text(text)


def _indented(body: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in body.strip().split("\n"))


def run(command: list[str | Path], folder: Path) -> str:
    """What a tool prints, whatever it ends with."""
    environ = {**os.environ, "COLUMNS": "250", "NO_COLOR": "1", "TERM": "dumb"}
    done = subprocess.run(
        [str(one) for one in command],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return done.stdout + done.stderr


_NAME = re.compile(r"(c\d{3}[ds][01])_x\.py")


def _by_headings(text: str, said: str) -> Found:
    """Findings that stand below the name of their file."""
    found: Found = {}
    current = ""
    for line in text.split("\n"):
        name = _NAME.search(line)
        current = name.group(1) if name is not None else current
        what = re.search(said, line)
        if what is not None and current:
            found.setdefault(current, set()).add(what.group(1))
    return found


def _of_json(items: Iterable[tuple[str, str]]) -> Found:
    found: Found = {}
    for path, what in items:
        name = _NAME.search(path)
        if name is not None:
            found.setdefault(name.group(1), set()).add(what)
    return found


def tools(own: Path, peers: Path, dialect: str, judged: list[str]) -> dict[str, Callable[[Path], Found]]:
    """Every tool with how it is run and read."""

    def ours(folder: Path) -> Found:
        text = run([own / "migralint", "check", "--no-cache", "--format", "json"], folder)
        document = json.loads(text[text.index("{") :])
        return _of_json(
            (one["path"] or "", one["code"]) for one in document["findings"] if one["code"].startswith("ML3")
        )

    def guard(folder: Path) -> Found:
        text = run([peers / "alembic-guard", "--format", "json", "alembic/versions"], folder)
        return _of_json((one["path"], one["rule"]) for one in json.loads(text[text.index("[") :]))

    def lockcheck(folder: Path) -> Found:
        return _by_headings(run([peers / "lockcheck", "alembic/versions"], folder), r"\b(LC\d+)\b")

    def zdm(folder: Path) -> Found:
        found: Found = {}
        rule = ""
        for line in run([peers / "zdm", "."], folder).split("\n"):
            said = re.search(r"\[(R\d+)", line)
            rule = said.group(1) if said is not None else rule
            name = _NAME.search(line)
            if name is not None:
                found.setdefault(name.group(1), set()).add(rule)
        return found

    def oneport(folder: Path) -> Found:
        kind = {"postgresql": "postgres"}.get(dialect, dialect)
        command = [
            peers / "oneport-migrate",
            "check",
            "alembic/versions",
            "--all",
            "--no-llm",
            "--db",
            kind,
            "-f",
            "json",
        ]
        text = run(command, folder)
        items = json.loads(text[text.index("{") :])["findings"]
        return _of_json((one["location"]["file"], one["rule_id"]) for one in items)

    def alembic_lint(folder: Path) -> Found:
        found: Found = {}
        broken: list[str | Path] = []  # it ends at the first revision that cannot be executed
        while True:
            text = run([peers / "alembic-lint", "-d", dialect, "--no-cache", *broken], folder)
            for name, codes in re.findall(r"^\((\w+)\)\.\.\. \w+\n((?:\t\w+.*\n)*)", text, re.MULTILINE):
                if codes:
                    found[name] = set(codes.split())
            ends = re.findall(r"versions/(c\d{3}[ds][01])_x\.py", text) if "Traceback" in text else []
            if not ends or ends[-1] in broken:
                return found
            broken += ["--ignore-revision", ends[-1]]

    def migrationiq(folder: Path) -> Found:
        return _by_headings(
            run([peers / "migrationiq", "lint", "-d", ".", "-f", "alembic"], folder), r"● \w+\s+(?!Migration graph)(.*)"
        )

    def squawk(folder: Path) -> Found:
        run([peers / "python", "-c", _RENDER, *judged], folder)
        found: Found = {}
        for path in sorted((folder / "sql").glob("*.sql")):
            text = run([peers / "squawk", "--reporter", "gcc", "-e", _STYLE, path.name], folder / "sql")
            rules = set(re.findall(r"(?:warning|error): ([\w-]+)", text))
            if rules:
                found[path.stem] = rules
        return found

    every = {
        "migralint": ours,
        "alembic-guard": guard,
        "lockcheck": lockcheck,
        "zdm": zdm,
        "oneport-migrate": oneport,
        "alembic-migration-linter": alembic_lint,
        "migrationiq": migrationiq,
        "squawk (of `alembic upgrade --sql`)": squawk,
    }
    if dialect != "postgresql":
        del every["squawk (of `alembic upgrade --sql`)"]
    return every


def main() -> None:
    """Run all tools and print."""
    own, peers = migralint(), environment("operation-peers", *PEERS)
    groups: dict[tuple[str, ...], list[tuple[int, Case]]] = {}
    for number, case in enumerate((*POSTGRESQL, *OTHER)):
        groups.setdefault(case.dialects, []).append((number, case))
    dangerous: dict[str, dict[str, int]] = {}
    rows: dict[int, dict[str, str]] = {}
    for dialects, cases in groups.items():
        folder = WORK / "operations" / "-".join(dialects)
        judged = write_project(folder, cases, dialects)
        for tool, check in tools(own, peers, dialects[0], judged).items():
            found = check(folder)
            for number, _ in cases:
                for form in "ds":
                    codes = found.get(f"c{number:03}{form}1", set())
                    if codes:
                        place = dangerous.setdefault(tool, {})
                        key = f"{'-'.join(dialects)} {form}"
                        place[key] = place.get(key, 0) + 1
                        rows.setdefault(number, {})[f"{tool} {form}"] = ", ".join(sorted(codes))
    _print_table(groups, dangerous)
    if "--detail" in sys.argv:
        _print_detail(rows)


def _print_table(groups: dict[tuple[str, ...], list[tuple[int, Case]]], counts: dict[str, dict[str, int]]) -> None:
    names = ["-".join(one) for one in groups]
    sizes = [len(cases) for cases in groups.values()]
    titles = " | ".join(
        f"{name.replace('-', ' and ')}: found of {size} / safe flagged" for name, size in zip(names, sizes, strict=True)
    )
    print(f"{sum(sizes)} operations, each in two forms; {', '.join(PEERS[:-1])}\n")
    print(f"| | {titles} |")
    print("|---|" + "---|" * len(names))
    for tool, found in counts.items():
        cells = [f"{found.get(f'{name} d', 0)} / {found.get(f'{name} s', 0)}" for name in names]
        if tool.startswith("squawk"):
            cells[1:] = ["–" for _ in cells[1:]]
        print(f"| {tool} | {' | '.join(cells)} |")


def _print_detail(rows: dict[int, dict[str, str]]) -> None:
    for number, case in enumerate((*POSTGRESQL, *OTHER)):
        said = rows.get(number, {})
        print(f"\n{case.dialects[0]}: {case.name}")
        for form, word in (("d", "dangerous"), ("s", "safe")):
            flagged = [f"{key[:-2]} ({codes})" for key, codes in said.items() if key.endswith(f" {form}")]
            print(f"  {word}: {'; '.join(flagged) or '–'}")


if __name__ == "__main__":
    main()
