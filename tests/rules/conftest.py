"""The server that documented examples of PostgreSQL run on."""

from __future__ import annotations

from tests.support.postgresql import postgresql_server

__all__ = ["postgresql_server"]
