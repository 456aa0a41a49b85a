"""The pytest plugin: options, the items of `--migralint`, the fixture. Imports only pytest until it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from migralint.testing.database import MigrationDatabase
    from migralint.testing.target import Target


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and ini keys."""
    group = parser.getgroup("migralint", "Alembic migrations (migralint)")
    group.addoption(
        "--migralint",
        action="store_true",
        default=False,
        help="Test the migrations: check, one head, verify, upgrade-downgrade-upgrade, seeds.",
    )
    group.addoption(
        "--migralint-database",
        action="append",
        default=None,
        metavar="DATABASE",
        help=(
            "The database: sqlite, postgresql (a temporary server) or a server's URL; repeatable. Default: the "
            "settings."
        ),
    )
    parser.addini("migralint_path", "PATH of the migrations, as in the commands of migralint.", default=".")
    parser.addini("migralint_seeds", "A file of seeds for --migralint, relative to the root.", default="")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add our items if they are requested; the selection of other plugins applies to them too."""
    if config.getoption("--migralint"):
        from migralint.testing.items import our_items

        items.extend(our_items(session))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test of `migration_database` once for each database, unless it names its own."""
    if "migration_database" not in metafunc.fixturenames:
        return
    for mark in metafunc.definition.iter_markers("parametrize"):
        names = mark.args[0] if mark.args else mark.kwargs.get("argnames", "")
        if "migration_database" in (names.split(",") if isinstance(names, str) else names):
            return
    databases = metafunc.config.getoption("--migralint-database")
    if databases is None:
        from migralint.source.errors import InputError
        from migralint.testing.target import target_of

        try:
            databases = list(target_of(metafunc.config).databases())
        except InputError:  # the fixture raises it too, and a test shows it better than the collection
            return
    if len(databases) > 1:
        metafunc.parametrize("migration_database", databases, indirect=True, ids=_names(databases))


@pytest.fixture(scope="session")
def _migralint_target(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The project and the servers that were started for it; each worker of pytest-xdist has its own."""
    from migralint.testing.target import target_of

    target = target_of(pytestconfig)
    with target.serving(tmp_path_factory.mktemp("migralint")):
        yield target


@pytest.fixture
def migration_database(request: pytest.FixtureRequest, _migralint_target: Target) -> Iterator[MigrationDatabase]:
    """Scratch databases for tests of migrations: `migration_database.at(REV)` is one as it is just before REV."""
    from migralint.testing.database import MigrationDatabase

    with MigrationDatabase(_migralint_target, getattr(request, "param", None)) as database:
        yield database


def _names(databases: list[str]) -> list[str]:
    """Test ids: the kinds of the databases, never their URLs."""
    return [database.partition(":")[0].partition("+")[0] for database in databases]
