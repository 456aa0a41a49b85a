"""What `import *` may set is looked up where the module is, or is trusted by a setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.checked_files import checked_files
from tests.support.trees import write_tree


@pytest.mark.parametrize(
    ("module", "settings", "known"),
    [
        ("", "", False),
        ("x = 1\n", "", True),
        ("__all__ = ['Model']\nrevision = 1\n", "", True),
        ("depends_on = 'b2'\n", "", False),
        ("from .inner import *\n", "", False),
        ("", 'trusted-star-imports = ["peewee"]\n', True),
        ("", 'trusted-star-imports = ["other"]\n', False),
    ],
    ids=[
        "not there",
        "without the names",
        "by __all__",
        "sets one",
        "unknown further on",
        "trusted",
        "another trusted",
    ],
)
def test_a_star_import_is_looked_up_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, settings: str, known: bool
) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    installed = ".venv/lib/python3.11/site-packages/peewee.py"
    write_tree(tmp_path, {"migralint.toml": settings, **({installed: module} if module else {})})
    text = 'from peewee import *\nrevision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n    pass\n'
    assert checked_files({"a1.py": text}, tmp_path) == ({} if known else {"a1.py": ["ML203 warning"]})
