"""Facts from outside the revision files: read only when a rule asks for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property

from msgspec import Struct, field

_SETS_LOCATIONS = re.compile(
    r"""set_(?:main_option\(|section_option\(\s*[^,()]+,)\s*["']version_locations["']""",
)


class MappedTable(Struct, frozen=True):
    """A table that a class or a `Table(…)` of the application maps."""

    table: str
    columns: frozenset[str] | None
    """The names of its columns in lower case; None: not all are known."""
    path: str
    """Absolute path of the file."""
    line: int


class ProjectFacts(Struct, frozen=True, dict=True):
    """The project around a script directory. Every reader returns an empty value if there is nothing to read."""

    read_env: Callable[[], str] = lambda: ""
    """The text of env.py."""
    read_configuration: Callable[[], str] = lambda: ""
    """The text of alembic.ini or of pyproject.toml."""
    read_requirements: Callable[[], Mapping[str, str]] = field(default_factory=lambda: dict)
    """The packages that the project declares, by their names in lower case with `-`, each with its version range."""
    read_packages: Callable[[], frozenset[str]] = frozenset
    """The names of the project's own top-level packages and modules."""
    read_naming: Callable[[], tuple[str, ...]] = tuple
    """The texts of the files that set a naming convention."""
    read_models: Callable[[], tuple[MappedTable, ...]] = tuple
    """The tables that the application maps, by literal names."""
    read_pragmas: Callable[[], tuple[str, ...]] = tuple
    """The texts of the application's files that mention SQLite's foreign_keys."""
    read_locations: Callable[[], tuple[str, ...]] = tuple
    """The texts of the application's files that mention version_locations."""

    @cached_property
    def env(self) -> str:
        """The text of env.py; empty if there is none."""
        return self.read_env()

    @cached_property
    def configuration(self) -> str:
        """The text of Alembic's configuration; empty if there is none."""
        return self.read_configuration()

    @cached_property
    def requirements(self) -> Mapping[str, str]:
        """The packages that the project declares."""
        return self.read_requirements()

    @cached_property
    def packages(self) -> frozenset[str]:
        """The project's own packages."""
        return self.read_packages()

    @cached_property
    def naming(self) -> tuple[str, ...]:
        """The texts of env.py and of those files of the application that contain the word naming_convention."""
        return self.read_naming()

    @cached_property
    def models(self) -> tuple[MappedTable, ...]:
        """The tables that the application maps."""
        return self.read_models()

    @cached_property
    def pragmas(self) -> tuple[str, ...]:
        """The texts of those files of the application that contain the word foreign_keys."""
        return self.read_pragmas()

    @cached_property
    def sets_locations(self) -> bool:
        """Whether env.py or the application sets version_locations: there may be more than those that are read."""
        return any(_SETS_LOCATIONS.search(text) for text in (self.env, *self.read_locations()))
