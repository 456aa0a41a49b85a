"""The server that tests of this folder share."""

from __future__ import annotations

from tests.support.postgresql import postgresql_server

__all__ = ["postgresql_server"]
