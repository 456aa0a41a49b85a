"""The options of a verification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from migralint.schema.compare import AllowEntry


class VerifyOptions(Struct, frozen=True):
    """The options of `migralint verify`, and the settings of [tool.migralint.verify]."""

    python: str | None = None
    """The project's interpreter or virtual environment; None: chosen."""
    metadata: str | None = None
    """"package.module:attribute" in place of env.py's target_metadata."""
    imports: tuple[str, ...] = ()
    """Modules that define models and that env.py does not import."""
    app: str | None = None
    """"package:create_app": the Flask application whose context is needed."""
    x: tuple[str, ...] = ()
    """-x arguments for env.py."""
    attributes: Mapping[str, object] = field(default_factory=dict)
    """For `config.attributes`; the string "import package.module:object" stands for that object."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """More environment variables."""
    sys_path: tuple[str, ...] = ()
    """Absolute folders that come first on the import path."""
    setup_sql: tuple[str, ...] = ()
    """Statements run on both databases first."""
    start: str | None = None
    """What the migrations start from: an SQL file or "package.module:metadata"; None: an empty database."""
    strict: bool = False
    """Notes are drift."""
    emulate: bool = True
    """False is --strict-sqlite."""
    timeout: float = 600.0
    """Seconds for everything that project code does."""
    allow: tuple[AllowEntry, ...] = ()
    """Differences that the project accepts."""
    dialect: str | None = None
    """The dialect that the migrations are written for; None: what env.py's URL says."""
    dialects: tuple[str, ...] = ()
    """All dialects that the project runs on, as the settings say; empty: they do not."""
    settings_file: str = ""
    """The file of these settings, or where they would be written; absolute."""
    settings_stand: bool = False
    """Whether that file has the table already."""
    secret_variables: frozenset[str] = frozenset()
    """Environment variables that hold the URLs of real databases: project code does not see them."""
