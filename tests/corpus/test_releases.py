"""Releases of a real project from the package index: what the newest schema means to each of the older ones."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support.command_line import migralint
from tests.support.corpus import corpus_folder, environment
from tests.support.git import commit_all, git, repository

pytestmark = pytest.mark.corpus

INI = "[alembic]\nscript_location = optuna/storages/_rdb/alembic\nprepend_sys_path = .\nsqlalchemy.url = sqlite://\n"
EXPECTED = {
    # two columns became required, and their server default was taken away again in the same revision
    "2.10.1": {
        ("breaking", "column", "intermediate_value_type", "v3.0.0.c", 92),
        ("breaking", "column", "value_type", "v3.0.0.d", 100),
        ("harmless", "column-nullable", "intermediate_value", "v3.0.0.b", None),
        ("harmless", "index", "trials_study_id_key", "v3.2.0.a", None),
    },
    "3.0.0": {("harmless", "index", "trials_study_id_key", "v3.2.0.a", None)},
    "3.6.2": set(),
}


DSTACK_INI = """\
[alembic]
script_location = dstack/_internal/server/migrations
prepend_sys_path = .
recursive_version_locations = true
path_separator = os
"""
DSTACK = {
    # required, and without the default that filled them: a release that does not know them cannot insert a row
    ("gateway_computes", "last_processed_at", "857d8fa7fcc5", 92),
    ("gateway_computes", "status", "857d8fa7fcc5", 97),
    ("instances", "health", "728b1488b1b4", 43),
    ("jobs", "deployment_num", "35e90e1b0d3e", 33),
    ("runs", "deployment_num", "35e90e1b0d3e", 26),
    ("runs", "desired_replica_count", "35e90e1b0d3e", 27),
    ("runs", "priority", "bca2fdf130bf", 25),
    ("runs", "resubmission_attempt", "7ba3b59d7ca6", 25),
}

COUNTED = {"breaking": 8, "harmless": 106}


def releases(root: Path, corpus: Path, made: Path, name: str, older: Iterable[str], ini: str) -> tuple[Path, Path]:
    """A repository with a tag for each older release and the newest in the working tree, and an interpreter for all."""
    (root / "alembic.ini").write_text(ini)
    (root / ".gitignore").write_text("__pycache__/\n")
    repository(root)
    for release in older:
        target = corpus / "releases" / f"{name}-{release}"
        if not target.is_dir():
            install = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), f"{name}=={release}"]
            subprocess.run([str(made / "bin/python"), *install], check=True)
        shutil.rmtree(root / name, ignore_errors=True)
        shutil.copytree(target / name, root / name, ignore=shutil.ignore_patterns("statics"))
        commit_all(root, release)
        git(root, "tag", f"v{release}")
    (newest,) = made.glob(f"lib/python*/site-packages/{name}")
    shutil.rmtree(root / name)
    shutil.copytree(newest, root / name, ignore=shutil.ignore_patterns("statics", "__pycache__"))
    return root, made / "bin/python"


@pytest.fixture(scope="module")
def optuna(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    corpus = corpus_folder(tmp_path_factory)
    made = environment("optuna==4.5.0", corpus, "cmaes", "scipy", "cliff", "scikit-learn", "setuptools")
    return releases(tmp_path_factory.mktemp("optuna"), corpus, made, "optuna", EXPECTED, INI)


@pytest.fixture(scope="module")
def dstack(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    corpus = corpus_folder(tmp_path_factory)
    made = environment("dstack[server]==0.20.29", corpus / "0.20")  # a later one has another pydantic than its releases
    return releases(tmp_path_factory.mktemp("dstack"), corpus, made, "dstack", ("0.19.0",), DSTACK_INI)


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="its older releases do not import there")
@pytest.mark.parametrize("release", EXPECTED)
def test_what_the_newest_schema_means_to_a_release(release: str, optuna: tuple[Path, Path]) -> None:
    root, python = optuna
    done = migralint("verify", "--release", f"v{release}", "--python", str(python), "--format", "json", cwd=root)
    (target,) = json.loads(done.stdout)["targets"]
    assert target["failure"] is None
    found = {
        (
            *(one[name] for name in ("verdict", "kind", "object", "revision")),
            one["line"] if one["verdict"] == "breaking" else None,
        )
        for one in target["effects"]
    }
    assert found == EXPECTED[release]
    assert done.code == (1 if release == "2.10.1" else 0)


def test_a_year_of_a_server_that_its_release_does_not_survive(dstack: tuple[Path, Path]) -> None:
    """Counted by hand in docs/releases.md."""
    root, python = dstack
    done = migralint("verify", "--release", "v0.19.0", "--python", str(python), "--format", "json", cwd=root)
    (target,) = json.loads(done.stdout)["targets"]
    assert (target["failure"], done.code) == (None, 1)
    breaking = [one for one in target["effects"] if one["verdict"] == "breaking"]
    assert {one["kind"] for one in breaking} == {"column"}
    assert {tuple(one[name] for name in ("table", "object", "revision", "line")) for one in breaking} == DSTACK
    assert Counter(one["verdict"] for one in target["effects"]) == COUNTED
