"""What Python runs in place of a revision file: real byte code, a real repository, the project's own Alembic."""

from __future__ import annotations

import compileall
import json
import os
import py_compile
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path
from py_compile import PycInvalidationMode as Mode

import pytest

from migralint.history.revision import Revision
from tests.support.command_line import Finished, migralint
from tests.support.git import commit_all, git, repository
from tests.support.projects import write_manifest, write_project

pytestmark = pytest.mark.slow

CHAIN = [
    Revision("aaa111"),
    Revision("bbb222", ("aaa111",)),
    Revision("ccc333", ("bbb222",)),
    Revision("ddd444", ("ccc333",)),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_project(tmp_path / "project", CHAIN)
    write_manifest(tmp_path / "project", {"production": frozenset({"ccc333"})})
    return repository(tmp_path / "project")


def versions(root: Path) -> Path:
    return root / "migrations" / "versions"


def file_of(root: Path, identifier: str) -> Path:
    (path,) = versions(root).glob(f"*_{identifier}.py")
    return path


def compiled_from(source: Path, text: str, mode: Mode) -> Path:
    """Byte code in the place of that of `source`, made of another text; time and size of the source stay."""
    before, status = source.read_bytes(), source.stat()
    source.write_text(text)
    os.utime(source, ns=(status.st_atime_ns, status.st_mtime_ns))
    target = cache_from_source(str(source))
    py_compile.compile(str(source), target, doraise=True, invalidation_mode=mode)
    source.write_bytes(before)
    os.utime(source, ns=(status.st_atime_ns, status.st_mtime_ns))
    return Path(target)


def prune(root: Path, *arguments: str, **environment: str) -> Finished:
    return migralint("prune", "--python", sys.executable, *arguments, cwd=root, **environment)


def blockers(root: Path, *arguments: str) -> list[tuple[str, str]]:
    done = prune(root, "--format", "json", *arguments)
    assert done.code == 1, done.stderr
    return [(one["code"], one["message"]) for one in json.loads(done.stdout)["blockers"]]


def alembic(root: Path, *arguments: str, **environment: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def codes(root: Path) -> list[str]:
    done = migralint("check", "--format", "json", cwd=root)
    return [one["code"] for one in json.loads(done.stdout)["findings"] if one["code"] == "ML211"]


ANOTHER = 'revision = "bbb222"\ndown_revision = None\ndef upgrade():\n    pass\n'


@pytest.mark.parametrize("text", [ANOTHER, ANOTHER.replace("None", '"aaa111"')], ids=["another header", "same header"])
def test_an_unchecked_hash_is_a_finding_and_a_blocker(root: Path, text: str) -> None:
    compiled_from(file_of(root, "bbb222"), text, Mode.UNCHECKED_HASH)
    assert codes(root) == ["ML211"]
    ((code, message),) = blockers(root)
    assert code == "ML211"
    assert "unchecked hash" in message
    assert [code for code, _ in blockers(root, "--apply", "--no-verify")] == ["ML211"]
    assert len(list(versions(root).glob("*.py"))) == len(CHAIN)


def test_compileall_of_an_image(root: Path) -> None:
    compileall.compile_dir(versions(root), quiet=1, invalidation_mode=Mode.UNCHECKED_HASH, optimize=1)
    assert len(codes(root)) == len(CHAIN)


def test_ordinary_byte_code_is_nothing_to_report(root: Path) -> None:
    for optimize in (-1, 1, 2):
        for mode in (Mode.TIMESTAMP, Mode.CHECKED_HASH):
            compileall.compile_dir(versions(root), quiet=1, force=True, invalidation_mode=mode, optimize=optimize)
            assert codes(root) == []
    assert prune(root, "--apply", "--no-verify").code == 0


def padded(text: str, like: Path) -> str:
    """The text with a comment that makes it as long as a file."""
    return text + "#" * (like.stat().st_size - len(text.encode()))


def test_a_time_and_size_that_fit_do_not_make_it_the_same_code(root: Path) -> None:
    source = file_of(root, "bbb222")
    compiled_from(source, padded(ANOTHER, source), Mode.TIMESTAMP)
    assert codes(root) == ["ML211"]
    assert [code for code, _ in blockers(root)] == ["ML211"]


def test_byte_code_of_an_older_state_is_not_what_python_takes(root: Path) -> None:
    source = file_of(root, "bbb222")
    compiled_from(source, ANOTHER, Mode.TIMESTAMP)
    assert codes(root) == []
    compiled_from(source, ANOTHER, Mode.CHECKED_HASH)
    assert codes(root) == []


@pytest.mark.parametrize("no_verify", [(), ("--no-verify",)], ids=["verified", "not verified"])
@pytest.mark.parametrize(
    ("replaced", "by", "expected"),
    [
        ('down_revision = "bbb222"', 'down_revision = "aaa111"  ; x = "bbb222"', "ML612"),
        ("depends_on", "branch_lab", "ML211"),
        ("INSERT INTO", "DELETE FROM", "ML211"),
    ],
    ids=["another parent", "another name", "another upgrade"],
)
def test_alembic_is_asked_before_anything_changes(
    root: Path, replaced: str, by: str, expected: str, no_verify: tuple[str, ...]
) -> None:
    source = file_of(root, "ccc333")
    source.write_text(
        'revision = "ccc333"\ndown_revision = "bbb222"\ndepends_on = None\nfrom alembic import op\n'
        "def upgrade():\n    op.execute(\"INSERT INTO ran VALUES ('ccc333')\")\n" + "#" * 40 + "\n"
    )
    commit_all(root)
    other = source.read_text().replace(replaced, by)
    other = other[: source.stat().st_size] if len(other) > source.stat().st_size else padded(other, source)
    compiled_from(source, other, Mode.TIMESTAMP)
    assert codes(root) == []
    before = {path: path.read_bytes() for path in versions(root).iterdir() if path.is_file()}
    assert expected in [code for code, _ in blockers(root, "--apply", *no_verify)]
    assert {path: path.read_bytes() for path in versions(root).iterdir() if path.is_file()} == before


def test_a_script_directory_that_cannot_be_loaded_blocks_with_a_way_on(root: Path) -> None:
    source = file_of(root, "ddd444")
    source.write_text("import not_installed_here\n" + source.read_text())
    commit_all(root)
    ((code, message),) = [one for one in blockers(root, "--apply") if "load" in one[1]]
    assert code == "ML606"
    assert "not_installed_here" in message
    done = prune(root, "--apply", "--no-verify")
    assert done.code == 0
    assert "relies on static reading alone" in done.stderr
    (entry,) = json.loads((root / "migrations" / "migralint-pruned.json").read_text())["prunes"]
    assert entry["verified"] == []


def test_a_result_that_alembic_cannot_load_is_taken_back(root: Path) -> None:
    counting = "import os\nif len(os.listdir(os.path.dirname(__file__))) < 4:\n    raise RuntimeError('too few')\n"
    source = file_of(root, "ddd444")
    source.write_text(counting + source.read_text())
    commit_all(root)
    done = prune(root, "--apply", "--no-verify")
    assert done.code == 2
    assert "too few" in done.stderr
    assert git(root, "status", "--short") == ""


@pytest.mark.slow
def test_what_was_compiled_from_the_files_before_is_gone_afterwards(root: Path, tmp_path: Path) -> None:
    prefix = tmp_path / "elsewhere"
    compileall.compile_dir(versions(root), quiet=1, optimize=[0, 1, 2])
    compileall.compile_dir(versions(root), quiet=1, legacy=True)
    environment = {"PYTHONPYCACHEPREFIX": str(prefix)}
    alembic(root, "heads", **environment)
    git(root, "add", "-Af")
    git(root, "commit", "-qm", "with byte code")
    changed = ("aaa111", "bbb222", "ccc333")
    done = prune_process(root, "--apply", "--no-verify", **environment)
    assert done.returncode == 0, done.stderr
    left = [str(path) for folder in (versions(root), prefix) for path in folder.rglob("*.pyc")]
    assert left
    assert [path for path in left if any(name in path for name in changed)] == []
    for where in ({}, environment, {"PYTHONOPTIMIZE": "1"}):
        assert "<base> -> ccc333" in alembic(root, "history", **where)


def prune_process(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "migralint", "prune", "--python", sys.executable, *arguments],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
