"""Real directories, installed from the package index: the outcomes, each difference real and taken away by its mend."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from migralint.database.options import VerifyOptions
from migralint.database.result import FailureKind, Status, TargetResult
from migralint.database.sqlite.reader import read_sqlite
from migralint.database.verify import judge as judgement
from migralint.database.verify.verify import verify
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.discovery import discover
from migralint.schema.compare import Difference
from migralint.schema.database import Database
from migralint.schema.mend.differences import compare_and_mend
from tests.mutations.test_mends_sqlite import run_mend
from tests.support.corpus import corpus_folder, environment

pytestmark = pytest.mark.corpus


@dataclass(frozen=True)
class Case:
    """A package, where its script directory is, and what verification says of it."""

    package: str
    path: str
    section: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    drift: dict[str, int] = field(default_factory=dict)
    """How many differences of each kind; notes are not counted."""
    why: str = "both sides say the same"
    """Where the differences come from, or why there is no comparison."""
    failure: FailureKind | None = None


CASES = (
    Case(
        "optuna==5.0.0",
        "optuna/storages/_rdb/alembic.ini",
        drift={"table": 1, "column-nullable": 1, "index": 2},
        why="a table that no revision makes, a column that two wrote differently, an index under two names",
    ),
    Case(
        "ihatemoney==7.2.1",  # Flask-Migrate
        "ihatemoney/migrations",
        drift={"column-type": 3, "column-default": 3, "column-nullable": 2, "primary-key": 1},
        why="billowers has no key in the migrations; server defaults and sizes that only one side has",
    ),
    Case("openstack-placement==16.0.0", "placement/db/sqlalchemy/alembic.ini"),
    Case("barbican==23.0.0", "barbican/model/migration/alembic.ini"),
    Case("masakari==22.0.0", "masakari/db/sqlalchemy/alembic.ini"),
    Case(
        "glance==33.0.0",
        "glance/db/sqlalchemy/alembic_migrations/alembic.ini",
        drift={"check-constraint": 8},
        why="the migrations' Boolean has create_constraint, the models' has not; batch mode dropped those of images",
    ),
    Case(
        "quetz-server==0.10.4",
        "quetz/migrations",
        # Its env.py imports only some of the models.
        options={"imports": ("quetz.jobs.models", "quetz.metrics.db_models")},
        drift={"column-type": 3, "column-default": 1},
        why="BIGINT only where the dialect is PostgreSQL; a default date for rows of that time that stayed",
    ),
    Case(
        "argilla-server==2.8.0",  # its env.py changes the URL
        "argilla_server/alembic.ini",
        drift={"column-type": 4, "column-default": 2},
        why="enums that are plain strings in the migrations; defaults that the models do not have",
    ),
    Case(
        "dstack[server]==0.22.5",
        "dstack/_internal/server/alembic.ini",
        drift={"column-default": 1, "index": 1, "constraint-name": 1},
        why="a default, DESC of an index that batch mode forgot, a key named for a column renamed since (instace_id)",
    ),
    Case(
        "apache-airflow-providers-fab==3.10.2",
        "airflow/providers/fab/migrations",
        drift={"column-collation": 1},
        why="batch mode forgot COLLATE NOCASE of ab_register_user.username",
    ),
    Case("aim==3.29.1", "aim/storage/migrations/alembic.ini", why="two UNIQUE that stand there twice are notes"),
    Case("aim==3.29.1", "aim/web/migrations/alembic.ini"),
    Case(
        "jupyterhub==6.1.1",
        "jupyterhub/alembic",
        why="the first tables came from create_all; a revision that calls the project's own code might make them too",
        failure=FailureKind.PROJECT_ERROR,
    ),
    Case(
        "meltano==4.4.1",
        "meltano/migrations",
        why="its env.py sets no target_metadata",
        failure=FailureKind.MODELS_EMPTY,
    ),
    Case(
        "meltano==4.4.1",
        "meltano/migrations",
        options={
            "metadata": "meltano.core.models:SystemModel",
            "imports": ("meltano.core.job", "meltano.core.job_state", "meltano.core.setting"),
        },
        drift={"column-type": 5, "column-nullable": 6},
        why="the migrations give sizes and allow NULL, the models do neither",
    ),
    *(
        Case("skypilot==0.14.1", "sky/setup_files/alembic.ini", section, {"metadata": metadata}, drift, why)
        for section, metadata, drift, why in (
            ("state_db", "sky.global_user_state:Base", {}, "the first revision makes the tables of today's models"),
            ("serve_db", "sky.serve.serve_state:Base", {}, "the same"),
            ("spot_jobs_db", "sky.jobs.state:Base", {"index": 1}, "an index that the models do not have"),
            ("sky_config_db", "sky.skypilot_config:Base", {}, "one revision, of today's models"),
            ("kv_cache_db", "sky.utils.db.kv_cache:Base", {}, "the same"),
            ("recipes_db", "sky.recipes.db:Base", {}, "the same"),
        )
    ),
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpus_folder(tmp_path_factory)


def name(case: Case) -> str:
    folder = case.path.removesuffix("/alembic.ini").rpartition("/")[0].rpartition("/")[2]
    return "-".join(filter(None, (case.package, case.section or folder, "given" if case.options else "")))


def result(case: Case, corpus: Path, **more: Any) -> TargetResult:
    own = environment(case.package, corpus)
    (packages,) = own.glob("lib/python*/site-packages")
    script = the_one(discover(str(packages / case.path), name=case.section))
    (target,) = verify(script, VerifyOptions(python=str(own), **case.options, **more)).targets
    return target


@pytest.mark.parametrize("case", CASES, ids=name)
def test_outcome(case: Case, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with monkeypatch.context() as patched:
        kept = Kept(tmp_path)
        patched.setattr(judgement, "read_sqlite", kept.read)
        target = result(case, corpus, environment={"HOME": str(home)})
    assert databases(home) == []
    if case.failure is not None:
        assert target.failure is not None
        assert target.failure.kind is case.failure, case.why
        return
    assert target.failure is None
    assert (target.status, drift(target.differences)) == (Status.DRIFT if case.drift else Status.MATCH, case.drift), (
        case.why
    )
    assert target.exact
    assert target.models is not None
    assert drift(compare_and_mend(target.models, kept.read_again(), project_dialect=target.dialect)) == case.drift
    for one in target.differences:
        if not one.note:
            run_mend(kept.migrations, one.mend)
    assert drift(compare_and_mend(target.models, kept.read_again(), project_dialect=target.dialect)) == {}


def drift(differences: Iterable[Difference]) -> Counter[str]:
    """How many differences of each kind are more than notes."""
    return Counter(one.kind for one in differences if not one.note)


class Kept:
    """Reads databases, and keeps a copy of the last one: that of the migrations."""

    def __init__(self, folder: Path) -> None:
        self.migrations = folder / "migrations.sqlite"
        self.schemas: dict[str, str] = {}
        self.options: dict[str, Any] = {}

    def read(self, path: str, schemas: Mapping[str, str], **options: Any) -> Database:
        shutil.copy(path, self.migrations)
        for schema, file in schemas.items():
            self.schemas[schema] = str(shutil.copy(file, self.migrations.with_name(f"{schema}.sqlite")))
        self.options = options
        return read_sqlite(path, schemas, **options)

    def read_again(self) -> Database:
        return read_sqlite(str(self.migrations), self.schemas, **self.options)


def databases(folder: Path) -> list[Path]:
    """SQLite's files in a folder."""
    return [path for path in folder.rglob("*") if path.is_file() and path.read_bytes()[:16] == b"SQLite format 3\0"]


@pytest.mark.parametrize("there", [True, False])
def test_the_database_that_argilla_leads_to_is_left_alone(corpus: Path, tmp_path: Path, there: bool) -> None:
    """Its env.py overwrites sqlalchemy.url by what the settings say."""
    (case,) = (case for case in CASES if case.package.startswith("argilla"))
    own = tmp_path / "argilla.db"
    if there:
        with closing(sqlite3.connect(own)) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            connection.commit()
    before = own.read_bytes() if there else None
    variables = {"ARGILLA_DATABASE_URL": f"sqlite+aiosqlite:///{own}", "ARGILLA_HOME_PATH": str(tmp_path)}
    target = result(case, corpus, environment=variables)
    assert (target.failure, target.refused, target.revisions) == (None, (), 24)
    assert (own.read_bytes() if own.exists() else None) == before
    assert not list(tmp_path.glob("argilla.db-*"))
