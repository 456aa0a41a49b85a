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
    """The project's interpreter or virtual environment; None: it is chosen automatically."""
    metadata: str | None = None
    """The "package.module:attribute" that replaces env.py's target_metadata."""
    imports: tuple[str, ...] = ()
    """Modules that define models and that env.py does not import."""
    app: str | None = None
    """ "package:create_app": the Flask application whose context the project needs."""
    x: tuple[str, ...] = ()
    """-x arguments for env.py."""
    attributes: Mapping[str, object] = field(default_factory=dict)
    """The content of `config.attributes`; the string "import package.module:object" stands for that object."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Additional environment variables."""
    sys_path: tuple[str, ...] = ()
    """Absolute folders at the beginning of the import path."""
    setup_sql: tuple[str, ...] = ()
    """Statements that are run first on both databases."""
    start: str | None = None
    """The state from which the migrations start: an SQL file or "package.module:metadata"; None: an empty database."""
    strict: bool = False
    """Whether notes are drift."""
    emulate: bool = True
    """False for --strict-sqlite."""
    timeout: float = 600.0
    """Seconds for all project code together."""
    allow: tuple[AllowEntry, ...] = ()
    """Differences that the project accepts."""
    dialect: str | None = None
    """The dialect for which the migrations are written; None: that of env.py's URL."""
    dialects: tuple[str, ...] = ()
    """All dialects that the settings declare; empty: they declare none."""
    settings_file: str = ""
    """The file that contains these settings, or would contain them; absolute."""
    settings_stand: bool = False
    """Whether that file already has the table."""
    secret_variables: frozenset[str] = frozenset()
    """Environment variables that contain the URLs of real databases: project code does not see them."""
