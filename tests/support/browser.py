"""Chromium, headless and without a network; whoever has none skips these tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """The browser's path: Debian's package, or what CHROMIUM names."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def running_browser() -> Iterator[Browser]:
    """One browser with a profile of its own."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium here (`apt-get install chromium`)")
    from playwright.sync_api import sync_playwright  # half a second, and most tests need no browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


class Opened:
    """A page in the browser, and everything that it did which it must not."""

    def __init__(self, page: Page, document: Path) -> None:
        """Open the document; requests, console messages and errors are collected."""
        self.page = page
        self.complaints: list[str] = []
        self.document = document.as_uri()
        page.on("console", lambda message: self.complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", lambda request: self._requested(request.url))
        page.goto(self.document)

    def _requested(self, url: str) -> None:
        if url.partition("#")[0] != self.document:
            self.complaints.append(f"request: {url}")

    def settle(self) -> None:
        """Wait until two frames have been drawn."""
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    @property
    def current(self) -> str:
        """The id of the selected revision; empty where a fold is selected."""
        return self.page.locator(".row[aria-selected] .id").inner_text()

    def ids(self) -> list[str]:
        """The revisions that have a row in the document."""
        return [text for text in self.page.locator(".row .id").all_inner_texts() if text]

    def count(self, selector: str) -> int:
        """How many elements there are."""
        return self.page.locator(selector).count()

    def violations(self) -> list[str]:
        """What axe-core has against the page as it is now."""
        self.page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate("axe.run().then(result => result.violations)")
        return [f"{one['id']}: {one['nodes'][0]['html']} {one['nodes'][0]['failureSummary']}" for one in found]


Open = Callable[..., Opened]
"""The size of the history; then width, colour scheme and further properties of the browser's context."""
