"""The real projects of docs/real-projects.md."""

from __future__ import annotations

from tests.support.real_projects import RealProject

IHATEMONEY = """\
import sys
from flask_migrate import upgrade
from ihatemoney.run import create_app
class Own:
    SQLALCHEMY_DATABASE_URI = {uri!r}
"""
PROJECTS = (
    RealProject("optuna==5.0.0", "optuna/storages/_rdb/alembic"),
    RealProject(
        "quetz-server==0.10.4",
        "quetz/migrations",
        settings='imports = ["quetz.jobs.models", "quetz.metrics.db_models"]\n',
    ),
    RealProject(
        "dstack[server]==0.22.5",
        "dstack/_internal/server/migrations",
        variables={"DSTACK_DATABASE_URL": "sqlite+aiosqlite:///{path}"},
        databases=("sqlite", "postgresql"),
    ),
    RealProject("mlflow==3.17.2", "mlflow/store/db_migrations", databases=("sqlite", "postgresql")),
    RealProject("apache-superset==6.1.0", "superset/migrations", dialect="postgresql", static=True),
)
