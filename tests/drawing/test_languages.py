"""mermaid, dot and json: complete, valid, and no text of a file is syntax."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from importlib import resources

import jsonschema
import pytest
from hypothesis import given, settings

from migralint.drawing.dot import dot_lines
from migralint.drawing.facts import Facts
from migralint.drawing.json import graph_json
from migralint.drawing.mermaid import mermaid_lines
from migralint.drawing.nodes import edges
from migralint.drawing.picture import View, draw
from migralint.environments.environment import Environment, Stamps, StampSet
from migralint.history.history import History
from migralint.history.revision import Revision
from tests.drawing.text.test_tree import HOSTILE
from tests.properties.test_drawing import ANY
from tests.support.histories import chains
from tests.support.notation import parse_history

SCHEMA = json.loads((resources.files("migralint") / "json_schemas" / "graph.schema.json").read_text("utf-8"))
EXAMPLE = "a <- b <- c <- d; b <- x; d depends x; c label shop"
hostile = pytest.mark.parametrize("message", HOSTILE.values(), ids=HOSTILE)


def test_mermaid() -> None:
    picture = draw(parse_history(EXAMPLE), Facts(removable=frozenset("a"), floor=("b",)), name="migrations")
    assert (
        "\n".join(mermaid_lines([picture]))
        == """\
flowchart BT
  %% 5 revisions, 0 of them not shown
  n0["d<br/>head"]:::head
  n1["c<br/>label shop"]
  n2["x<br/>head"]:::head
  n3["b<br/>floor"]:::floor
  n5["a<br/>base"]:::removable
  n1 --> n0
  n2 -.-> n0
  n3 --> n1
  n3 --> n2
  n5 --> n3
  classDef head stroke-width:3px
  classDef floor stroke-width:3px,stroke-dasharray:6 2
  classDef removable stroke-dasharray:3 3,opacity:0.6
  classDef missing stroke:#c00,stroke-dasharray:2 2
  classDef fold stroke-dasharray:2 4"""
    )


@hostile
def test_mermaid_takes_no_text_for_syntax(message: str) -> None:
    text = "\n".join(mermaid_lines([draw(History([Revision("end", message=message)]), name='m"]:::x')]))
    (label,) = re.findall(r'^  n0\["(.*)"\]:::head$', text, re.MULTILINE)
    assert re.fullmatch(r"(?:[^\x00-\x7f]|[A-Za-z0-9 .,_-]|#\d+;|<br/>)*", label)
    assert text.count("\n") == 7 and len(text) < 1500


def test_mermaid_shows_sixty_nodes_at_most_and_says_how_many_are_left_out() -> None:
    history = History(chains(1000))
    for view, around in ((View(unfold=True), ()), (View(unfold=True), ("r000500",))):
        picture = draw(history, view=view)
        text = "\n".join(mermaid_lines([picture], around=around))
        nodes = re.findall(r'^  n(\d+)\["', text, re.MULTILINE)
        assert len(nodes) == 60 and "940 more revisions not shown" in text
        assert {*re.findall(r"^  n(\d+) -->", text, re.MULTILINE)} < {*nodes}
        assert ("r000500" in text) == bool(around)
        assert len(re.findall(r"^  nrest --> n\d+$", text, re.MULTILINE)) == 1  # the oldest shown one is built on them
        assert len(text) < 50_000


def test_mermaid_shows_the_floor_too() -> None:
    history = History(chains(1000))
    removable = frozenset(f"r{number:06}" for number in range(100))
    picture = draw(history, Facts(removable=removable, floor=("r000100",)), View(unfold=True))
    text = "\n".join(mermaid_lines([picture]))
    assert "r000999" in text and "r000100" in text and "r000500" not in text


def test_mermaid_stays_within_what_github_draws_whatever_the_text_and_the_edges() -> None:
    every = [f"r{number}" for number in range(80)]
    history = History([Revision(name, tuple(every[:number]), message="<&>" * 40) for number, name in enumerate(every)])
    environments = tuple(
        Environment("<" * 300 + str(number), Stamps(), (StampSet(frozenset(every)),)) for number in range(20)
    )
    text = "\n".join(mermaid_lines([draw(history, Facts(environments))]))
    assert len(text) < 50_000
    assert text.count("-->") == 450 and "edges are not shown" in text


def test_several_histories_are_one_flowchart() -> None:
    pictures = [draw(parse_history(text), name=name) for text, name in (("a <- b", "boats"), ("a <- c", "crews"))]
    text = "\n".join(mermaid_lines(pictures))
    assert text.count("subgraph") == text.count("  direction BT\n") == text.count("  end") == 2
    assert 'subgraph h1["crews"]' in text and "n0_1 --> n0_0" in text and "n1_1 --> n1_0" in text


@settings(deadline=None)
@given(ANY)
def test_json_is_as_its_schema_says(revisions: tuple[Revision, ...]) -> None:
    history = History(revisions)
    document = json.loads(graph_json([draw(history)], "1.0"))
    jsonschema.validate(document, SCHEMA)
    assert document["histories"][0]["revisions"] == len(history)


@hostile
def test_json_holds_any_text_as_it_is(message: str) -> None:
    document = json.loads(graph_json([draw(History([Revision("a", message=message)]))], "1.0"))
    jsonschema.validate(document, SCHEMA)
    assert document["histories"][0]["rows"][0].get("message", "") == message


@settings(deadline=None)
@given(ANY)
def test_unfolded_nodes_and_edges_are_those_of_the_history(revisions: tuple[Revision, ...]) -> None:
    history = History(revisions)
    picture = draw(history, view=View(unfold=True))
    rows = picture.rows
    named = {(parent, node) for node, revision in history.revisions.items() for parent in revision.down_revision} | {
        (needed, node) for node in history.revisions for needed in history.dependencies(node)
    }
    assert {(rows[edge.older].revision, rows[edge.newer].revision) for edge in edges(picture)} == named


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@hostile
def test_graphviz_reads_dot(message: str) -> None:
    revisions = [Revision("a"), Revision('b"]; c [label="', ("a", "gone"), message=message)]
    text = "\n".join(dot_lines([draw(History(revisions), name="x\\"), draw(parse_history(EXAMPLE))]))
    finished = subprocess.run(["dot", "-Tplain"], input=text.encode(), capture_output=True, check=True)
    assert finished.stderr == b""
    assert len(re.findall(rb"^node ", finished.stdout, re.MULTILINE)) == 3 + 5


def test_dot_keeps_the_trunk_straight_and_dependencies_out_of_the_ranks() -> None:
    text = "\n".join(dot_lines([draw(parse_history(EXAMPLE))]))
    assert "n0_1 -> n0_0 [weight=8];" in text
    assert "n0_2 -> n0_0 [style=dashed, constraint=false];" in text
