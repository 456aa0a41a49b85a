"""The rules about operations read every revision of real directories, without a crash, on every dialect."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command_line import migralint
from tests.support.corpus import corpus_folder, installed, script_directories

pytestmark = pytest.mark.corpus

PACKAGES = (
    "apache-superset==6.1.0", "mlflow", "zenml", "optuna", "dagster", "apache-airflow-core", "langflow-base",
    "open-webui", "prefect",
)  # fmt: skip


@pytest.mark.parametrize("package", PACKAGES)
def test_every_revision_is_read(package: str, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    settings = tmp_path / "migralint.toml"
    settings.write_text('dialect = ["postgresql", "mysql", "mariadb", "sqlite"]\n')
    directories = script_directories(installed(package, corpus_folder(tmp_path_factory)))
    assert directories
    for location in (one for directory in directories for one in directory.version_locations):
        select = ("--select", "ML3", "--settings", str(settings))
        outcome = migralint("check", location, "--no-cache", "--format", "json", *select, cwd=tmp_path)
        assert outcome.code in (0, 1), outcome.stderr
        assert json.loads(outcome.stdout)["findings"]
