"""Verification of whole projects: every layout of env.py, and every way to fail, explained."""

from __future__ import annotations

import shutil
import venv
from pathlib import Path

import pytest

from migralint.database.result import FailureKind, Status
from migralint.schema.compare import AllowEntry
from tests.support.verification import FIXTURES, alembic_of_projects, only_target, verified


@pytest.mark.parametrize(
    ("name", "heads"),
    [
        ("match", ("2b",)),
        ("async", ("1a",)),  # refuses offline; its driver is not installed
        ("flask", ("1a",)),  # its application is what `flask` itself would find
        ("package", ("1a",)),  # [tool.alembic] in pyproject.toml, sources in src/
        ("included", ("1a",)),  # include_name and include_object leave out a table, a column, an index
        ("tenants", ("2b",)),  # a loop over tenants; include_object leaves a table out
        ("schemas", ("1a",)),  # tables and version table in schemas
        ("changes_url", ("1a",)),
        ("connects_on_import", ("1a",)),
        ("wants_connection", ("1a",)),  # config.attributes["connection"]
        ("env_fails_late", ("1a",)),  # only what its module had bound is left
    ],
)
def test_layouts(name: str, heads: tuple[str, ...]) -> None:
    if name == "package" and alembic_of_projects() < (1, 16):
        pytest.skip("Alembic reads [tool.alembic] from 1.16 on")
    target = only_target(verified(name))
    assert target.failure is None
    assert (target.status, target.differences) == (Status.MATCH, ())
    assert target.heads == heads
    assert target.exact


def test_nothing_is_written_into_the_project(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "verify_multidb", folder)
    before = {path for path in folder.rglob("*") if "__pycache__" not in path.parts}
    verified(folder)
    assert {path for path in folder.rglob("*") if "__pycache__" not in path.parts} == before


def test_every_configure_of_a_multidb_project_is_a_target() -> None:
    verification = verified("multidb")
    assert [(target.name, target.status) for target in verification.targets] == [
        ("shop", Status.MATCH),
        ("stock", Status.DRIFT),
    ]
    assert verification.status is Status.DRIFT
    (found,) = verification.targets[1].differences
    assert (found.kind, found.table, found.object) == ("column-nullable", "part", "name")


def test_drift() -> None:
    (found,) = only_target(verified("drift")).differences
    assert (found.kind, found.models, found.migrations) == ("column-type", "VARCHAR(320)", "VARCHAR(255)")


def test_an_accepted_difference_is_no_drift_and_an_unused_entry_is_told() -> None:
    fits = AllowEntry("column-type", "widened by hand", table="customer")
    unused = AllowEntry("index", "there is none")
    verification = verified("drift", allow=(fits, unused))
    assert verification.status is Status.MATCH
    assert [entry for _, entry in only_target(verification).accepted] == [fits]
    assert verification.unused_allow == (unused,)


def test_models_that_env_py_does_not_import_are_named() -> None:
    assert only_target(verified("models_empty", imports=("customer",))).status is Status.MATCH
    missing = only_target(verified("models_empty", imports=("customers",))).failure
    assert missing is not None
    assert (missing.stage, missing.kind) == ("imports", FailureKind.MISSING_PACKAGE)
    broken = only_target(verified("models_empty", imports=("customer", "env_of_nobody.1"))).failure
    assert broken is not None
    assert broken.stage == "imports"


@pytest.mark.parametrize("metadata", ["customer:Base", "customer:Base.metadata"])
def test_metadata_is_named(metadata: str) -> None:
    assert only_target(verified("models_empty", metadata=metadata)).status is Status.MATCH


def test_what_is_named_may_be_a_call() -> None:
    failure = only_target(verified("models_empty", metadata="models:declarative_base()")).failure
    assert failure is not None
    assert failure.explanation.startswith("the target metadata has no table")


