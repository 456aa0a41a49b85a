"""Draws findings in real migrations for people to judge: those a first check shows, or all about operations.

    python bench/findings.py first [--size 100] [--seed N] [--only PACKAGE]...
    python bench/findings.py operations [--size 100] [--seed N] [--only PACKAGE]...

Needs the package index on the first run; what is installed stays below `bench/.work/findings`. Prints markdown: the
exit status of every run, and the drawn findings with empty columns for the verdict. A seed always draws the same.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from environments import WORK
from findings_packages import PACKAGES, Package

OF_A_RULE, OF_A_PROJECT, OF_BOTH = 8, 10, 2
"""No rule and no project fills a draw. The last holds among all operation findings alone: few of them are shown."""
_FOLDER = WORK / "findings"
_FINDING = re.compile(
    r"  (?:(?P<line>\d+):\d+  )?(?P<severity>error|warning|info) (?P<code>ML\d{3}) [\w-]+  (?P<said>.*)"
)
_TIMES = re.compile(r"(?P<times>[\d,]+) times?: ")
_MERGED = "files that are merged already"


class Finding(NamedTuple):
    """One finding, as a maintainer reads it."""

    package: str
    path: str
    line: int
    code: str
    severity: str
    said: str


class Run(NamedTuple):
    """What one `migralint check` printed."""

    code: int
    shown: tuple[Finding, ...]
    """One by one; the others are folded into a line for each rule."""
    folded: int
    summary: str


def main() -> None:
    """Install, run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=("first", "operations"))
    parser.add_argument("--size", type=int, default=100)
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--only", action="append", default=[], metavar="PACKAGE")
    options = parser.parse_args()
    packages = [each for each in PACKAGES if not options.only or each.name in options.only]
    if options.kind == "first":
        findings, limit = _first(packages), OF_A_RULE
    else:
        findings, limit = [each for package in packages for each in _operations(package)], OF_BOTH
    drawn = draw(findings, options.seed, options.size, of_both=limit)
    print(f"\n{len(findings)} findings; {len(drawn)} drawn with seed {options.seed}\n")
    print("| rule | place | severity | said | verdict | why |\n|---|---|---|---|---|---|")
    for each in drawn:
        name = Path(each.path).name
        said = each.said.replace("|", "\\|")
        print(f"| {each.code} | {each.package}, `{name}`:{each.line} | {each.severity} | {said} | | |")


def _first(packages: Iterable[Package]) -> list[Finding]:
    """Print what the first check of each package ends with; return what any of them shows, each finding once."""
    print("| package | plain: exit | shown | folded | repository, with its databases: exit | shown | folded | |")
    print("|---|---|---|---|---|---|---|---|")
    every: dict[Finding, None] = {}
    for package in packages:
        folder = installed(package)
        plain = check(package, folder, [str(folder / path) for path in package.paths])
        set_up = check(package, repository(package, folder), list(package.paths))
        cells = [str(cell) for run in (plain, set_up) for cell in (run.code, len(run.shown), run.folded)]
        print(f"| {package.requirement} | {' | '.join(cells)} | {set_up.summary} |", flush=True)
        every |= dict.fromkeys((*plain.shown, *set_up.shown))
    return list(every)


def installed(package: Package) -> Path:
    """The folder with the package, without its dependencies; installed on first use."""
    target = Path(os.environ.get("MIGRALINT_CORPUS", _FOLDER / "packages")) / package.name
    if not target.is_dir():
        command = ["install", "--quiet", "--no-deps", "--no-compile", "--target", str(target), package.requirement]
        subprocess.run([sys.executable, "-m", "pip", *command], check=True)
    return target


def repository(package: Package, folder: Path) -> Path:
    """A copy in a git repository, in which the setting `dialect` names the project's databases.

    The last commit brings no revision, as in most projects at most times.
    """
    copy = _FOLDER / "repositories" / package.name
    if not copy.is_dir():
        left_out = shutil.ignore_patterns("__pycache__", "node_modules", "static", "*.dist-info")
        shutil.copytree(folder, copy, symlinks=True, ignore=left_out)
        (copy / "migralint.toml").write_text(f"dialect = {json.dumps(package.dialects)}\n")
        git = ["git", "-C", str(copy), "-c", "user.name=b", "-c", "user.email=b@example.org", "-c", "gc.auto=0"]
        commit = ["commit", "-q", "--allow-empty", "-m"]
        for command in (["init", "-q", "-b", "main"], ["add", "-A", "-f"], [*commit, "all"], [*commit, "more"]):
            subprocess.run([*git, *command], check=True)
    return copy


def check(package: Package, folder: Path, paths: Sequence[str]) -> Run:
    """Run `migralint check` as a user does, and read what it prints."""
    done = migralint(folder, "check", "--no-cache", *paths)
    shown: list[Finding] = []
    folded, path = 0, ""
    for line in done.stdout.splitlines():
        if line and not line.startswith(" "):
            path = line
        elif (match := _FINDING.fullmatch(line)) is None:
            continue
        elif path == _MERGED and (times := _TIMES.match(match["said"])) is not None:
            folded += int(times["times"].replace(",", ""))
        else:
            shown.append(
                Finding(package.name, path, int(match["line"] or 0), match["code"], match["severity"], match["said"])
            )
    summary = done.stdout.splitlines()[-1] if done.stdout else done.stderr.splitlines()[0]
    return Run(done.returncode, tuple(shown), folded, summary)


def _operations(package: Package) -> Iterator[Finding]:
    """Every finding of the rules about operations that are on by default."""
    folder = repository(package, installed(package))
    done = migralint(folder, "check", "--no-cache", "--exit-zero", "--format", "json", *package.paths)
    for one in json.loads(done.stdout)["findings"]:
        if one["code"].startswith("ML3"):
            yield Finding(package.name, one["path"], one["line"], one["code"], one["severity"], one["message"])


def migralint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the migralint of this Python in a folder."""
    command = [sys.executable, "-m", "migralint", *arguments]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)


def draw(findings: Iterable[Finding], seed: int, size: int, *, of_both: int) -> list[Finding]:
    """At most `size` of the findings in the order of their rules; of a rule, of a project and of both few enough."""
    order = sorted(findings)
    random.Random(seed).shuffle(order)
    taken: list[Finding] = []
    seen: Counter[object] = Counter()
    for each in order:
        limits = ((each.code, OF_A_RULE), (each.package, OF_A_PROJECT), ((each.code, each.package), of_both))
        if len(taken) < size and all(seen[key] < most for key, most in limits):
            taken.append(each)
            seen.update(key for key, _ in limits)
    return sorted(taken, key=lambda each: (each.code, *each))


if __name__ == "__main__":
    main()
