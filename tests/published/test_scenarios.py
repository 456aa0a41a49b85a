"""What `check --against main` says of a branch: real repositories, one line of the table each.

Every scenario starts from `began` (a <- b unless it says otherwise). `main` is what came to main since, `topic` what
the branch committed, `loose` what it has not committed. `said` are the findings by code and revisions, those about the
merged tree begin with `after`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace

from migralint.history.ledger import Ledger
from migralint.loading.records.ledger import encode_ledger
from tests.support.branches import Files, branched, checked, revision, said, write
from tests.support.drawn_environments import drawn_ledger
from tests.support.git import commit_all, git

A, B = revision("a"), revision("b", "a")
BEGAN: Files = {"a.py": A, "b.py": B}
N, M = revision("n", "b"), revision("m", "n")
R = revision("r", "b")

HELPED = "    build()\n"
HELPER = (
    "SIZE = 40\n\ndef build():\n    op.execute(f'CREATE TABLE b (name VARCHAR({SIZE}))')\n\ndef clean():\n    pass\n"
)
BY_NAME = (
    "    globals()['upgrade_one']()\n",
    "def upgrade_one():\n    op.execute('ONE')\n\ndef downgrade_one():\n    op.execute('TWO')\n",
)


@dataclass(frozen=True)
class Scenario:
    """A row of the table."""

    what: str
    said: list[str] = field(default_factory=list)
    began: Files = field(default_factory=lambda: BEGAN)
    main: Files = field(default_factory=dict)
    topic: Files = field(default_factory=dict)
    loose: Files = field(default_factory=dict)
    options: tuple[str, ...] = ()


def ledger(*pruned: str, squash: str = "") -> str:
    """A ledger of one prune that took `pruned`, a line."""
    (prune,) = drawn_ledger(f"# pruned: {' '.join(pruned)}").prunes
    return encode_ledger(Ledger((replace(prune, squashed_into=(squash,) if squash else ()),))).decode()


LEDGER = "migrations/migralint-pruned.json"

GRAPH = [
    Scenario("the branch did nothing"),
    Scenario("a new revision on the head", topic={"n.py": N}),
    Scenario("main is ahead, and the branch has nothing new", main={"r.py": R}),
    Scenario(
        "main is ahead, and the branch has a revision",
        ["ML255 n r", "after ML101 n r"],
        main={"r.py": R},
        topic={"n.py": N},
    ),
    Scenario(
        "two revisions of the branch: the lower one is to be put on top",
        ["ML255 n r", "after ML101 m r"],
        main={"r.py": R},
        topic={"n.py": N, "m.py": M},
    ),
    Scenario(
        "the branch forked by itself too: that is said of the working tree, and once more with main's head",
        ["ML101 k n", "ML255 k r", "ML255 n r", "after ML101 k n r"],
        main={"r.py": R},
        topic={"n.py": N, "k.py": revision("k", "b")},
    ),
    Scenario(
        "two heads of the branch alone are said once", ["ML101 k n"], topic={"n.py": N, "k.py": revision("k", "b")}
    ),
    Scenario(
        "the target is above, and the branch's merge revision takes it in",
        main={"r.py": R},
        topic={"n.py": N, "r.py": R, "m.py": revision("m", ("n", "r"))},
    ),
    Scenario(
        "a line with a branch label of its own is meant",
        main={"r.py": R},
        topic={"n.py": revision("n", "b", more="branch_labels = 'reports'\n")},
    ),
    Scenario("as many heads as the settings allow", main={"r.py": R}, topic={"n.py": N}, options=("--heads", "2")),
    Scenario(
        "main has two heads, which is not the branch's doing, and the branch is on one of them",
        ["ML101 n s"],
        began={**BEGAN, "r.py": R, "s.py": revision("s", "b")},
        topic={"n.py": revision("n", "r")},
    ),
    Scenario(
        "main deleted the parent by hand",
        ["after ML102 n"],
        main={"b.py": None},
        topic={"n.py": N},
    ),
    Scenario(
        "main went on and pruned the parent",
        ["ML255 b n", "after ML256 n"],
        began={"a.py": A},
        main={"a.py": None, "b.py": revision("b"), LEDGER: ledger("a")},
        topic={"n.py": revision("n", "a")},
    ),
    Scenario(
        "main pruned below, and the branch is above: fine",
        began={"a.py": A, "b.py": B, "c.py": revision("c", "b")},
        main={"a.py": None, "b.py": None, "c.py": revision("c"), LEDGER: ledger("a", "b")},
        topic={"n.py": revision("n", "c")},
    ),
    Scenario(
        "each side makes one wait for the other",
        ["ML253 b c", "after ML104 b c"],
        began={"a.py": A, "b.py": B, "c.py": revision("c", more="branch_labels = 'side'\n")},
        main={"c.py": revision("c", more="branch_labels = 'side'\ndepends_on = 'b'\n")},
        topic={"b.py": revision("b", "a", more="depends_on = 'c'\n")},
    ),
    Scenario(
        "both take the same branch label",
        ["ML255 n r", "after ML101 n r", "after ML106 n r"],
        main={"r.py": revision("r", "b", more="branch_labels = 'x'\n")},
        topic={"n.py": revision("n", "b", more="branch_labels = 'x'\n")},
    ),
    Scenario(
        "both made a file of the same revision, under two names",
        ["after ML105 r"],
        main={"r.py": R},
        topic={"r_again.py": R},
    ),
    Scenario("the same file was taken over from main", main={"r.py": R}, topic={"r.py": R}),
    Scenario(
        "both began the history",
        ["ML255 n r"],
        began={"notes/readme": ""},
        main={"r.py": revision("r")},
        topic={"n.py": revision("n")},
    ),
    Scenario(
        "a file that cannot be read may join the heads",
        main={"r.py": R},
        topic={"n.py": N, "odd.py": "revision = compute()\ndown_revision = ('n', 'r')\n"},
    ),
]

EDITS = [
    Scenario("upgrade was edited", ["ML251 b"], topic={"b.py": revision("b", "a", sql="CREATE TABLE c (id INT)")}),
    Scenario(
        "upgrade was edited and that is not committed",
        ["ML251 b"],
        loose={"b.py": revision("b", "a", sql="CREATE TABLE c (id INT)")},
    ),
    Scenario(
        "comments, docstrings, formatting, annotations, downgrade",
        topic={
            "b.py": B.replace("make b", "Make the table b")
            .replace("def upgrade():", "def upgrade() -> None:\n    '''Build.'''  # the table")
            .replace("op.execute('CREATE", "op.execute(\n        'CREATE")
            .replace("DROP TABLE b", "DROP TABLE IF EXISTS b")
            .replace("revision = 'b'", 'revision: str = "b"')
        },
    ),
    Scenario(
        "a helper that upgrade uses",
        ["ML251 b"],
        began={"a.py": A, "b.py": revision("b", "a", upgrade=HELPED, more=HELPER)},
        topic={"b.py": revision("b", "a", upgrade=HELPED, more=HELPER.replace("CREATE", "CREATE TEMPORARY"))},
    ),
    Scenario(
        "a constant that a helper uses",
        ["ML251 b"],
        began={"a.py": A, "b.py": revision("b", "a", upgrade=HELPED, more=HELPER)},
        topic={"b.py": revision("b", "a", upgrade=HELPED, more=HELPER.replace("40", "80"))},
    ),
    Scenario(
        "a helper that upgrade does not use",
        began={"a.py": A, "b.py": revision("b", "a", upgrade=HELPED, more=HELPER)},
        topic={"b.py": revision("b", "a", upgrade=HELPED, more=HELPER.replace("pass", "op.execute('VACUUM')"))},
    ),
    Scenario(
        "a function that upgrade finds by its name",
        ["ML251 b"],
        began={"a.py": A, "b.py": revision("b", "a", upgrade=BY_NAME[0], more=BY_NAME[1])},
        topic={"b.py": revision("b", "a", upgrade=BY_NAME[0], more=BY_NAME[1].replace("ONE", "THREE"))},
    ),
    Scenario(
        "the same function, of downgrade",
        began={"a.py": A, "b.py": revision("b", "a", upgrade=BY_NAME[0], more=BY_NAME[1])},
        topic={"b.py": revision("b", "a", upgrade=BY_NAME[0], more=BY_NAME[1].replace("TWO", "THREE"))},
    ),
    Scenario(
        "a branch label was given later", ["ML251 b"], topic={"b.py": revision("b", "a", more="branch_labels = 'x'\n")}
    ),
    Scenario("the edit cannot be parsed", ["ML251 b"], topic={"b.py": f"{B}\nprint 'done'\n"}),
    Scenario(
        "main edited it since, and the branch did not",
        main={"b.py": revision("b", "a", sql="CREATE TABLE c (id INT)")},
        topic={"n.py": N},
    ),
    Scenario(
        "both made the same edit",
        main={"b.py": revision("b", "a", sql="CREATE TABLE c (id INT)")},
        topic={"b.py": revision("b", "a", sql="CREATE TABLE c (id INT)")},
    ),
    Scenario(
        "main reparented it, the branch changed a comment: each side's change counts",
        main={"b.py": revision("b", "r"), "r.py": revision("r", "a")},
        topic={"b.py": f"# a comment\n{B}"},
    ),
    Scenario(
        "a revision slipped in below a published one",
        ["ML253 b n"],
        topic={"n.py": revision("n", "a"), "b.py": revision("b", "n")},
    ),
    Scenario(
        "the parents of a merge in another order",
        began={"a.py": A, "b.py": B, "c.py": revision("c", "a"), "m.py": revision("m", ("b", "c"))},
        topic={"m.py": revision("m", ("c", "b"))},
    ),
    Scenario("the newest was deleted", ["ML252 b"], topic={"b.py": None}),
    Scenario(
        "one in the middle was deleted, and the file is only gone from disk",
        ["ML102 b", "ML252 a"],
        loose={"a.py": None},
    ),
    Scenario(
        "deleted here, and main had deleted it too",
        began={**BEGAN, "c.py": revision("c", "b")},
        main={"c.py": None},
        topic={"c.py": None},
    ),
    Scenario(
        "a prune of this branch deleted and reparented",
        topic={"a.py": None, "b.py": revision("b"), LEDGER: ledger("a")},
    ),
    Scenario(
        "a prune of this branch put a squash below",
        topic={"a.py": None, "s.py": revision("s"), "b.py": revision("b", "s"), LEDGER: ledger("a", squash="s")},
    ),
    Scenario(
        "beside a prune, somebody slipped another one in",
        ["ML253 b n"],
        topic={"a.py": None, "n.py": revision("n"), "b.py": revision("b", "n"), LEDGER: ledger("a")},
    ),
    Scenario("a file was renamed", topic={"b.py": None, "2026_b.py": B}),
    Scenario(
        "a file was renamed and edited",
        ["ML251 b"],
        topic={"b.py": None, "2026_b.py": revision("b", "a", sql="CREATE TABLE c (id INT)")},
    ),
    Scenario(
        "the file became unreadable: one of its kind, not a deleted one",
        topic={"b.py": "revision = compute()\ndown_revision = 'a'\n"},
    ),
]

IDS = [
    Scenario(
        "both counted on, and the same number means two things",
        ["ML254 r", "after ML105 r"],
        main={"r_users.py": revision("r", "b", message="add users")},
        topic={"r_teams.py": revision("r", "b", message="add teams", sql="CREATE TABLE teams (id INT)")},
    ),
    Scenario(
        "an id was given to another revision",
        ["ML254 b"],
        topic={"b.py": None, "teams.py": revision("b", "a", message="add teams", sql="CREATE TABLE teams (id INT)")},
    ),
    Scenario(
        "an id was changed in place", ["ML254 b x"], topic={"b.py": revision("x", "a", sql="CREATE TABLE b (id INT)")}
    ),
    Scenario(
        "an id was changed, the file was renamed, and its child follows",
        ["ML254 a x"],
        topic={
            "a.py": None,
            "x.py": revision("x", sql="CREATE TABLE a (id INT)", message="make a"),
            "b.py": revision("b", "x"),
        },
    ),
    Scenario(
        "the id of a pruned revision",
        ["ML254 z"],
        began={**BEGAN, LEDGER: ledger("z")},
        topic={"z.py": revision("z", "b", message="add ships")},
    ),
]


@pytest.mark.parametrize("scenario", [*GRAPH, *EDITS, *IDS], ids=lambda scenario: scenario.what)
def test_what_is_said(scenario: Scenario, tmp_path: Path) -> None:
    root = branched(tmp_path / "project", base=scenario.began, main=scenario.main, topic=scenario.topic)
    write(root, scenario.loose)
    assert said(checked(root, *scenario.options)) == sorted(scenario.said)


TAGS = 'version = 1\n\n[environments.releases]\ngit-tags = "v*"\n'


@pytest.mark.parametrize(
    ("what", "topic", "expected"),
    [
        (
            "a released id on another revision",
            {"b.py": None, "teams.py": revision("b", "a", message="add teams", sql="CREATE TABLE teams (id INT)")},
            ["ML254 b"],
        ),
        ("a released revision with another message", {"b.py": B.replace("make b", "make it")}, []),
        ("a released revision in another file", {"b.py": None, "2026_b.py": B}, []),
    ],
)
def test_the_ids_of_releases_without_a_merge_target(
    what: str, topic: Files, expected: list[str], tmp_path: Path
) -> None:
    root = branched(tmp_path / "project", base={**BEGAN, "migrations/migralint-environments.toml": TAGS})
    git(root, "tag", "v1.0")
    write(root, topic)
    commit_all(root)
    assert said(checked(root, against=None, select="ML25")) == expected
