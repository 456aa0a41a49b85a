"""What `check --against` costs on the 344 revisions of apache-superset 6.1.0, beside `check` and `git merge-tree`.

    python bench/published.py

Needs the package index on the first run. Prints markdown.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from environments import WORK, migralint, superset
from timing import Contender, machine, race, table

NEW = (
    'revision = "{id}"\ndown_revision = "{parent}"\n\nfrom alembic import op\nimport sqlalchemy as sa\n\n\n'
    'def upgrade():\n    op.add_column("dashboards", sa.Column("{id}", sa.Integer()))\n\n\n'
    'def downgrade():\n    op.drop_column("dashboards", "{id}")\n'
)


def main() -> None:
    """Measure and print."""
    executable = str(migralint() / "migralint")
    project = branched(superset(), executable)
    cache, cold = {"MIGRALINT_CACHE_DIR": str(WORK / "cache")}, {"MIGRALINT_CACHE_DIR": str(WORK / "cold-cache")}

    def forget() -> None:
        shutil.rmtree(WORK / "cold-cache", ignore_errors=True)

    against = [executable, "check", "--against", "main"]
    plain = Contender("check, nothing cached", [executable, "check"], project, forget, cold)
    contenders = [
        plain,
        Contender("check --against main, nothing cached", against, project, forget, cold),
        Contender("check, files cached", [executable, "check", "--statistics", "-v"], project, environment=cache),
        Contender("check --against main, files cached", against, project, environment=cache),
        Contender("git merge-tree (the lines alone)", ["git", "merge-tree", "--write-tree", "topic", "main"], project),
    ]
    race(contenders)
    print(f"{machine()}; 344 revisions, main one ahead; medians of {len(plain.wall)} interleaved runs\n")
    print(table(contenders, reference=plain))


def branched(source: Path, executable: str) -> Path:
    """A copy in a repository: main got one revision since topic began, which has one too and edited another."""
    project = WORK / "published"
    if project.exists():
        return project
    shutil.copytree(source, project, ignore=shutil.ignore_patterns(".git"))
    versions = project / "migrations" / "versions"
    git(project, "init", "-q", "-b", "main")
    head = head_of(project, executable)
    commit(project)
    git(project, "checkout", "-q", "-b", "topic")
    (versions / "aaaa_topic.py").write_text(NEW.format(id="aaaaaaaaaaaa", parent=head))
    edited = next(path for path in sorted(versions.glob("*.py")) if "def upgrade():" in path.read_text())
    edited.write_text(edited.read_text().replace("def upgrade():", "def upgrade():\n    print('edited')"))
    commit(project)
    git(project, "checkout", "-q", "main")
    (versions / "bbbb_main.py").write_text(NEW.format(id="bbbbbbbbbbbb", parent=head))
    commit(project)
    git(project, "checkout", "-q", "topic")
    return project


def head_of(project: Path, executable: str) -> str:
    """The head of the history."""
    command = [executable, "check", "--exit-zero", "--format", "json"]
    report = json.loads(subprocess.run(command, cwd=project, check=True, capture_output=True).stdout)
    return str(report["histories"][0]["heads"][0])


def git(folder: Path, *arguments: str) -> None:
    """Run git as nobody in particular."""
    subprocess.run(["git", "-c", "user.name=b", "-c", "user.email=b@example.org", *arguments], cwd=folder, check=True)


def commit(folder: Path) -> None:
    """Commit everything."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "all")


if __name__ == "__main__":
    main()
