"""Whatever a revision file, its name or the ini file holds: a report or one line for people, never a crash."""

from __future__ import annotations

import itertools
import os
import random
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from migralint.environments.environment import Counts, Environment, Manifest, StampSet
from migralint.findings.environment_context import EnvironmentContext
from migralint.loading.discovery.project import open_project
from migralint.loading.history_context import subject_of
from migralint.loading.revisions.directory import load_directory
from migralint.pruning.applying.rewrite import rewrite_file
from migralint.pruning.planning.options import PruneOptions
from migralint.pruning.planning.plan import plan_prune
from migralint.source.errors import InputError
from tests.support.command_line import migralint
from tests.support.mutants import INI, NAMES, Mutator

FORMATS = ("text", "json", "concise", "sarif", "github", "gitlab", "junit")


def write_project(root: Path, mutator: Mutator) -> None:
    """Three revisions, of which at least one file is a mutant; sometimes another name, sometimes another ini."""
    dice = mutator.dice
    versions = root / "migrations" / "versions"
    versions.mkdir(parents=True)
    (root / "migrations" / "env.py").write_text("raise RuntimeError('nobody runs this')\n")
    ini = INI.encode()
    (root / "alembic.ini").write_bytes(mutator.mutant(ini, python=False) if dice.random() < 0.15 else ini)
    chain = ("a1a1a1a1", "b2b2b2b2", "c3c3c3c3", "d4d4d4d4")
    mutants = {dice.randrange(4), dice.randrange(4)}
    for number, (parent, name) in enumerate(itertools.pairwise((None, *chain))):
        assert name is not None
        data = mutator.revision(name, parent)
        called = dice.choice(NAMES) if dice.random() < 0.1 else f"{name}_users.py".encode()
        with open(os.path.join(os.fsencode(versions), called), "wb") as stream:
            stream.write(mutator.mutant(data) if number in mutants else data)


def plan(root: Path) -> None:
    """Plan a prune of it, and work out the files that would be rewritten."""
    for script in open_project([str(root)]).candidates:
        loaded = load_directory(script)
        stamped = Environment("p", Counts(), (StampSet(frozenset({"c3c3c3c3"})),), recorded_at=datetime.now(UTC))
        manifest = Manifest(str(root / "manifest.toml"), (stamped,))
        environments = EnvironmentContext(subject_of(loaded), manifest, datetime.now(UTC))
        made = plan_prune(environments, script, PruneOptions())
        for rewrite in made.rewrites:
            path = loaded.history.revisions[rewrite.before.id].path
            assert path is not None
            rewrite_file(Path(path).read_bytes(), rewrite.before, rewrite.after)


def attack(root: Path, seeds: range) -> list[str]:
    """What went wrong with the mutants of these numbers."""
    found = []
    for seed in seeds:
        mutator = Mutator(random.Random(seed))
        place = root / str(seed)
        try:
            write_project(place, mutator)
        except OSError:  # the file system takes no such name
            shutil.rmtree(place)
            continue
        finished = migralint("check", "--format", FORMATS[seed % len(FORMATS)], "--no-cache", cwd=place)
        if finished.code not in (0, 1, 2):
            found.append(f"{seed}: check exits {finished.code}: {finished.stderr[-600:]}")
        try:
            plan(place)
        except InputError:
            pass
        except Exception as error:
            found.append(f"{seed}: prune: {error!r}")
        shutil.rmtree(place)
    return found


def test_a_mutant_is_reported_and_planned_without_a_crash(tmp_path: Path) -> None:
    assert attack(tmp_path, range(40)) == []


@pytest.mark.slow
def test_no_mutant_of_many_makes_a_crash(tmp_path: Path) -> None:
    first = int(os.environ.get("MIGRALINT_FUZZ_SEED", "1000"))
    count = int(os.environ.get("MIGRALINT_FUZZ", "2000"))
    assert attack(tmp_path, range(first, first + count)) == []
