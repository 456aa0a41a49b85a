"""No record file, however it was bent, is more than one line for people: no crash, no hang, nothing written elsewhere.

`MIGRALINT_FUZZ_COUNT` says how many inputs each kind of file gets (100000 for a long run), `MIGRALINT_FUZZ_SEED` where
they begin; a failure names the seed that draws its input again.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from migralint.environments.environment import Counts
from migralint.environments.inventory import read_inventory
from migralint.environments.manifest import parse_manifest
from migralint.environments.stamp_sets import group
from migralint.environments.writing import add_environment, record_stamps, remove_environment
from migralint.linting.baseline import read_baseline
from migralint.loading.config.configured import by_section
from migralint.loading.config.ini_file import read_ini
from migralint.loading.records.ledger import decode_ledger, encode_ledger
from migralint.loading.records.unfinished import JOURNAL_FOLDER
from migralint.loading.settings.file import parse_settings, shared_settings
from migralint.pruning.applying.change import ChangeSet, FileChange
from migralint.pruning.applying.journal import JournalError, begin, resume
from migralint.schema.compare.allow import AllowEntry
from migralint.source.errors import InputError
from tests.fuzz import documents
from tests.fuzz.documents import bent_json, bent_lines
from tests.support.command_line import migralint
from tests.support.trees import revision_file, write_tree

pytestmark = pytest.mark.slow
COUNT = int(os.environ.get("MIGRALINT_FUZZ_COUNT", "1500"))
SEED = int(os.environ.get("MIGRALINT_FUZZ_SEED", "0"))
MOST_SECONDS = 10
OLD, KEPT, REWRITTEN = b'revision = "a"\n', b'revision = "b"\n', b'revision = "b"\n#\n'


def inputs(make: Callable[[random.Random], bytes], count: int = COUNT) -> Iterator[tuple[int, bytes]]:
    for seed in range(SEED, SEED + count):
        yield seed, make(random.Random(seed))


def assert_clean(seed: int, data: bytes, read: Callable[[bytes], object]) -> bool:
    """Read it; whether it was accepted. An InputError is one line for people."""
    started, accepted = time.monotonic(), True
    try:
        read(data)
    except InputError as error:
        accepted = False
        assert str(error).strip(), f"seed {seed}"
        assert "secret" not in str(error), f"seed {seed}: a password is quoted"
    except Exception as error:
        raise AssertionError(f"seed {seed}: {type(error).__name__}: {error}\n{data[:2000]!r}") from error
    took = time.monotonic() - started
    assert took < MOST_SECONDS, f"seed {seed}: {took:.0f} s"
    return accepted


def assert_most_kinds_of_answers(answers: list[bool]) -> None:
    """A fuzzer whose inputs are all refused, or all accepted, tests nothing."""
    assert 0.02 < sum(answers) / len(answers) < 0.98


def test_ledger() -> None:
    def read(data: bytes) -> None:
        ledger = decode_ledger(data, path="ledger")
        assert decode_ledger(encode_ledger(ledger), path="again") == ledger

    answers = [assert_clean(*one, read) for one in inputs(lambda draw: bent_json(draw, documents.LEDGER))]
    assert_most_kinds_of_answers(answers)


def test_baseline(tmp_path: Path) -> None:
    def read(data: bytes) -> None:
        (tmp_path / "base.json").write_bytes(data)
        read_baseline(str(tmp_path / "base.json"))

    answers = [assert_clean(*one, read) for one in inputs(lambda draw: bent_json(draw, documents.BASELINE))]
    assert_most_kinds_of_answers(answers)


def test_manifest(tmp_path: Path) -> None:
    path = str(tmp_path / "manifest.toml")
    (tmp_path / "stamps.csv").write_text(documents.CSV)

    def read(data: bytes) -> None:
        manifest = parse_manifest(data, path)
        if len(data) % 8:  # to edit one takes a hundred times as long
            return
        assert parse_manifest(add_environment(data, path, "fresh", {"stamps": ["a"]}), path).get("fresh") is not None
        now = datetime(2026, 11, 20, tzinfo=UTC)
        for one in manifest.environments[:2]:
            assert parse_manifest(remove_environment(data, path, one.name), path).get(one.name) is None
            if one.url_env is not None:
                record_stamps(
                    data, path, one.name, group({"d": frozenset({"a"})}), now, counts=isinstance(one.source, Counts)
                )

    answers = [assert_clean(*one, read) for one in inputs(lambda draw: bent_lines(draw, documents.MANIFEST))]
    assert_most_kinds_of_answers(answers)
    assert sorted(os.listdir(tmp_path)) == ["stamps.csv"]


@pytest.mark.parametrize("shared", [False, True])
def test_settings_with_their_allow_list(tmp_path: Path, shared: bool) -> None:
    path = str(tmp_path / ("pyproject.toml" if shared else "migralint.toml"))
    table = "[tool.migralint" if shared else "["
    text = documents.SETTINGS.replace("\n[", f"\n{table}.") if shared else documents.SETTINGS
    text = "[tool.migralint]\n" + text.replace("[tool.migralint.[", "[[tool.migralint.") if shared else text

    def read(data: bytes) -> None:
        settings = shared_settings(data, path, alone=True) if shared else parse_settings(data, path)
        if settings is not None:
            for one in settings.verify.allow:
                assert one.reason.strip()
                fnmatchcase("users.ix_name" * 20, one.object)
                AllowEntry(one.aspect, one.reason, one.table, one.object)

    answers = [assert_clean(*one, read) for one in inputs(lambda draw: bent_lines(draw, text))]
    assert_most_kinds_of_answers(answers)


def test_ini(tmp_path: Path) -> None:
    path = tmp_path / "alembic.ini"

    def read(data: bytes) -> None:
        path.write_bytes(data)
        ini = read_ini(str(path))
        for name in (None, "alembic", "other", "nothing"):
            try:
                by_section(ini, None, name, as_alembic=False)
            except InputError:
                continue
        for section in ini.parser.sections():
            ini.get(section, "script_location")

    answers = [assert_clean(*one, read) for one in inputs(lambda draw: bent_lines(draw, documents.INI))]
    assert_most_kinds_of_answers(answers)


def test_stamps_in_a_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "stamps.csv"

    def read(data: bytes) -> None:
        path.write_bytes(data)
        read_inventory(path)

    answers = [assert_clean(*one, read) for one in inputs(lambda draw: bent_lines(draw, documents.CSV))]
    assert_most_kinds_of_answers(answers)


def test_journal(tmp_path: Path) -> None:
    root = tmp_path / "top" / "migrations"
    versions = root / "versions"
    index: Any = None

    def interrupted() -> None:
        nonlocal index
        shutil.rmtree(tmp_path / "top", ignore_errors=True)
        versions.mkdir(parents=True)
        (tmp_path / "top" / "outside.py").write_bytes(b"outside")
        (versions / "a.py").write_bytes(OLD)
        (versions / "b.py").write_bytes(KEPT)
        changes = (
            FileChange(str(versions / "b.py"), KEPT, REWRITTEN),
            FileChange(str(versions / "a.py"), OLD, None),
            FileChange(str(root / "migralint-pruned.json"), None, b"{}\n"),
        )
        with begin(ChangeSet(str(root), changes, (str(versions),), {}, {})) as journal:
            journal.make_changes()
        index = json.loads((root / JOURNAL_FOLDER / "journal.json").read_bytes())

    def outside() -> list[tuple[str, int, bytes]]:
        return [
            (str(path), path.lstat().st_mode, path.read_bytes() if path.is_file() else b"")
            for path in sorted((*tmp_path.iterdir(), *(tmp_path / "top").iterdir()))
            if path.name not in ("top", "migrations")
        ]

    def read(data: bytes) -> None:
        (root / JOURNAL_FOLDER / "journal.json").write_bytes(data)
        try:
            with resume(str(root), [str(versions)]) as journal:
                journal.undo() if len(data) % 2 else journal.finish()
        except (JournalError, OSError) as error:  # the command says either in one line
            raise InputError(str(error)) from error

    interrupted()
    safe = outside()
    answers = []
    for seed in range(SEED, SEED + COUNT):
        data = bent_json(random.Random(seed), index)
        accepted = assert_clean(seed, data, read)
        answers.append(accepted)
        assert outside() == safe, f"seed {seed}: {data!r}"
        assert {path.name for path in root.iterdir()} <= {"versions", JOURNAL_FOLDER, "migralint-pruned.json"}
        assert all(path.suffix == ".py" and not path.is_symlink() for path in versions.iterdir())
        if accepted or not (root / JOURNAL_FOLDER).exists():
            interrupted()
    assert_most_kinds_of_answers(answers)


FILES = {
    "migrations/migralint-pruned.json": lambda draw: bent_json(draw, documents.LEDGER),
    "migrations/migralint-environments.toml": lambda draw: bent_lines(draw, documents.MANIFEST),
    "migralint.toml": lambda draw: bent_lines(draw, documents.SETTINGS),
    "alembic.ini": lambda draw: bent_lines(draw, documents.INI),
    "base.json": lambda draw: bent_json(draw, documents.BASELINE),
    "stamps.csv": lambda draw: bent_lines(draw, documents.CSV),
}
COMMANDS = (
    ("check", "--baseline", "base.json"),
    ("check", "--no-cache", "--format", "json"),
    ("prune",),
    ("prune", "--rollback"),
    ("rescue", "a"),
    ("env", "add", "fresh", "--stamp", "a1b2c3d4e5f6"),
    ("env", "remove", "production"),
)


def test_whole_commands_end_with_a_documented_code(tmp_path: Path) -> None:
    root = tmp_path / "project"
    write_tree(
        root,
        {
            "migrations/versions/a.py": revision_file("a1b2c3d4e5f6", None),
            "migrations/versions/b.py": revision_file("b1b2c3d4e5f6", "a1b2c3d4e5f6"),
            "migrations/env.py": "",
        },
    )
    owned = {*FILES, "migrations/migralint-environments.toml"}

    def rest() -> dict[str, bytes]:
        return {
            str(path.relative_to(root)): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file() and ".cache" not in path.parts and str(path.relative_to(root)) not in owned
        }

    before = rest()
    valid = {"migrations/migralint-environments.toml": "version = 1\nenvironments.p.stamps = []\n", "base.json": "{}"}
    for seed in range(SEED, SEED + max(COUNT // 10, 1)):
        draw = random.Random(seed)
        for name in FILES:
            (root / name).unlink(missing_ok=True)
        for name in {*draw.sample(sorted(FILES), 2)}:
            (root / name).write_bytes(FILES[name](draw))
        for name, text in valid.items():
            if not (root / name).exists() and draw.random() < 0.7:
                (root / name).write_text(text)
        command = draw.choice(COMMANDS)
        started = time.monotonic()
        done = migralint(*command, cwd=root)
        assert time.monotonic() - started < MOST_SECONDS, f"seed {seed}: {command}"
        assert done.code in (0, 1, 2), f"seed {seed}: {command}: {done.stderr}"
        assert rest() == before, f"seed {seed}: {command}"
