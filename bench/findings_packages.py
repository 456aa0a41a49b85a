"""The packages whose findings `bench/findings.py` draws, and the databases that each of them supports."""

from __future__ import annotations

from typing import NamedTuple


class Package(NamedTuple):
    """A package with Alembic directories."""

    requirement: str
    dialects: tuple[str, ...]
    paths: tuple[str, ...] = ()
    """What `check` has to be told, where the configuration does not say where the revisions are."""

    @property
    def name(self) -> str:
        """The name of the package."""
        return self.requirement.partition("==")[0]


_ALL = ("postgresql", "mysql", "sqlite")
_SERVERS = ("postgresql", "mysql")
_BOTH = ("postgresql", "sqlite")

PACKAGES = (
    Package("aiida-core==2.9.4", ("postgresql",)),
    Package("aim==3.29.1", ("sqlite",)),
    Package("apache-airflow-core==3.3.2", _ALL),
    Package("apache-superset==6.1.0", _ALL),
    Package("argilla-server==2.8.0", _BOTH),
    Package("arize-phoenix==20.26.1", _BOTH),
    Package("barbican==23.0.0", _SERVERS),
    Package("buildbot==4.3.0", _ALL),
    Package("ckan==2.12.0", ("postgresql",)),
    Package("cloudkitty==25.0.0", _SERVERS),
    Package("dagster==1.13.29", _ALL),
    Package("designate==23.0.0", ("mysql",)),
    Package("dstack==0.22.5", _BOTH),
    Package("fief-server==0.27.0", _ALL),
    Package("glance==33.0.0", _SERVERS),
    Package("ihatemoney==7.2.1", _ALL),
    Package("indico==3.2.9", ("postgresql",)),
    Package("ironic==39.0.0", ("mysql", "sqlite")),
    Package("jupyterhub==6.1.1", _ALL),
    Package("langflow-base==1.13.0", _BOTH),
    Package("lemur==1.9.3", ("postgresql",)),
    Package("magnum==23.0.0", ("mysql",)),
    Package("manila==23.0.1", ("mysql",)),
    Package("meltano==4.4.1", _BOTH),
    Package("mistral==23.0.0", ("mysql",)),
    Package("mlflow==3.18.0", _ALL),
    Package("octavia==19.0.0", ("mysql",)),
    Package("open-webui==0.12.4", _BOTH),
    Package("optuna==5.0.0", _ALL),
    Package(
        "prefect==3.9.1",
        _BOTH,
        (
            "prefect/server/database/_migrations/versions/postgresql",
            "prefect/server/database/_migrations/versions/sqlite",
        ),
    ),
    Package("quetz-server==0.10.4", _BOTH),
    Package("rucio==41.5.1", (*_ALL, "oracle")),
    Package("skypilot==0.14.1", _BOTH),
    Package("tacker==16.0.0", ("mysql",)),
    Package("zenml==0.98.0", ("mysql", "sqlite")),
    Package("zou==1.0.97", ("postgresql",)),
    Package("zun==18.0.0", ("mysql",)),
)
