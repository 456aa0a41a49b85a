"""The page as it is printed: everything, one line a row, whatever the screen looks like."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.support.browser import Open

pytestmark = pytest.mark.browser
PRINTED_ROW = 20
PAPER_WIDTH, PAPER_HEIGHT = 718, 1047
"""A4 within the usual margins."""


@pytest.mark.parametrize("size", [20, 344, 5_000, 20_000])
def test_all_rows_are_printed(open_page: Open, size: int) -> None:
    one = open_page(size)
    one.page.evaluate(
        "addEventListener('beforeprint', () => { printed = document.querySelectorAll('.row .gutter').length })"
    )
    paper = one.page.pdf()
    one.settle()
    lines = size + one.page.evaluate("views[0].cuts.size")
    assert one.page.evaluate("printed") == lines
    assert paper.count(b"/Type /Page\n") >= lines * PRINTED_ROW // PAPER_HEIGHT
    assert one.page.evaluate("state.items.length") < max(lines, 21)  # folded again
    assert len(one.ids()) < 60
    assert one.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_on_paper_every_row_is_one_line_and_nothing_overlaps(open_page: Open, width: int, scheme: str) -> None:
    """Paper is as narrow as a small screen, and what is put there was measured for the screen."""
    one = open_page(width=width, scheme=scheme)
    one.page.evaluate("document.getElementById('grid').scrollTop = 200")
    one.settle()
    scrolled = one.page.evaluate("document.getElementById('grid').scrollTop")
    one.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    one.page.emulate_media(media="print")
    one.page.set_viewport_size({"width": PAPER_WIDTH, "height": PAPER_HEIGHT})
    one.settle()
    assert len(one.ids()) == 344
    assert not one.page.locator("#minimap").is_visible()
    rows = one.page.evaluate(
        """[...document.querySelectorAll('.row')].map(row => [row, ...row.children].map(node => {
          const { top, bottom, left, right } = node.getBoundingClientRect();
          return [top, bottom, left, right];
        }))"""
    )
    for (row, *cells), (following, *_) in pairwise(rows):
        assert row[1] - row[0] == PRINTED_ROW
        assert following[0] == row[1]
        for (_, _, _, right), (_, _, left, _) in pairwise(cells):
            assert right <= left
        for top, bottom, left, right in cells:
            assert row[0] - 1 <= top < bottom <= row[1] + 1 or top == bottom
            assert row[2] <= left <= right <= row[3] <= PAPER_WIDTH
    cells = "[...document.querySelectorAll('.row :is(.id, .marks, .date)')]"
    assert one.page.evaluate(f"{cells}.filter(one => one.scrollWidth > one.clientWidth).length") == 0
    one.page.set_viewport_size({"width": width, "height": 800})
    one.page.emulate_media(media="screen")
    one.page.evaluate("dispatchEvent(new Event('afterprint'))")
    one.settle()
    assert one.page.evaluate("document.getElementById('grid').scrollTop") == scrolled
    assert len(one.ids()) < 60
    assert one.complaints == []


def test_who_looks_at_the_plan_prints_the_plan(open_page: Open) -> None:
    one = open_page()
    one.page.locator("[data-view='plan']").click()
    assert one.page.pdf().count(b"/Type /Page\n") == 1
    one.page.emulate_media(media="print")
    assert one.page.locator("#plan").is_visible()
    assert not one.page.locator("#app").is_visible()
    one.page.emulate_media(media="screen")
    one.press("t")
    one.page.locator("[data-view='0']").click()
    one.settle()
    assert one.page.locator(".row.fold").first.is_visible()
    assert one.complaints == []