def test_tables_without_models_may_have_models_that_nothing_imports(tmp_path: Path) -> None:
    (tmp_path / "fewer.py").write_text(
        "from sqlalchemy import *\nmetadata = MetaData()\nTable('x', metadata, Column('a', Integer))\n"
    )
    (notice,) = verified("drift", metadata="fewer:metadata", sys_path=(str(tmp_path),)).notices
    assert notice.startswith("the migrations create tables that the models do not have (customer): if models")
    assert "--import package.module" in notice


def test_a_revision_that_builds_from_the_models_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "verify_drift", folder)
    (revision,) = (folder / "migrations/versions").glob("*.py")
    text = revision.read_text()
    revision.write_text(
        text[: text.index("def upgrade")] + "def upgrade():\n    from models import Base\n\n"
        "    Base.metadata.create_all(op.get_bind())\n    op.create_table('own', sa.Column('id', sa.Integer()))\n"
    )
    verification = verified(folder)
    assert [one.table for one in only_target(verification).differences] == ["own"]
    assert verification.notices[0] == (
        "revision 1a makes a table from today's models, so a match says little about databases that were "
        "built with earlier models"
    )


EMPTY, ABSENT, DRIVER = FailureKind.MODELS_EMPTY, FailureKind.MISSING_PACKAGE, FailureKind.MISSING_DRIVER
UNSUPPORTED, PROJECT = FailureKind.UNSUPPORTED_SQL, FailureKind.PROJECT_ERROR


@pytest.mark.parametrize(
    ("name", "kind", "words", "place"),
    [
        ("models_empty", EMPTY, "env: the target metadata has no table", None),
        ("no_metadata", EMPTY, "env: env.py sets no target_metadata", None),
        ("missing_package", ABSENT, "env: the module shop_toolbox cannot be imported by /", ("models.py", 1)),
        ("missing_driver", DRIVER, "env: the project imports the database driver MySQLdb", ("models.py", 1)),
        (
            "not_from_empty",
            FailureKind.NOT_FROM_EMPTY,
            "upgrade: the first revision uses the table customer, which no revision creates",
            ("1a_email.py", 17),
        ),
        ("create_all_fails", FailureKind.CREATE_ALL_FAILED, "create-all: create_all itself failed, before any", None),
        (
            "unsupported_sql",
            UNSUPPORTED,
            "upgrade: revision 2b uses a feature that SQLite does not",
            ("2b_partition.py", 17),
        ),
        (
            "opens_another",
            PROJECT,
            "upgrade: revision 2b connects to another database (sqlite3.connect('old_shop.db')) in 2b_copy.py, line 20",
            ("2b_copy.py", 20),
        ),
    ],
)
def test_failures(name: str, kind: FailureKind, words: str, place: tuple[str, int] | None) -> None:
    verification = verified(name)
    assert verification.status is Status.FAILED
    failure = only_target(verification).failure
    assert failure is not None
    assert failure.kind is kind
    assert f"{failure.stage}: {failure.explanation}".startswith(words)
    assert (Path(failure.path or "").name, failure.line) == (place or ("", None))


def test_a_refused_connection_counts_though_the_migration_swallowed_it(tmp_path: Path) -> None:
    (refused,) = only_target(verified("opens_another")).refused
    assert refused.what == "sqlite3.connect('old_shop.db')"
    assert not (FIXTURES / "verify_opens_another" / "old_shop.db").exists()


@pytest.mark.parametrize("start", ["start.sql", "old_models:metadata"])
def test_a_history_that_does_not_start_from_empty_is_given_its_start(start: str) -> None:
    given = str(FIXTURES / "verify_not_from_empty" / start) if start.endswith(".sql") else start
    target = only_target(verified("not_from_empty", start=given))
    assert target.failure is None
    assert (target.status, target.start) == (Status.MATCH, given)


