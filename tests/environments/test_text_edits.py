"""Texts that are written into a manifest come back from any TOML reader as they were."""

from __future__ import annotations

import tomllib

from hypothesis import example, given
from hypothesis import strategies as st

from migralint.environments.text_edits import key_text, quoted

TEXTS = st.text(st.characters(exclude_categories=("Cs",)))


@given(TEXTS)
@example('a"b\\c\n\t\r\x00\x7f\u2028é')
def test_a_quoted_text_is_one_line_and_comes_back(text: str) -> None:
    written = quoted(text)
    assert "\n" not in written and "\r" not in written
    assert tomllib.loads(f"x = {written}") == {"x": text}


@given(TEXTS)
def test_a_key_comes_back(name: str) -> None:
    assert tomllib.loads(f"{key_text(name)} = 1") == {name: 1}
