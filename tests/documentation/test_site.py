"""The documentation site: built strictly, every page opened in Chromium, and the links of README."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from tests.support.browser import running_browser
from tests.support.transcripts import REPOSITORY

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCHEMES = {"light": "default", "dark": "slate"}
LOOKED_AT = ["", "tutorial/", "messages/keyerror-in-alembic-heads/", "configuration/", "commands/", "comparison/"]


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=REPOSITORY,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if "No module named mkdocs" in built.stderr:
        pytest.skip("mkdocs is not installed (`pip install --group docs`)")
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as one:
        yield one


@pytest.mark.browser
def test_every_page_opens_in_silence_and_asks_no_other_host_for_anything(
    site: Path, address: str, browser: Browser
) -> None:
    complaints: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on(
        "requestfailed",
        lambda one: "ERR_ABORTED" in (one.failure or "") or complaints.append(f"{page.url}: {one.url} {one.failure}"),
    )  # aborted is what a page that is left before it is ready had asked for
    page.on("response", lambda one: one.status < 400 or complaints.append(f"{page.url}: {one.url} {one.status}"))
    page.on("request", lambda request: request.url.startswith((address, "data:")) or complaints.append(request.url))
    pages = sorted(path.parent.relative_to(site).as_posix() for path in site.rglob("index.html"))
    pages = [one for one in pages if not one.startswith("rules/")] + ["rules/ML101"]
    assert len(pages) > 50
    for one in pages:
        page.goto(f"{address}{one}/".replace("/./", "/"))
    assert complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_pages_fit_their_window_light_and_dark(address: str, browser: Browser, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    for one in LOOKED_AT:
        page.goto(address + one)
        assert page.locator("h1").count() == 1
        assert (
            page.locator("body").get_attribute("data-md-color-scheme") == {"light": "default", "dark": "slate"}[scheme]
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width, one
        broken = page.evaluate(
            "[...document.images].filter(one => !one.complete || !one.naturalWidth).map(one => one.src)"
        )
        assert broken == []
    context.close()


@pytest.mark.browser
def test_llms_txt_leads_to_pages_that_exist(site: Path) -> None:
    text = (site / "llms.txt").read_text("utf-8")
    links = re.findall(r"\]\(([^)]*)\)", text)
    assert len(links) > 40
    assert [link for link in links if not (site / link / "index.html").exists()] == []


def test_links_of_readme_lead_somewhere() -> None:
    text = (REPOSITORY / "README.md").read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert len(links) > 5
    for link in links:
        name, _, anchor = link.partition("#")
        target = REPOSITORY / name
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
            assert anchor in [re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings], link


def test_every_command_in_the_pages_exists_with_its_options() -> None:
    docs = REPOSITORY / "docs"
    sys.path.insert(0, str(docs))
    try:
        import reference
    finally:
        sys.path.remove(str(docs))
    known = {
        name.removeprefix("migralint "): {option for parameter in command.params for option in parameter.opts}
        | {"-h", "--help"}
        for name, command in reference.command_tree()
    }
    wrong: list[str] = []
    for page in [REPOSITORY / "README.md", *docs.rglob("*.md")]:
        text = page.read_text("utf-8")
        spans = re.findall(r"`(migralint [^`\n]+)`", text) + re.findall(r"^ *\$ (migralint [^\n]+)", text, re.MULTILINE)
        for span in spans:
            words = re.split(r"\s[#|&]|\s2?>", span)[0].split()[1:]
            name = next((" ".join(words[:length]) for length in (2, 1) if " ".join(words[:length]) in known), None)
            if name is None:
                group = words[0] in {one.partition(" ")[0] for one in known} or words[0].startswith("-")
                wrong += [] if group or not re.match(r"[a-z-]+$", words[0]) else [f"{page.name}: {span}"]
                continue
            options = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
            wrong += [f"{page.name}: {span}: {option}" for option in options - known[name]]
    assert wrong == []
