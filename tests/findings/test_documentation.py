"""A rule's docstring as its documentation page."""

from __future__ import annotations

import pytest

from migralint.findings.documentation import code_of, read_documentation


def test_sections_are_taken_apart() -> None:
    page = read_documentation(
        """Something is wrong.

        Why:
            Because.

        Example:
            Look:

                a <- b

        Instead:
                a
                  b

        Note:
            Two
            lines.
        """
    )
    assert (page.summary, page.why, page.note) == ("Something is wrong.", "Because.", "Two\nlines.")
    assert page.example == "Look:\n\n    a <- b"
    assert (page.found_code, page.clean_code) == ("a <- b\n", "a\n  b\n")


@pytest.mark.parametrize("docstring", ["", "No full stop", "Only this.", "Two\nlines.\n\nWhy:\n    x"])
def test_another_layout_is_refused(docstring: str) -> None:
    with pytest.raises(ValueError, match="docstring"):
        read_documentation(docstring)


def test_blank_lines_inside_a_block_of_code_stay() -> None:
    assert code_of("text\n\n    a\n\n    b\n\ntext") == "a\n\nb\n"
