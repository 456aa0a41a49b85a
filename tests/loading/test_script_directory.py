"""A script directory is a plain value with Alembic's defaults."""

from __future__ import annotations

import pytest
from alembic.script import base

from migralint.loading.script_directory import DEFAULT_FILE_TEMPLATE, ScriptDirectory


def test_the_default_file_template_is_alembics() -> None:
    assert base._default_file_template == DEFAULT_FILE_TEMPLATE


def test_it_cannot_be_changed() -> None:
    script = ScriptDirectory("/p/migrations", ("/p/migrations/versions",))
    with pytest.raises(AttributeError):
        script.path = "/elsewhere"  # type: ignore[misc]
