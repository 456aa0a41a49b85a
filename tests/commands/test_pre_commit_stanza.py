"""The stanza in a configuration of pre-commit: one more entry for whoever reads YAML, and every character kept."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.commands.init.pre_commit import REPOSITORY, with_stanza
from tests.support.thorough import examples

BLACK = "repo: https://github.com/psf/black\n{0}  rev: '24'\n{0}  hooks:\n{0}    - id: black\n"
USUAL = {
    "flush": "repos:\n- " + BLACK.format(""),
    "indented": "repos:\n  - " + BLACK.format("  "),
    "deep": "default_stages: [pre-commit]\nrepos: # ours\n    # the first\n    - " + BLACK.format("    "),
    "followed": "repos:\n- " + BLACK.format("") + "\n# of the next key\nci:\n  skip: [black]\n",
    "scalar": "repos:\n- repo: local\n  hooks:\n  - id: x\n    entry: |\n      a\n      # b\n\nexclude: |\n  # none\n",
    "no line end": "repos:\n- repo: local\n  hooks: []",
    "windows": "repos:\r\n- repo: local\r\n  hooks: []\r\n\r\nfail_fast: true\r\n",
    "document": "---\nrepos:\n- repo: local\n  hooks: []\n",
    "dash alone follows": "repos:\n-   repo: local\n    hooks: []\n# - repo: old\n",
}
UNUSUAL = {
    "flow": "repos: [{repo: local, hooks: []}]\n",
    "empty": "repos: []\n",
    "nothing": "repos:\n",
    "missing": "ci: {}\n",
    "quoted": "'repos':\n- repo: local\n",
    "twice": "repos:\n- repo: local\nrepos:\n- repo: local\n",
    "tabs": "repos:\n- repo: local\n\thooks: []\n",
    "anchor": "repos: &all\n- repo: local\n",
    "two documents": "repos:\n- repo: local\n---\nrepos:\n- repo: local\n",
    "mapping": "repos:\n  local: 1\n",
}


@pytest.mark.parametrize("text", USUAL.values(), ids=USUAL)
def test_one_more_repository_at_the_end(text: str) -> None:
    _assert_one_more(text)


@pytest.mark.parametrize("text", UNUSUAL.values(), ids=UNUSUAL)
def test_what_is_unusual_is_left_alone(text: str) -> None:
    assert with_stanza(text) is None


LINES = st.sampled_from(
    ["repos:", "- repo: local", "  - repo: local", "  hooks: []", "    hooks: []", "  rev: |", "  rev: >+", "    text",
     "# comment", "  # comment", "", "ci:", "  skip: []", "fail_fast: true", "-", "  - |", "    # text",
     "- {repo: local}"]
)  # fmt: skip


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(LINES, max_size=9), st.sampled_from(["", "\n"]))
def test_any_file_is_either_left_alone_or_right_afterwards(lines: list[str], end: str) -> None:
    text = "\n".join(["repos:", "- repo: first", *lines]) + end
    try:
        yaml.safe_load(text)
    except yaml.YAMLError:
        return
    if with_stanza(text) is not None:
        _assert_one_more(text)


def _assert_one_more(text: str) -> None:
    after = with_stanza(text)
    assert after is not None
    before, now = yaml.safe_load(text), yaml.safe_load(after)
    added = now["repos"].pop()
    assert added["repo"] == REPOSITORY and added["hooks"] == [{"id": "migralint"}]
    assert now == before
    start = next(at for at in range(len(after)) if text[at : at + 1] != after[at] or at == len(text))
    assert "\r\n" not in text or "\n" not in after.replace("\r\n", "")
    kept = after.replace("\r", "").splitlines()
    for line in text.replace("\r", "").splitlines():
        assert line in kept
    assert start > 0
