"""The first run on real projects: its exit status, and which kinds of findings it has (docs/first-run.md)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command_line import migralint_process
from tests.support.corpus import corpus_folder, installed

pytestmark = pytest.mark.corpus

EXPECTED = {
    "apache-superset==6.1.0": (0, {"ML205 info"}),
    "optuna==5.0.0": (0, set()),
    "dstack==0.22.5": (0, {"ML205 info"}),
    "glance==33.0.0": (0, {"ML205 info"}),
    "octavia==19.0.0": (0, {"ML205 info"}),
    "zenml==0.98.0": (0, {"ML107 info", "ML205 info"}),
    "ihatemoney==7.2.1": (0, set()),
    "mlflow==3.18.0": (0, set()),
    "lemur==1.9.3": (0, {"ML205 info", "ML214 info"}),
    "jupyterhub==6.1.1": (0, {"ML205 info", "ML214 info"}),
    "manila==23.0.1": (0, {"ML205 info", "ML206 info"}),
    "ckan==2.12.0": (0, {"ML205 info", "ML206 info"}),
    "cloudkitty==25.0.0": (1, {"ML205 info", "ML312 error"}),
    "langflow-base==1.13.0": (0, {"ML108 info", "ML205 info", "ML206 info", "ML210 info"}),
}


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpus_folder(tmp_path_factory)


@pytest.mark.parametrize("package", EXPECTED)
def test_the_first_run(package: str, corpus: Path) -> None:
    folder = installed(package, corpus)
    done = migralint_process("check", "--no-cache", "--format", "json", folder, cwd=corpus)
    findings = json.loads(done.stdout)["findings"]
    # What merged revisions do to a database is information, and there is much of it. An installed package is released.
    told = [one for one in findings if one["severity"] != "info" or not one["code"].startswith("ML3")]
    kinds = {f"{one['code']} {one['severity']}" for one in told}
    assert (done.code, kinds) == EXPECTED[package]


def test_where_revisions_are_named_in_code_the_folders_are_listed(corpus: Path) -> None:
    done = migralint_process("check", "--no-cache", installed("prefect==3.9.1", corpus), cwd=corpus)
    assert done.code == 2
    assert "versions/postgresql" in done.stderr and "versions/sqlite" in done.stderr
