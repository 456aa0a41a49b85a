"""Real directories, installed from the package index: the outcomes, each difference looked at and found to be real."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from migralint.database.result import FailureKind, Status, TargetResult
from migralint.database.verify import verify
from migralint.database.verify_options import VerifyOptions
from migralint.loading.candidates import the_one
from migralint.loading.discovery import discover

pytestmark = pytest.mark.corpus


@dataclass(frozen=True)
class Case:
    """A package, where its script directory is, and what verification says of it."""

    package: str
    path: str
    section: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    differences: int = 0
    failure: FailureKind | None = None


CASES = (
    Case("optuna==5.0.0", "optuna/storages/_rdb/alembic.ini", differences=4),
    Case("ihatemoney==7.2.1", "ihatemoney/migrations", differences=9),  # Flask-Migrate
    Case("openstack-placement==16.0.0", "placement/db/sqlalchemy/alembic.ini"),
    Case("barbican==23.0.0", "barbican/model/migration/alembic.ini"),
    Case("masakari==22.0.0", "masakari/db/sqlalchemy/alembic.ini"),
    Case("glance==33.0.0", "glance/db/sqlalchemy/alembic_migrations/alembic.ini", differences=8),
    # Its env.py imports only some of the models.
    Case("quetz-server==0.10.4", "quetz/migrations", options={"metadata": "quetz.jobs.models:Base"}, differences=5),
    Case("argilla-server==2.8.0", "argilla_server/alembic.ini", differences=6),  # its env.py changes the URL
    Case("dstack[server]==0.22.5", "dstack/_internal/server/alembic.ini", differences=3),
    Case("apache-airflow-providers-fab==3.10.2", "airflow/providers/fab/migrations", differences=1),
    Case("jupyterhub==6.1.1", "jupyterhub/alembic", failure=FailureKind.NOT_FROM_EMPTY),
    Case("meltano==4.4.1", "meltano/migrations", failure=FailureKind.MODELS_EMPTY),
    *(
        Case("skypilot==0.14.1", "sky/setup_files/alembic.ini", section, {"metadata": metadata}, differences)
        for section, metadata, differences in (
            ("state_db", "sky.global_user_state:Base", 0),
            ("serve_db", "sky.serve.serve_state:Base", 0),
            ("spot_jobs_db", "sky.jobs.state:Base", 1),
        )
    ),
)


@pytest.fixture(scope="module")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the virtual environments are made; MIGRALINT_CORPUS names a folder that keeps them for the next run."""
    kept = os.environ.get("MIGRALINT_CORPUS")
    return Path(kept) if kept else tmp_path_factory.mktemp("environments")


def installed(package: str, environments: Path) -> Path:
    """A virtual environment with the package."""
    folder = environments / re.split(r"[\[=]", package)[0]
    if not folder.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin/pip"), "install", "-q", package], check=True)
    return folder


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.package}-{case.section or ''}")
def test_outcome(case: Case, environments: Path) -> None:
    environment = installed(case.package, environments)
    (packages,) = environment.glob("lib/python*/site-packages")
    script = the_one(discover(str(packages / case.path), name=case.section))
    (target,) = verify(script, VerifyOptions(python=str(environment), **case.options)).targets
    if case.failure is not None:
        assert target.failure is not None
        assert target.failure.kind is case.failure
        return
    assert target.failure is None
    assert (target.status, len(drift(target))) == (Status.DRIFT if case.differences else Status.MATCH, case.differences)


def drift(target: TargetResult) -> list[str]:
    """The differences that are more than notes."""
    return [f"{one.kind} {one.table} {one.object}" for one in target.differences if not one.note]
