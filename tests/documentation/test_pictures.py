"""The pictures in README and documentation are those of the example, and of a hundred revisions.

`MIGRALINT_REWRITE=1 pytest tests/documentation` draws them anew; look at them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.browser import Opened, running_browser
from tests.support.stages import STAGES
from tests.support.svg import svg
from tests.support.transcripts import REPOSITORY, normalised

PICTURES = REPOSITORY / "docs/pictures"


@pytest.mark.parametrize("stage", ["bookshop", "hundred"])
def test_a_picture_is_drawn_from_the_history_as_it_is(stage: str, tmp_path: Path) -> None:
    session = STAGES[stage](tmp_path)
    printed, status = session.run("migralint graph --format json 2>/dev/null")
    assert status == 0
    (history,) = json.loads(printed)["histories"]
    drawn = svg(history, "migrations")
    shown = {element.text for element in ElementTree.fromstring(drawn).iter() if element.text}
    assert {row["revision"] for row in history["rows"] if row["kind"] == "revision"} <= shown
    path = PICTURES / f"{stage}.svg"
    if os.environ.get("MIGRALINT_REWRITE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(drawn, "utf-8")
    assert path.read_text("utf-8") == drawn


@pytest.mark.browser
def test_the_picture_of_the_page_is_of_the_page_as_it_is(tmp_path: Path) -> None:
    session = STAGES["bookshop"](tmp_path)
    _, status = session.run("migralint graph --output html=history.html >history.txt")
    assert status == 0
    with running_browser() as browser:
        context = browser.new_context(viewport={"width": 1200, "height": 560}, color_scheme="light")
        opened = Opened(context.new_page(), session.folder / "history.html")
        opened.press("ArrowDown", "ArrowDown")
        words = normalised(opened.page.locator("body").inner_text())
        if os.environ.get("MIGRALINT_REWRITE"):
            opened.page.screenshot(path=PICTURES / "page.png")
            (PICTURES / "page.txt").write_text(words, "utf-8")
    assert opened.complaints == []
    assert (PICTURES / "page.txt").read_text("utf-8") == words, "the page says something else than in its picture"
