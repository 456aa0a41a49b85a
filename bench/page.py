"""The page of a history in Chromium: size, time to write it, first paint, elements, time of a frame while scrolling.

    python bench/page.py

Needs Chromium and the package's `dev` extra. Prints markdown.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

from playwright.sync_api import Browser
from timing import machine

from migralint.drawing.html import html_document
from tests.drawing.histories import page
from tests.support.browser import running_browser

SIZES = (20, 344, 5_000, 20_000)
ROUNDS = 5
FIRST_PAINT = """new Promise(done => new PerformanceObserver(list => {
  for (const entry of list.getEntriesByName('first-contentful-paint')) done(entry.startTime);
}).observe({ type: 'paint', buffered: true }))"""
EMPTY = "<!DOCTYPE html><title>empty</title><p>One line"
SCROLL = """new Promise(done => {
  const grid = document.getElementById('grid');
  views[0].folds = [];
  rebuild();
  const frames = [];
  const step = now => {
    frames.push(now);
    grid.scrollTop += 90;
    if (frames.length < 180) requestAnimationFrame(step);
    else done(frames.slice(1).map((one, index) => one - frames[index]));
  };
  requestAnimationFrame(step);
})"""
WORK = """(() => {
  const start = performance.now();
  for (let index = 0; index < 60; index++) {
    document.getElementById('grid').scrollTop -= 90;
    paint();
    document.body.offsetHeight;
  }
  return (performance.now() - start) / 60;
})()"""


def first_paints(browser: Browser, path: Path) -> list[float]:
    """Milliseconds from the start of the navigation, in a fresh profile every time."""
    paints = []
    for _ in range(ROUNDS):
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        tab = context.new_page()
        tab.goto(path.as_uri())
        paints.append(tab.evaluate(FIRST_PAINT))
        context.close()
    return paints


def main() -> None:
    """Measure every size; the medians of several rounds."""
    print(f"{machine()}\n")
    print("| revisions | written in (CPU) | size | first paint | elements | frame, median | work in a frame |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        empty = Path(folder, "empty.html")
        empty.write_text(EMPTY, encoding="utf-8")
        print(f"| a page of one line | | | {statistics.median(first_paints(browser, empty)):.0f} ms | | | |")
        for size in SIZES:
            path = Path(folder, f"{size}.html")
            start = time.process_time()
            text = html_document(page(size))
            written = time.process_time() - start
            path.write_text(text, encoding="utf-8")
            paints = first_paints(browser, path)
            frames, work, elements = [], [], []
            for _ in range(ROUNDS):
                context = browser.new_context(viewport={"width": 1280, "height": 800})
                tab = context.new_page()
                tab.goto(path.as_uri())
                elements.append(tab.evaluate("document.querySelectorAll('*').length"))
                frames += tab.evaluate(SCROLL)
                elements.append(tab.evaluate("document.querySelectorAll('*').length"))
                work.append(tab.evaluate(WORK))
                context.close()
            print(
                f"| {size:,} | {written:.2f} s | {len(text.encode()) / 2**20:.2f} MiB "
                f"| {statistics.median(paints):.0f} ms | {max(elements):,} "
                f"| {statistics.median(frames):.1f} ms | {statistics.median(work):.1f} ms |"
            )


if __name__ == "__main__":
    main()
