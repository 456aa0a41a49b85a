"""The continuous integration that `init` proposes: a workflow for GitHub, a file to include for GitLab."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path

from migralint import __version__
from migralint.commands.init.options import Wishes
from migralint.commands.init.part import Part
from migralint.commands.init.survey import Survey
from migralint.source.file_change import FileChange
from migralint.source.paths import relative
from migralint.source.reading import read_input

_MOST = 1_000_000
_MENTIONED = re.compile(rb"^[^#]*migralint", re.MULTILINE)
_PLAIN = re.compile(r"[A-Za-z0-9_./-]+\Z")
_GITHUB = """\
name: migrations
on:
  pull_request:
  merge_group:
  push:
    branches: [main, master]
permissions: {{}}
jobs:
  migralint:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pull-requests: write # one comment, updated in place
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          fetch-depth: 0 # tags, and where the branch began
          persist-credentials: false
      - uses: migralint/migralint@v{version}
{inputs}"""
_GITLAB = """\
migralint:
  image: python:3.13
  variables:
    GIT_DEPTH: "0" # tags, and where the branch began
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - pip install --quiet migralint=={version}
    - {command}
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
      junit: migralint-junit.xml
"""
_COMMAND = "migralint check {path}--output gitlab=gl-code-quality-report.json --output junit=migralint-junit.xml"
_INCLUDE = "include:\n  - local: .gitlab/migralint.yml\n"


def ci_part(survey: Survey, wishes: Wishes) -> Part | None:
    """The CI file for the host, or why there is none; None if it was not requested."""
    if wishes.ci == "github":
        return _github(survey)
    return _gitlab(survey) if wishes.ci == "gitlab" else None


def _github(survey: Survey) -> Part:
    title = "GitHub workflow"
    folder = Path(survey.top, ".github", "workflows")
    path = str(folder / "migralint.yml")
    for file in sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]):
        if str(file) == path or _MENTIONED.search(read_input(str(file), limit=_MOST)):
            return Part(title, str(file), kept="there already")
    where = _where(survey)
    if "${{" in where:
        return Part(
            title, path, kept="the name of the project's folder contains an expression that a workflow would evaluate"
        )
    inputs = "" if where == "." else f"        with:\n          path: {_yaml(where)}\n"
    text = _GITHUB.format(version=__version__, inputs=inputs)
    return Part(title, path, FileChange(path, None, text.encode()))


def _gitlab(survey: Survey) -> Part:
    title = "GitLab job"
    main = os.path.join(survey.top, ".gitlab-ci.yml")
    path = os.path.join(survey.top, ".gitlab", "migralint.yml")
    exists = os.path.lexists(main)
    if os.path.lexists(path) or (exists and _MENTIONED.search(read_input(main, limit=_MOST))):
        return Part(title, path if os.path.lexists(path) else main, kept="there already")
    where = _where(survey)
    shown = "" if where == "." else f"{shlex.quote(where)} "
    job = _GITLAB.format(version=__version__, command=_line(_COMMAND.format(path=shown)))
    if not exists:
        return Part(title, main, FileChange(main, None, job.encode()))
    return Part(title, path, FileChange(path, None, job.encode()), by_hand=f"# in .gitlab-ci.yml\n{_INCLUDE}".rstrip())


def _where(survey: Survey) -> str:
    """PATH for the command, relative to the top of the repository."""
    folder = os.path.dirname(os.path.abspath(survey.script.config or survey.script.path))
    if os.path.realpath(folder) == os.path.realpath(survey.script.path):
        folder = os.path.dirname(folder)
    target = survey.top if os.path.realpath(folder) == os.path.realpath(survey.top) else folder
    return relative(os.path.realpath(target), os.path.realpath(survey.top))


def _yaml(text: str) -> str:
    if _PLAIN.match(text):
        return text
    return "'" + text.replace("'", "''") + "'"


def _line(command: str) -> str:
    """The command as a YAML string, in JSON's form, which YAML accepts."""
    return command if not set(command) & set(":#'\"\\{}[]&*!|>%@`") else json.dumps(command)