def test_a_start_by_metadata_and_setup_sql_are_emulated_as_create_all_is(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "verify_not_from_empty", folder)
    (folder / "alembic.ini").write_text(
        "[alembic]\nscript_location = migrations\nsqlalchemy.url = postgresql://h/d\nprepend_sys_path = ."
    )
    types = "from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR\n"
    columns = 'Column("words", TSVECTOR), Column("more", JSONB), '
    for name in ("models.py", "old_models.py"):
        source = (folder / name).read_text()
        before = 'Column("id"' if 'Column("id"' in source else "id = Column"
        kept = columns if name == "old_models.py" else "words = Column(TSVECTOR)\n    more = Column(JSONB)\n    "
        (folder / name).write_text(types + source.replace(before, kept + before))
    verification = verified(folder, start="old_models:metadata", setup_sql=("CREATE EXTENSION citext",))
    target = only_target(verification)
    assert target.failure is None
    assert target.status is Status.MATCH
    assert ("CREATE EXTENSION", "no meaning here", 2) in {(one.what, one.cls, one.count) for one in target.emulated}


def test_metadata_stands_in_for_an_env_py_without_models() -> None:
    assert verified("no_metadata", metadata="models:Base").status is Status.MATCH


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("import sys; sys.exit('not today')", FailureKind.PROJECT_ERROR, "it ends the process (sys.exit)"),
        ("import os; os._exit(3)", FailureKind.CRASHED, "exited (exit status 3) in the stage env"),
        (
            "import os; os.environ['SHOP_URL']",
            FailureKind.PROJECT_ERROR,
            "set harmless values, environment = { SHOP_URL = ",
        ),
        pytest.param("while True: pass", FailureKind.TIMEOUT, "after 5 seconds", marks=pytest.mark.slow),
    ],
)
def test_an_env_py_that_does_not_come_back(line: str, kind: FailureKind, words: str, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "verify_match", folder)
    env = folder / "migrations" / "env.py"
    env.write_text(f"{line}\n{env.read_text()}")
    failure = only_target(verified(folder, timeout=5.0 if "while" in line else 60.0)).failure
    assert failure is not None
    assert failure.kind is kind
    assert words in failure.explanation
    if kind is not FailureKind.CRASHED:
        assert (failure.path, failure.line) == (str(env), 1)


REVISION = """\'\'\'Last.

Revision ID: 3c
Revises: 2b
\'\'\'
revision = "3c"
down_revision = "2b"

def upgrade():
"""


def with_revision(tmp_path: Path, *body: str) -> tuple[Path, str]:
    """A project that would match but for a third revision, whose `upgrade()` has these lines; and its path."""
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "verify_match", folder)
    path = folder / "migrations" / "versions" / "3c_last.py"
    path.write_text(REVISION + "".join(f"    {line}\n" for line in body))
    return folder, str(path)


def test_a_revision_that_ends_the_process_is_named_with_its_file(tmp_path: Path) -> None:
    folder, path = with_revision(tmp_path, "import os; os._exit(0)")
    failure = only_target(verified(folder)).failure
    assert failure is not None
    assert (failure.kind, failure.revision, failure.path) == (FailureKind.CRASHED, "3c", path)


def test_an_error_whose_text_ends_the_process_is_told_without_its_text(tmp_path: Path) -> None:
    lines = "class Loud(Exception):", "    def __str__(self): raise SystemExit", "raise Loud"
    folder, path = with_revision(tmp_path, *lines)
    failure = only_target(verified(folder)).failure
    assert failure is not None
    assert (failure.kind, failure.path, failure.line) == (FailureKind.PROJECT_ERROR, path, 12)
    assert failure.error == "Loud: (its message cannot be read: Loud)"


def test_a_project_that_empties_the_temporary_folder_has_failed(tmp_path: Path) -> None:
    folder, _ = with_revision(tmp_path, "import os, shutil", "shutil.rmtree(os.environ['MIGRALINT_SCRATCH'])")
    failure = only_target(verified(folder)).failure
    assert failure is not None
    assert (failure.stage, failure.kind) == ("compare", FailureKind.PROJECT_ERROR)
    assert "removed or overwritten files" in failure.explanation


