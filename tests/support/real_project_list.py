"""The real projects of docs/real-projects.md."""

from __future__ import annotations

from tests.support.real_projects import RealProject

IHATEMONEY = """\
import sys
from flask import Flask
from flask_migrate import Migrate, upgrade
from ihatemoney.models import db
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///" + sys.argv[4]
db.init_app(app)
Migrate(app, db)
with app.app_context():
    upgrade(sys.argv[2], sys.argv[3])
"""
"""Its own application upgrades by itself, with the revisions of the installed package."""
PREFECT = """\
import sys
sys.path.insert(0, sys.argv[1])
import anyio
from alembic import command
from alembic.config import Config
async def upgrade():
    await anyio.to_thread.run_sync(command.upgrade, Config(sys.argv[1] + "/alembic.ini"), sys.argv[3])
anyio.run(upgrade)
"""
"""Its env.py wants a worker thread of anyio."""
MLFLOW = """\
import os, sys
import sqlalchemy
from alembic import command
from alembic.config import Config
from mlflow.store.tracking.dbmodels.initial_models import Base
if not os.path.exists(sys.argv[4]):
    Base.metadata.create_all(sqlalchemy.create_engine("sqlite:///" + sys.argv[4]))
config = Config()
config.set_main_option("script_location", sys.argv[2])
config.set_main_option("sqlalchemy.url", "sqlite:///" + sys.argv[4])
command.upgrade(config, sys.argv[3])
"""
"""Its history starts from tables that create_all of the first models makes."""
AIM = {"__AIM_UI_MOUNT_REPO_PATH__": "{folder}", "__AIM_REPO_NAME__": "."}
PROJECTS = (
    RealProject("ihatemoney==7.2.1", "ihatemoney/migrations", flask=True, program=IHATEMONEY, whole=True),
    RealProject("aim==3.29.1", "aim/web/migrations", variables=AIM),
    RealProject(
        "argilla-server==2.8.0",
        "argilla_server/alembic",
        variables={"ARGILLA_DATABASE_URL": "sqlite+aiosqlite:///{path}"},
    ),
    RealProject(
        "openstack-placement==16.0.0",
        "placement/db/sqlalchemy/alembic",
        variables={"OS_PLACEMENT_DATABASE__CONNECTION": "sqlite:///{path}"},
    ),
    RealProject(
        "prefect==3.9.1",
        "prefect/server/database/_migrations",
        "versions/sqlite",
        program=PREFECT,
        whole=True,
        variables={"PREFECT_API_DATABASE_CONNECTION_URL": "sqlite+aiosqlite:///{path}"},
    ),
    RealProject(
        "zenml[server]==0.98.0", "zenml/zen_stores/migrations", variables={"ZENML_STORE_URL": "sqlite:///{path}"}
    ),
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
        more=("psycopg2-binary",),
        options="recursive_version_locations = true\n",
    ),
    RealProject(
        "mlflow==3.17.2",
        "mlflow/store/db_migrations",
        databases=("sqlite", "postgresql"),
        settings=(
            'imports = ["mlflow.store.tracking.dbmodels.models"]\n'
            'start = "mlflow.store.tracking.dbmodels.initial_models:Base"\n'
        ),
        program=MLFLOW,
        more=("psycopg2-binary",),
    ),
    RealProject("apache-superset==6.1.0", "superset/migrations", dialect="postgresql", static=True),
)
