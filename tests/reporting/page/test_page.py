"""A page says the same in both renderings, and text from files cannot become markup in either."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from syrupy.assertion import SnapshotAssertion

from migralint.reporting.page.html import body_lines
from migralint.reporting.page.markdown import markdown_lines
from migralint.reporting.page.page import (
    BREAK,
    Bullets,
    Code,
    Details,
    Heading,
    Listing,
    Page,
    Paragraph,
    Table,
    inline,
    marked,
)

HOSTILE = "<script>alert(1)</script> | *x* [a](b) # @someone \x1b[2J `c` ```"
PAGE = Page(
    inline("Title with ", Code("code")),
    (
        Heading(inline("Section")),
        Paragraph(inline("A sentence with ", Code("alembic upgrade heads"), ".")),
        Bullets((inline("one"), inline("two")), tasks=True),
        Table(("name", "value"), ((inline(Code("a|b")), inline("x|y")),)),
        Details(inline("More <here>"), (Listing("diff", ("-old", "+new", " same ```")),)),
    ),
)


class Tags(HTMLParser):
    """Collects tags and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_markdown(snapshot: SnapshotAssertion) -> None:
    assert "\n".join(markdown_lines(PAGE)) == snapshot


def test_html(snapshot: SnapshotAssertion) -> None:
    assert "\n".join(body_lines(PAGE)) == snapshot


@pytest.mark.parametrize("make", [lambda text: text, Code], ids=["text", "code"])
def test_html_holds_no_markup_of_others(make: type[str]) -> None:
    page = Page(inline("x"), (Paragraph(inline(make(HOSTILE))), Bullets((inline(make(HOSTILE)),))))
    parser = Tags()
    parser.feed("\n".join(body_lines(page)))
    assert "script" not in parser.tags
    assert "<script>alert(1)</script> | *x* [a](b) # @someone \\x1b[2J" in parser.text


def test_markdown_holds_no_markup_of_others() -> None:
    (_, _, text) = markdown_lines(Page(inline("x"), (Paragraph(inline(HOSTILE)),)))
    assert text == (
        r"&lt;script&gt;alert(1)&lt;/script&gt; \| \*x\* \[a\](b) \# @" + "\u200b" + r"someone \\x1b\[2J \`c\` \`\`\`"
    )


def test_code_in_markdown_keeps_its_backticks() -> None:
    (_, _, text) = markdown_lines(Page(inline("x"), (Paragraph(inline(Code("`a` ``b``"))),)))
    assert text == "``` `a` ``b`` ```"


def test_what_stands_between_two_backticks_of_a_message_is_code() -> None:
    assert marked("run `git merge`, then `x`") == ("run ", "git merge", ", then ", "x")
    assert [isinstance(one, Code) for one in marked("run `git merge`, then `x`")] == [False, True, False, True]
    assert marked("one ` alone") == ("one ` alone",)


def test_a_line_may_end_within_a_bullet() -> None:
    page = Page(inline("x"), (Bullets((inline("one", BREAK, "<br>"),)),))
    assert list(markdown_lines(page))[-1] == "- one<br>&lt;br&gt;"
    assert list(body_lines(page))[1] == "<li>one<br>&lt;br&gt;</li>"


def test_a_summary_holds_no_markup_of_others_and_no_link() -> None:
    page = Page(inline("x"), (Details(inline(Code("<i>"), " <b> https://example.com @someone"), ()),))
    assert list(markdown_lines(page))[3] == (
        "<summary><code>&lt;i&gt;</code> &lt;b&gt; https\u200b://example.com @\u200bsomeone</summary>"
    )