def with_env(tmp_path: Path, *, before: str = "", options: str = "") -> Path:
    """A project that matches, with these changes to its env.py."""
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "verify_match", folder)
    env = folder / "migrations" / "env.py"
    source = env.read_text().replace("target_metadata=target_metadata)", f"target_metadata=target_metadata{options})")
    source = source.replace("\n\n\ndef run_migrations_offline", f"\n{before}\n\ndef run_migrations_offline")
    env.write_text(source)
    return folder


def test_an_env_py_that_waits_for_its_database_is_run_online(tmp_path: Path) -> None:
    waits = """import sqlalchemy
while True:
    try:
        sqlalchemy.create_engine("postgresql://shop@db/shop").connect()
        break
    except Exception:
        continue"""
    verification = verified(with_env(tmp_path, before=waits), timeout=60.0)
    assert (verification.status, verification.notices) == (Status.MATCH, ())


def test_an_env_py_that_fails_behind_its_metadata_is_told_of(tmp_path: Path) -> None:
    verification = verified(with_env(tmp_path, before="tenant = context.get_x_argument(as_dictionary=True)['tenant']"))
    assert verification.status is Status.MATCH
    words = "env.py fails (KeyError: 'tenant'), so these are unknown: everything it declares except target_metadata"
    assert verification.notices == (words,)


def test_an_include_object_that_fails_is_named(tmp_path: Path) -> None:
    failure = only_target(verified(with_env(tmp_path, options=", include_object=lambda *_: 1 / 0"))).failure
    assert failure is not None
    assert (failure.stage, failure.kind, Path(failure.path or "").name) == ("include", PROJECT, "env.py")
    assert failure.explanation.startswith("include_object or include_name of env.py failed")


def test_more_environment_variables() -> None:
    assert verified("changes_url", environment={"SHOP_URL": "mysql://u:p@h/d"}).status is Status.MATCH


def test_an_interpreter_without_the_projects_packages(tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    failure = only_target(verified("match", python=str(tmp_path / "bare"))).failure
    assert failure is not None
    assert failure.kind is FailureKind.MISSING_PACKAGE
    assert "has no sqlalchemy: it is not the project's interpreter" in failure.explanation


def test_a_program_that_is_no_interpreter() -> None:
    failure = only_target(verified("match", python="/bin/true")).failure
    assert failure is not None
    assert (failure.stage, failure.kind) == ("start-up", FailureKind.CRASHED)
    assert failure.explanation.startswith("/bin/true does not run as an interpreter (exit status 0); --python needs")


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"SET lock_timeout = 0;", "its SQL is run unchanged, and SQLite does not support it; write it for SQLite"),
        ("-- é".encode("latin-1"), "the file is not UTF-8"),
    ],
)
def test_a_start_that_cannot_be_used_says_what_to_do(start: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "start.sql").write_bytes(start)
    failure = only_target(verified("match", start=str(tmp_path / "start.sql"))).failure
    assert failure is not None
    assert (failure.stage, failure.kind) == ("start", PROJECT)
    assert words in failure.explanation


def test_secrets_do_not_appear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROD_URL", "postgresql://u:hunter2@prod/shop")
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "verify_match", folder)
    env = folder / "migrations" / "env.py"
    env.write_text(
        "import os\nassert 'PROD_URL' not in os.environ\nraise ValueError('postgresql://u:hunter2@prod/shop')"
    )
    verification = verified(folder, secret_variables=frozenset({"PROD_URL"}))
    failure = only_target(verification).failure
    assert failure is not None
    assert failure.error == "ValueError: ***"
    assert "hunter2" not in repr(verification)


def test_what_sqlite_lacks_is_emulated_and_listed() -> None:
    target = only_target(verified("emulated"))
    assert (target.failure, target.status, target.differences) == (None, Status.MATCH, ())
    assert {(one.cls, one.revision) for one in target.emulated} == {("no meaning here", "1a"), ("exact", "2b")}
    assert target.exact


def test_strict_sqlite_emulates_nothing() -> None:
    target = only_target(verified("emulated", emulate=False))
    assert target.failure is not None
    assert (target.failure.kind, target.failure.revision) == (FailureKind.UNSUPPORTED_SQL, "1a")
    assert target.emulated == ()
