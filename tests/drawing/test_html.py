"""The page of a history as a document: nothing from a file becomes markup, nothing is loaded, and it stays small."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from msgspec.structs import replace

from migralint.drawing.facts import Facts
from migralint.drawing.html import HtmlPage, html_document
from migralint.drawing.html_data import runs
from migralint.drawing.html_page import history_page
from migralint.drawing.pending import COUNTED, pending_of
from migralint.environments.environment import Counts, CreateAll, Environment, NeverRecorded, Stamps, StampSet
from migralint.history.history import History
from migralint.history.revision import Revision
from tests.drawing.histories import history, name, page
from tests.support.notation import parse_history

HOSTILE = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\u2028\u202e\ud800 & \"'"
MIB = 2**20


class Document(HTMLParser):
    """The elements of a document, and the text of each kind."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self.kind = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.kind = f"{tag} {dict(attrs).get('type') or ''}".strip()

    def handle_endtag(self, tag: str) -> None:
        self.kind = ""

    def handle_data(self, data: str) -> None:
        self.text[self.kind] = self.text.get(self.kind, "") + data


def drawn(one: History, facts: Facts | None = None) -> HtmlPage:
    return history_page(one, facts or Facts(), name="migrations", root="/srv", tool_version="1")


def data(one: HtmlPage) -> dict[str, object]:
    found: dict[str, object] = json.loads(Document(html_document(one)).text["script application/json"])
    return found


def test_text_from_files_stays_text() -> None:
    one = Revision(HOSTILE, branch_labels=(HOSTILE,), message=HOSTILE)
    fleet = (Environment(HOSTILE, Stamps(), (StampSet(frozenset([HOSTILE])),)),)
    made = history_page(History([one]), Facts(fleet), name=HOSTILE, root="/", tool_version=HOSTILE, title=HOSTILE)
    text = html_document(replace(made, operations={HOSTILE: [(HOSTILE, HOSTILE)]}, notes=(HOSTILE,)))
    text.encode("utf-8")
    tags = [tag for tag, _ in Document(text).tags]
    assert tags.count("script") == 2
    assert "img" not in tags
    assert "\u2028" not in text
    assert "\u202e" not in text
    assert "<!--" not in text


def test_the_policy_allows_this_script_and_this_style_alone() -> None:
    document = Document(html_document(page(20)))
    policy = next(attributes["content"] for tag, attributes in document.tags if "http-equiv" in attributes)
    hashes = [
        base64.b64encode(hashlib.sha256(document.text[kind].encode()).digest()).decode() for kind in ("script", "style")
    ]
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    attributes = {key for _, found in document.tags for key in found}
    assert not attributes & {"src", "href", "style", "onclick"}


def test_the_script_writes_text_never_markup() -> None:
    folder = files("migralint.drawing") / "page"
    sources = {one.name: one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith((".js", ".css"))}
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|fetch\(|XMLHttp|https?://(?!www\.w3)"
    for text in sources.values():
        assert not re.search(forbidden, text)
    assert sum(text.count("\n") for text in sources.values()) < 600


@pytest.mark.parametrize(("size", "most"), [(20, 0.06), (5_000, 1), (20_000, 3)])
def test_it_stays_small(size: int, most: float) -> None:
    assert len(html_document(page(size)).encode()) <= most * MIB


def test_the_same_history_gives_the_same_document() -> None:
    assert html_document(page(344)) == html_document(page(344))


def test_every_revision_has_a_row_with_its_parents() -> None:
    columns = data(page(344))["revisions"]
    assert isinstance(columns, dict)
    ids = columns["id"]
    assert sorted(ids) == sorted(history(344).revisions)
    for row, steps in enumerate(columns["parents"]):
        parents = [ids[row + step] for step in ([steps] if isinstance(steps, int) else steps) if step]
        assert sorted(parents) == sorted(history(344).parents(ids[row]))


@pytest.mark.parametrize("text", ["a", "a <- b, a <- c", "a <- b <- c <- d <- e <- f <- g", "b <- a, a <- b", "a <- a"])
def test_any_history_has_a_page(text: str) -> None:
    found = data(drawn(parse_history(text)))
    assert len(found["views"]) == 1  # type: ignore[arg-type]


def test_a_missing_parent_has_a_row() -> None:
    columns = data(drawn(History([Revision("b", ("a",))])))["revisions"]
    assert isinstance(columns, dict)
    assert columns["id"] == ["b", "a"]


def test_runs_are_value_and_length() -> None:
    assert runs([7, 7, 7, 0, 7]) == [7, 3, 0, 1, 7, 1]


LINE = parse_history("a <- b <- c <- d")


def fleet(*sets: StampSet, missing: str = "") -> Environment:
    return Environment("fleet", Counts(), sets, missing)


def test_pending_counts_databases_that_have_not_applied_a_revision() -> None:
    [found] = pending_of(LINE, [fleet(StampSet(frozenset("d"), 7), StampSet(frozenset("b"), 2))])
    assert (found.counts, found.most, found.databases) == ({"c": 2, "d": 2}, 2, 9)
    assert found.stamped == {"d": 7, "b": 2}
    assert not found.unknown


def test_an_unstamped_database_has_everything_to_run() -> None:
    [found] = pending_of(LINE, [fleet(StampSet(frozenset(), 3))])
    assert found.counts == dict.fromkeys("abcd", 3)


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        (Environment("new", NeverRecorded(), missing="it was never recorded"), "not known: it was never recorded"),
        (fleet(StampSet(frozenset(["f00"]), 1)), "at a stamp that no file has"),
        (fleet(StampSet(frozenset("d"), 5), StampSet(frozenset(["f00"]), 2)), "2 of 7 at a stamp that no file has"),
    ],
)
def test_what_is_not_known_counts_as_pending(environment: Environment, why: str) -> None:
    [found] = pending_of(LINE, [environment])
    assert set(found.counts) == set("abcd")
    assert found.unknown == why


def test_a_history_with_a_cycle_leaves_it_unknown() -> None:
    [found] = pending_of(parse_history("b <- a, a <- b"), [fleet(StampSet(frozenset("a"), 2))])
    assert found.counts == {"a": 2, "b": 2}
    assert "cycle" in found.unknown


def test_create_all_needs_nothing() -> None:
    assert pending_of(LINE, [Environment("ci", CreateAll())]) == ()


def test_the_smallest_of_very_many_stamp_sets_still_count() -> None:
    """Two hundred at the newest revisions are counted one by one, the last one, at the base, as at least one."""
    long = history(COUNTED + 60)
    sets = [StampSet(frozenset([name(COUNTED + 59 - index)]), 900 - index) for index in range(COUNTED)]
    [found] = pending_of(long, [fleet(*sets, StampSet(frozenset([name(0)]), 1))])
    assert found.at_least
    assert found.counts[name(1)] == 1
    assert name(0) not in found.counts
