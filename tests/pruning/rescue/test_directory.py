"""Writing a rescue directory: what it holds, what is said about it, and that nothing is left when it fails."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from migralint.history.ledger import Ledger, Prune, PrunedRevision, RewrittenRevision, StoredFile
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.discovery import discover
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.rescue.commands import commands
from migralint.pruning.rescue.directory import CannotStandAloneError, Written, write_rescue
from migralint.pruning.rescue.restored import restore
from migralint.source.errors import InputError
from tests.support.trees import revision_file, write_tree

BEFORE = {"a.py": revision_file("a"), "b.py": revision_file("b", "a"), "c.py": revision_file("c", "b")}


def stored(name: str) -> StoredFile:
    return StoredFile(f"versions/{name}.py", "0" * 64)


LEDGER = Ledger(
    (
        Prune(
            *("2026-10-01T08:00:00Z", "0.1.0", None, None, ("c",), (), (), ()),
            removed=(PrunedRevision("a", stored("a")), PrunedRevision("b", stored("b"), ("a",))),
            rewritten=(RewrittenRevision("c", stored("c"), ("b",)),),
        ),
    )
)


@pytest.fixture
def script(tmp_path: Path) -> ScriptDirectory:
    root = tmp_path / "shop"
    write_tree(
        root,
        {
            "alembic.ini": "[alembic]\nscript_location = migrations\n",
            "migrations/env.py": "import os\n\nhere = os.path.dirname(__file__)\n",
            "migrations/versions/c.py": revision_file("c"),
            "migrations/versions/d.py": revision_file("d", "c"),
        },
    )
    return the_one(discover(str(root)))


def write(script: ScriptDirectory, directory: Path, contents: Mapping[str, str] = BEFORE) -> Written:
    live = load_directory(script).history
    return write_rescue(
        str(directory),
        script,
        restore(LEDGER, live, "a"),
        {name: text.encode() for name, text in contents.items()},
        live=live,
        stamp_sets=[frozenset({"b"})],
    )


def test_it_holds_the_chain_env_py_and_an_ini(script: ScriptDirectory, tmp_path: Path) -> None:
    (tmp_path / "rescue").mkdir()  # an empty folder is as good as none
    write(script, tmp_path / "rescue")
    names = sorted(str(path.relative_to(tmp_path / "rescue")) for path in (tmp_path / "rescue").rglob("*.*"))
    assert names == ["alembic.ini", "env.py", "versions/a.py", "versions/b.py", "versions/c.py"]
    assert (tmp_path / "rescue" / "env.py").read_bytes() == Path(script.path, "env.py").read_bytes()
    assert (tmp_path / "rescue").stat().st_mode & 0o777 == (tmp_path / "shop").stat().st_mode & 0o777
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rescue", "shop"]


def test_a_secret_ini_stays_secret(script: ScriptDirectory, tmp_path: Path) -> None:
    os.chmod(tmp_path / "shop" / "alembic.ini", 0o600)
    write(script, tmp_path / "rescue")
    assert (tmp_path / "rescue" / "alembic.ini").stat().st_mode & 0o777 == 0o600


def test_what_depends_on_its_own_place_is_said(script: ScriptDirectory, tmp_path: Path) -> None:
    elsewhere = write(script, tmp_path / "rescue", {**BEFORE, "a.py": BEFORE["a.py"] + "print(__file__)\n"})
    assert [note.split(" uses __file__")[0] for note in elsewhere.notes] == ["env.py", "versions/a.py"]
    assert "(line 3)" in elsewhere.notes[0]
    assert write(script, tmp_path / "shop" / "rescue").notes == ()  # beside the live one


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ({**BEFORE, "b.py": revision_file("b")}, "down_revision of versions/b.py is nothing, but the record has a"),
        ({**BEFORE, "b.py": revision_file("x", "a")}, "versions/b.py contains x, not b"),
        ({**BEFORE, "b.py": "x = 1"}, "down_revision of versions/b.py is nothing, but the record has a"),
        ({name: text for name, text in BEFORE.items() if name != "b.py"}, "Alembic would not load b.py"),
    ],
)
def test_what_is_not_the_recorded_history_is_not_written(
    script: ScriptDirectory, tmp_path: Path, contents: dict[str, str], words: str
) -> None:
    with pytest.raises(CannotStandAloneError, match=words):
        write(script, tmp_path / "rescue", contents)
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]


def test_no_way_on_in_the_live_directory_is_no_way_up(script: ScriptDirectory, tmp_path: Path) -> None:
    Path(script.version_locations[0], "e.py").write_text(revision_file("e", "nowhere"))
    with pytest.raises(CannotStandAloneError, match="nowhere"):
        write(script, tmp_path / "rescue")
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]


def test_a_folder_that_cannot_be_made_is_said(script: ScriptDirectory, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write(script, tmp_path / "shop" / "alembic.ini" / "rescue")


def test_without_env_py_nothing_can_stand_alone(script: ScriptDirectory, tmp_path: Path) -> None:
    Path(script.path, "env.py").unlink()
    with pytest.raises(InputError, match=r"has no env\.py"):
        write(script, tmp_path / "rescue")


def test_the_commands_fit_the_project(script: ScriptDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "shop"
    said = commands(script, ("c", "x y"), str(tmp_path / "res cue"))
    assert said.folder == str(root)
    assert said.there == (
        "alembic -c '../res cue/alembic.ini' upgrade c",
        "alembic -c '../res cue/alembic.ini' upgrade 'x y'",
    )
    assert said.here == "alembic upgrade heads"
    (root / "alembic.ini").rename(root / "two.ini")
    (root / "two.ini").write_text("[shop]\nscript_location = migrations\n")
    named = the_one(discover(str(root / "two.ini")))
    assert commands(named, ("c",), None).there == ("alembic -c DIR/alembic.ini -n shop upgrade c",)
    assert commands(named, ("c",), None).here == "alembic -c two.ini -n shop upgrade heads"


def test_the_commands_of_flask_migrate(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "migrations/alembic.ini": "[alembic]\n",
            "migrations/env.py": "from flask import current_app\n",
            "migrations/versions/c.py": revision_file("c"),
        },
    )
    said = commands(the_one(discover(str(tmp_path))), ("c",), None)
    assert (said.there, said.here.split()[:3]) == (("flask db upgrade -d DIR c",), ["flask", "db", "upgrade"])
