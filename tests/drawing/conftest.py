"""Pages of every size in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from migralint.drawing.html import html_document
from tests.drawing.histories import page
from tests.support.browser import Open, Opened, running_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PLAN = (
    "<h2>Every environment</h2><table><thead><tr><th>environment</th></tr></thead>"
    "<tbody><tr><td>staging</td></tr></tbody></table>"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as one:
        yield one


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    folder = tmp_path_factory.mktemp("pages")

    def written(size: int) -> Path:
        path = folder / f"{size}.html"
        if not path.exists():
            path.write_text(html_document(page(size, plan=PLAN)), encoding="utf-8")
        return path

    return written


@pytest.fixture
def open_page(browser: Browser, documents: Callable[[int], Path]) -> Iterator[Open]:
    contexts = []

    def opened(size: int = 344, *, width: int = 1280, scheme: str = "light", **more: str | bool) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, **more)  # type: ignore[arg-type]
        contexts.append(context)
        return Opened(context.new_page(), documents(size))

    yield opened
    for context in contexts:
        context.close()
