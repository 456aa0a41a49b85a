"""What the project's folders say about its set-up goes into the settings block, and the block can be pasted."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.database.project.child_error import Facts, read_facts
from migralint.database.project.failures.candidates import candidates
from migralint.database.project.failures.circumstances import Circumstances
from migralint.database.project.failures.sqlite_limits import is_unsupported
from migralint.database.project.failures.upgrading import explain_upgrade
from migralint.database.project.server_errors import refusal
from migralint.database.result import FailureKind
from tests.support.small_projects import ENV, small_project
from tests.support.trees import write_tree
from tests.support.verification import only_target, verified

PACKAGES = ["shop", "src/shop", "backend/shop", "server/shop"]


@pytest.mark.parametrize("place", PACKAGES)
def test_a_package_of_the_project_is_found_above_the_configuration(place: str, tmp_path: Path) -> None:
    """A project whose alembic.ini lies inside of its own package, which is not installed."""
    write_tree(tmp_path, {".git/HEAD": "", f"{place}/__init__.py": "", f"{place}/db/__init__.py": ""})
    root = small_project(tmp_path / place / "db", env="import shop.db\n" + ENV)
    settings = str(tmp_path / "pyproject.toml")
    found = only_target(verified(root, sys_path=(), settings_file=settings)).failure
    assert found is not None
    folder = Path(place).parent.as_posix()
    assert f'sys-path = ["{folder}"]' in found.setup
    assert only_target(verified(root, sys_path=(str(tmp_path / folder),), settings_file=settings)).failure is None


def at(tmp_path: Path, folder: str = ".") -> Circumstances:
    return Circumstances("", str(tmp_path / folder), top=str(tmp_path))


def test_candidates_have_the_name_under_which_they_are_imported(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "src/shop/__init__.py": "",
            "src/shop/db/__init__.py": "",
            "src/shop/db/models.py": "Base = declarative_base()\n",
            "src/shop/web/app.py": "def make_app():\n    pass\n",
        },
    )
    for folder in ("src/shop/db", "src/shop", "src", "."):
        metadata, _ = candidates(at(tmp_path, folder))
        assert [one.name for one in metadata] == ["shop.db.models:Base"], folder
    _, applications = candidates(at(tmp_path, "src/shop"))  # web has no __init__.py
    assert [(one.name, one.start) for one in applications] == [("shop.web.app:make_app", tmp_path / "src")]


def test_candidates_are_found_behind_many_files(tmp_path: Path) -> None:
    write_tree(tmp_path, {f"a/m{number}.py": "x = 1\n" for number in range(500)})
    write_tree(tmp_path, {"web/app.py": "app = Flask(__name__)\n", "web/db.py": "db = ShopSQLAlchemy()\n"})
    metadata, applications = candidates(at(tmp_path))
    assert [one.name for one in (*metadata, *applications)] == ["web.db:db", "web.app:app"]


@pytest.mark.parametrize(
    "said",
    [
        "Error binding parameter 1: type 'list' is not supported",
        "Error binding parameter 0 - probably unsupported type.",
    ],
)
def test_a_value_that_sqlite_does_not_take_is_one_of_another_database(said: str) -> None:
    facts = Facts(
        "upgrade", types=("sqlalchemy.exc.ProgrammingError",), error=said, original=f"ProgrammingError: {said}"
    )
    assert is_unsupported(facts)


def test_what_fails_on_sqlite_alone_is_sent_to_the_project_s_own_database() -> None:
    facts = Facts("upgrade", types=("builtins.ValueError",), error="no such range", revision="a1", dialect="postgresql")
    kind, words = explain_upgrade(facts, Circumstances("", "/x"))
    assert kind is FailureKind.PROJECT_ERROR
    assert "written for postgresql, and this is SQLite" in words
    assert "--database postgresql" in words
    assert "SQLite" not in explain_upgrade(facts, Circumstances("", "/x", on_sqlite=False))[1]


def test_a_listener_for_another_database_is_named() -> None:
    frames = [{"path": "/p/app/database.py", "line": 52, "function": "set_sqlite_pragma"}]
    facts = read_facts(
        {"stage": "server", "types": ["Error"], "error": 'syntax error at or near "PRAGMA"', "frames": frames}
    )
    error = refusal(facts, "python", what="no scratch database could be made on the server", throw_away=True)
    assert "set_sqlite_pragma() in database.py:52" in error.message
    assert "environment" in error.hint
