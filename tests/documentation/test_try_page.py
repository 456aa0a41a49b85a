"""The page that runs migralint in the browser: Chromium, Pyodide, real files, and no address but its own."""

from __future__ import annotations

import importlib.util
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from migralint.api import check, load
from tests.support.browser import running_browser
from tests.support.corpus import corpus_folder, installed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
MINUTES = 8 * 60_000
"""Python in the browser, on a busy machine."""
FORGET = "document.getElementById('status').textContent = ''"
"""Or an old message would be taken for the new one."""
REACH = """async url => {
  const reach = "fetch(url, { mode: 'no-cors' }).then(() => 'reached', () => 'refused')";
  const code = `onmessage = async ({ data: url }) => postMessage(await ${reach})`;
  const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })), { type: "module" });
  const answer = new Promise(done => { worker.onmessage = ({ data }) => done(data); });
  worker.postMessage(url);
  return [await fetch(url, { mode: "no-cors" }).then(() => "reached", () => "refused"), await answer];
}"""
"""Whether the page and a worker as it starts them get an answer from an address."""
REVISION = '''"""step {number}

Revision ID: {id}
Revises: {parent}
Create Date: 2024-01-01 00:00:00
"""
from alembic import op
import sqlalchemy as sa

revision = "{id}"
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("item", sa.Column("c{number}", sa.Integer()))


def downgrade():
    op.drop_column("item", "c{number}")
'''


def builder() -> ModuleType:
    """The module that builds the page for the site."""
    spec = importlib.util.spec_from_file_location("try_build", ROOT / "docs/try/build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that logs nothing."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as one:
        yield one


def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    missing = builder().build(folder)
    if missing:
        pytest.skip(f"the engine cannot be had here: {missing}")
    yield from served(folder)


@pytest.fixture(scope="module")
def started(browser: Browser, site: str) -> Iterator[tuple[Page, list[str]]]:
    """The page with Python loaded, and what it did that it must not."""
    page = browser.new_page()
    page.set_default_timeout(MINUTES)
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("request", lambda request: requests.append(request.url))
    page.on(
        "request", lambda request: request.url.startswith((site, "blob:", "data:")) or complaints.append(request.url)
    )
    page.goto(f"{site}page.html")
    page.get_by_text("MB").wait_for()
    assert not [url for url in requests if "/engine/" in url], "nothing is loaded before the button is pressed"
    page.get_by_role("button", name="Load migralint").click()
    page.get_by_text("Ready.").wait_for()
    yield page, complaints
    page.close()


def versions(folder: Path, size: int) -> Path:
    """A line of so many revisions."""
    place = folder / "versions"
    place.mkdir()
    ids = [f"{number:012x}" for number in range(1, size + 1)]
    for number, (id_, down) in enumerate(zip(ids, [None, *ids], strict=False)):
        text = REVISION.format(number=number, id=id_, parent=down or "", down=down)
        (place / f"{id_}_step.py").write_text(text, encoding="utf-8")
    return place


def read(page: Page, act: Callable[[], Any]) -> str:
    """Give the page files; return what `check` says of them."""
    page.evaluate(FORGET)
    act()
    page.get_by_text("files were read.").wait_for()
    return page.locator("#check").inner_text()


def planned(page: Page, stamps: str | None = None) -> str:
    """The plan for these stamps; None: for those that the page has."""
    if stamps is not None:
        page.fill("#stamps", stamps)
    page.evaluate(FORGET)
    page.get_by_role("button", name="Plan").click()
    page.locator("#status").get_by_text("this is a plan").wait_for()
    return page.locator("#plan").inner_text()


@pytest.mark.browser
def test_the_example_is_checked_drawn_and_planned(started: tuple[Page, list[str]]) -> None:
    page, complaints = started
    said = read(page, page.get_by_role("button", name="Use the example").click)
    assert said.startswith("11 revisions, 1 head, 1 base")
    picture = page.frame_locator("#picture")
    picture.locator(".row").first.wait_for()
    assert "Merge customers and titles" in picture.locator("#grid").inner_text()
    assert "Blocked by" not in planned(page)
    assert planned(page, "production=nowhere").startswith("migralint: --stamp production=nowhere")
    assert complaints == []


@pytest.mark.browser
def test_three_hundred_revisions_in_a_folder(started: tuple[Page, list[str]], tmp_path: Path) -> None:
    page, complaints = started
    place = versions(tmp_path, 300)
    said = read(page, lambda: page.set_input_files("#folder", place))
    expected = check(load(str(place)))
    assert "300 revisions" in said.replace(",", "")
    assert said.count("ML") >= len({finding.code for finding in expected.findings})
    plan = planned(page, f"production={200:012x}")
    assert plan.startswith("Remove  199 revisions")
    assert "Blocked by" not in plan
    assert complaints == []


@pytest.mark.corpus
def test_three_hundred_and_forty_four_real_revisions(
    started: tuple[Page, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    page, complaints = started
    target = installed("apache-superset==6.1.0", corpus_folder(tmp_path_factory))
    place = target / "superset/migrations/versions"
    said = read(page, lambda: page.set_input_files("#folder", place))
    project = load(str(place))
    (history,) = project.histories
    assert "344 revisions" in said
    assert {finding.code for finding in check(project).findings} <= set(re.findall(r"ML\d+", said))
    plan = planned(page, f"production={history.heads()[0]}")
    assert plan.startswith("Remove  343 revisions")
    assert complaints == []


@pytest.mark.browser
def test_what_is_no_history_is_said(started: tuple[Page, list[str]], tmp_path: Path) -> None:
    page, complaints = started
    broken = tmp_path / "broken.py"
    broken.write_text('revision = "a"\ndown_revision = (', encoding="utf-8")
    assert "broken.py" in read(page, lambda: page.set_input_files("#some", broken))
    empty = tmp_path / "models.py"
    empty.write_text("answer = 42\n", encoding="utf-8")
    assert "migralint: " in read(page, lambda: page.set_input_files("#some", empty))
    assert page.locator("#no-picture").inner_text().startswith("migralint: .: no script directory found")
    assert planned(page, "production=a").startswith("migralint: ")
    page.set_input_files("#some", [{"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}])
    page.get_by_text("There is no Python file among these.").wait_for()
    assert complaints == []


@pytest.mark.browser
def test_neither_the_page_nor_its_worker_reaches_another_address(browser: Browser, site: str, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(f"{site}page.html")
    for other in served(tmp_path):
        assert page.evaluate(REACH, f"{site}page.html") == ["reached", "reached"]
        assert page.evaluate(REACH, other) == ["refused", "refused"]
    page.close()


@pytest.mark.browser
def test_without_an_engine_the_page_says_so(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = builder()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", "")
    assert "npm" in module.build(tmp_path / "site")
    for address in served(tmp_path / "site"):
        page = browser.new_page()
        page.goto(f"{address}page.html")
        page.get_by_text("built without Python for the browser").wait_for()
        assert page.get_by_role("button", name="Load migralint").is_disabled()
        page.close()
