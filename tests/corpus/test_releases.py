"""Releases of a real project from the package index: what the newest schema means to each of the older ones."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
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


@pytest.fixture(scope="module")
def optuna(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A repository with a tag for each release and the newest in the working tree, and an interpreter for all."""
    corpus = corpus_folder(tmp_path_factory)
    made = environment("optuna==4.5.0", corpus, "cmaes", "scipy", "cliff", "scikit-learn", "setuptools")
    root = tmp_path_factory.mktemp("optuna")
    (root / "alembic.ini").write_text(INI)
    (root / ".gitignore").write_text("__pycache__/\n")
    repository(root)
    for release in EXPECTED:
        target = corpus / "releases" / f"optuna-{release}"
        if not target.is_dir():
            install = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), f"optuna=={release}"]
            subprocess.run([str(made / "bin/python"), *install], check=True)
        shutil.rmtree(root / "optuna", ignore_errors=True)
        shutil.copytree(target / "optuna", root / "optuna")
        commit_all(root, release)
        git(root, "tag", f"v{release}")
    (newest,) = made.glob("lib/python*/site-packages/optuna")
    shutil.rmtree(root / "optuna")
    shutil.copytree(newest, root / "optuna")
    return root, made / "bin/python"


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
