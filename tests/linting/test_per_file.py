"""The setting `per-file-ignores`."""

from __future__ import annotations

import pytest

from migralint.linting.per_file import read_per_file_ignores
from migralint.rules.catalog import CATALOG
from migralint.source.errors import InputError


@pytest.mark.parametrize(
    ("glob", "path", "ignored"),
    [
        ("versions/a1_*.py", "/p/versions/a1_x.py", True),
        ("versions/a1_*.py", "/p/versions/b2_x.py", False),
        ("a1_*.py", "/p/deep/below/a1_x.py", True),  # without a slash: the name alone
        ("versions/*", "/p/other/versions/a1_x.py", False),
        ("*/versions/*", "/p/other/versions/a1_x.py", True),
        ("../shared/*.py", "/shared/a1.py", True),
    ],
)
def test_globs_are_relative_to_the_settings(glob: str, path: str, ignored: bool) -> None:
    ignores = read_per_file_ignores(CATALOG, {glob: ("ML2", "multiple-heads")}, "/p")
    assert ignores.ignores(path, "ML205") is ignored
    assert ignores.ignores(path, "ML101") is ignored
    assert not ignores.ignores(path, "ML102")


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(InputError, match="ML999"):
        read_per_file_ignores(CATALOG, {"*": ("ML999",)}, "/p")
