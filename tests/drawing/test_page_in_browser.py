"""The page of a history in Chromium: what people see, press and hear, and that it asks the network for nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from migralint.drawing.facts import Facts
from migralint.drawing.html import html_document
from migralint.drawing.html_page import history_page
from migralint.environments.environment import Environment, Stamps, StampSet
from migralint.history.history import History
from migralint.history.revision import Revision
from tests.drawing.histories import history, name
from tests.support.browser import Open, Opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
MOST_NODES = 800


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("size", [20, 344, 5_000, 20_000])
def test_it_is_small_silent_and_accessible(open_page: Open, size: int, width: int, scheme: str) -> None:
    one = open_page(size, width=width, scheme=scheme)
    one.settle()
    assert one.count("*") <= MOST_NODES
    assert one.violations() == []
    one.page.fill("#search", "price")
    one.press("Enter", "ArrowDown", "Control+ArrowDown", "e", "f", "b", "h")
    one.page.locator(".chip").nth(1).click()
    one.page.locator("[data-view='1']").click()
    one.settle()
    assert one.count("*") <= MOST_NODES
    assert one.violations() == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert one.complaints == []


@pytest.mark.parametrize("size", [20, 5_000, 20_000])
def test_every_size_is_searched_keyed_folded_filtered_and_switched(open_page: Open, size: int) -> None:
    one = open_page(size)
    rows = one.page.evaluate("state.items.length")
    folded = one.page.locator(".row.fold").first
    hidden = int(folded.locator(".message").inner_text().split()[0])
    folded.click()
    one.settle()
    assert one.page.evaluate("state.items.length") == rows + hidden - 1
    one.press("/")
    one.page.keyboard.type(name(size // 3))
    one.settle()
    assert one.page.inner_text("#found") == "1 match"
    one.press("Enter")
    assert one.current == name(size // 3)
    one.press("Escape", "b")
    assert one.current == name(0)
    one.press("ArrowUp", "Control+ArrowDown", "h")
    assert one.current == name(size - 1)
    one.page.locator(".chip", has_text="production").click()
    one.settle()
    assert one.ids() == [name(size - number) for number in (1, 2, 3, 4)]
    one.page.locator(".chip", has_text="production").click()
    one.page.locator("[data-view='1']").click()
    one.settle()
    assert one.page.inner_text("#facts").startswith(f"{max(8, size // 12):,} revisions")
    assert one.complaints == []


@pytest.mark.parametrize("width", [1280, 1600])
def test_what_moving_a_laggard_frees_is_not_cut(open_page: Open, width: int) -> None:
    marks = open_page(width=width).page.locator(".marks", has_text="24 more files")
    assert marks.evaluate("node => node.scrollWidth <= node.clientWidth")


def test_a_broken_history_is_drawn_as_what_it_is(browser: Browser, tmp_path: Path) -> None:
    revisions = (Revision("a", ("gone",)), Revision("b", ("c",)), Revision("c", ("b",)), Revision("d"), Revision("d"))
    path = tmp_path / "broken.html"
    made = history_page(History(revisions), Facts(), name="x", root="/", tool_version="1")
    path.write_text(html_document(made), encoding="utf-8")
    context = browser.new_context()
    opened = Opened(context.new_page(), path)
    assert sorted(opened.ids()) == ["a", "b", "c", "d", "gone"]
    missing = opened.page.locator(".row", has=opened.page.locator(".id", has_text="gone"))
    assert missing.locator(".message").inner_text() == "(no file)"
    flaws = opened.page.locator(".pill.broken").all_inner_texts()
    assert sorted(text.split()[0].rstrip(":") for text in flaws) == ["cycle", "id", "missing"]
    assert (opened.violations(), opened.complaints) == ([], [])
    context.close()


def test_only_the_rows_in_sight_are_in_the_document_in_their_order(open_page: Open) -> None:
    one = open_page(5_000)
    order = one.page.evaluate("views[0].rows.map(row => revisions.id[row])")
    for top in (0, 9_000, 3_000, 0):
        one.page.evaluate(f"document.getElementById('grid').scrollTop = {top}")
        one.settle()
        ids = one.ids()
        assert 8 < len(ids) < 60
        assert ids == sorted(ids, key=order.index)
    assert one.page.get_attribute("#grid", "aria-rowcount") == str(one.page.evaluate("state.items.length"))


def test_search_marks_counts_and_walks_the_matches_into_folds(open_page: Open) -> None:
    one = open_page()
    one.press("/")
    one.page.keyboard.type(name(50)[:9])
    one.settle()
    assert one.page.inner_text("#found") == "1 match"
    one.press("Enter")
    assert one.current == name(50)
    assert one.page.inner_text("mark") == name(50)[:9]
    assert one.page.evaluate("document.activeElement.id") == "search"
    one.page.fill("#search", "no such thing")
    one.settle()
    assert one.page.inner_text("#found") == "no match"
    one.press("Escape")
    assert one.page.inner_text("#found") == ""
    assert one.page.evaluate("document.activeElement.id") == "grid"


def test_keys_walk_rows_lanes_marks_environments_and_ends(open_page: Open) -> None:
    one = open_page()
    one.press("ArrowDown", "ArrowDown")
    assert one.current == name(341)
    one.press("Control+ArrowDown", "Control+ArrowDown")  # into a fold
    assert one.current == name(339)
    one.press("Control+ArrowUp", "h")
    assert one.current == name(343)
    one.press("]")
    assert one.current == name(342)
    one.press("[", "e")
    assert one.current == name(340)
    one.press("f")
    assert one.current == name(344 - 28)
    one.press("b")
    assert one.current == name(0)
    one.press("Home")
    assert one.current == name(343)
    one.press("End")
    assert one.current == name(0)


def test_keys_go_across_a_branch_and_a_merge(open_page: Open) -> None:
    """The merge 309 joins the line 305, 308 and the side line 306, 307 …: right is the side line, left the trunk."""
    merges = history(344).merge_points()
    one = open_page()
    one.page.evaluate(f"location.hash = '#rev={merges[-1]}'")
    one.settle()
    assert one.current == merges[-1]
    one.press("ArrowRight")
    side = one.current
    assert side in history(344).parents(merges[-1])
    assert one.page.evaluate(f"laneOf(state.view, rowOf.get('{side}'))") == 1
    one.press("ArrowLeft")
    assert one.current == merges[-1]


def test_folds_open_by_click_and_by_key(open_page: Open) -> None:
    one = open_page()
    rows = one.page.evaluate("state.items.length")
    one.page.locator(".row.fold").first.click()
    one.settle()
    opened = one.page.evaluate("state.items.length")
    assert opened > rows
    one.page.evaluate("select(state.items.findIndex(item => item.to))")
    one.press("Enter")
    assert one.page.evaluate("state.items.length") > opened


def test_an_environment_shows_what_it_still_has_to_run(open_page: Open) -> None:
    one = open_page()
    one.page.locator(".chip", has_text="production").click()
    one.settle()
    assert one.ids() == [name(343), name(342), name(341), name(340)]
    assert "312 revisions" not in one.page.inner_text("#rows")
    one.page.locator(".chip", has_text="production").click()
    one.settle()
    assert len(one.ids()) > 4


def test_the_panel_says_who_still_needs_a_revision(open_page: Open) -> None:
    one = open_page()
    one.page.evaluate(f"location.hash = '#rev={name(330)}'")
    one.settle()
    text = one.page.inner_text("#about")
    assert name(330) in text
    assert f"migrations/versions/{name(330)}_" in text
    assert "staging applied" in text
    assert "tenants 35 of 1,044 still to run" in text
    assert "create_table" in text
    one.page.locator("#about a").first.click()
    one.settle()
    assert one.current != name(330)
    assert one.page.evaluate("location.hash") == f"#rev={one.current}"


def test_a_link_opens_with_its_revision_in_sight(browser: Browser, documents: Callable[[int], Path]) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    tab = context.new_page()
    tab.goto(f"{documents(5_000).as_uri()}#rev={name(77)}")
    assert tab.locator(".row[aria-selected] .id").inner_text() == name(77)
    assert tab.locator(".row[aria-selected]").is_visible()
    context.close()


def test_today_and_after_the_prune(open_page: Open) -> None:
    one = open_page()
    assert one.count(".row.cut") == 1
    one.page.locator("[data-view='1']").click()
    one.settle()
    assert (one.count(".row.cut"), one.count(".leaves")) == (0, 0)
    assert one.page.inner_text("#facts").startswith("28 revisions")
    one.press("b")
    assert one.current == name(344 - 28)
    one.page.evaluate(f"location.hash = '#rev={name(5)}'")  # gone after the prune: back to today
    one.settle()
    assert one.current == name(5)
    assert one.page.get_attribute("[data-view='0']", "aria-pressed") == "true"
    one.page.locator("[data-view='plan']").click()
    assert one.page.locator("#plan").is_visible()
    assert not one.page.locator("#grid").is_visible()
    assert one.violations() == []


def test_a_screen_reader_hears_a_sentence_a_row(open_page: Open) -> None:
    one = open_page()
    grid = one.page.locator("[role=treegrid]")
    assert int(grid.get_attribute("aria-rowcount") or 0) > 20
    row = one.page.locator("[role=row]").first
    assert row.get_attribute("aria-rowindex") == "1"
    assert row.get_attribute("aria-label") == (
        f"Index tag names, revision {name(343)}, 2020-06-26, head, staging is stamped here"
    )
    one.press("ArrowDown")
    active = grid.get_attribute("aria-activedescendant")
    assert one.page.locator(f"#{active}").get_attribute("aria-selected") == "true"


def test_without_script_it_is_a_text_picture(open_page: Open) -> None:
    one = open_page(java_script_enabled=False)
    assert name(343) in one.page.inner_text("pre")
    assert one.page.locator("#plan").is_visible()
    assert not one.page.locator("#search").is_visible()


def test_forced_colours_and_reduced_motion(open_page: Open) -> None:
    one = open_page(forced_colors="active", reduced_motion="reduce")
    one.press("ArrowDown")
    dot = one.page.locator(".dot").first
    assert dot.evaluate("node => getComputedStyle(node).fill") == one.page.evaluate(
        "getComputedStyle(document.body).color"
    )
    assert one.page.locator("button").first.evaluate("node => getComputedStyle(node).transitionDuration") == "0s"
    assert one.complaints == []


def test_the_keys_are_listed(open_page: Open) -> None:
    one = open_page()
    one.press("?")
    assert one.page.locator("#help").is_visible()
    assert one.violations() == []
    one.press("Escape")
    assert not one.page.locator("#help").is_visible()
    one.press("?", "Enter")  # its button
    assert not one.page.locator("#help").is_visible()
    assert one.complaints == []


def test_what_files_say_stays_text(browser: Browser, tmp_path: Path) -> None:
    hostile = "</script><img src=x onerror=alert(1)><script>alert(2)</script> $& {{data}} <!--"
    one = Revision(hostile, branch_labels=(hostile,), message=hostile)
    fleet = (Environment(hostile, Stamps(), (StampSet(frozenset([hostile])),)),)
    made = history_page(History([one]), Facts(fleet), name=hostile, root="/", tool_version="1")
    path = tmp_path / "hostile.html"
    path.write_text(html_document(replace(made, operations={hostile: [("execute", hostile)]}, notes=(hostile,))))
    context = browser.new_context()
    opened = Opened(context.new_page(), path)
    opened.press("ArrowDown", "Enter")
    opened.page.fill("#search", "<img")
    opened.press("Enter")
    assert opened.page.inner_text(".row .message") == hostile
    assert opened.page.inner_text("h1") == hostile
    assert f"execute {hostile}" in opened.page.inner_text("#about")
    assert opened.count("img") == 0
    assert opened.complaints == []
    context.close()


def test_on_a_small_screen_the_panel_opens_and_closes(open_page: Open) -> None:
    one = open_page(width=400)
    assert not one.page.locator("#panel").is_visible()
    one.page.locator(".row").nth(2).click()
    assert one.page.locator("#panel").is_visible()
    assert one.violations() == []
    one.press("Escape")
    assert not one.page.locator("#panel").is_visible()
