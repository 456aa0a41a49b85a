"""`migralint check` on generated directories of 2,000 and 20,000 revisions, nothing cached: time per file, memory.

    python bench/check_size.py

Beside it `ast.parse` of the same files in one process. Prints markdown.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from environments import WORK, migralint
from timing import Contender, machine, race

SIZES = (2_000, 20_000)
REVISION = '''\
"""Step {number}

Revision ID: {id}
Revises: {parent}
Create Date: 2024-01-02 03:04:05.000000

"""
import sqlalchemy as sa
from alembic import op

revision = "{id}"
down_revision = {quoted}
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "t{number}",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False, server_default="x"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_t{number}_name", "t{number}", ["name"])
    op.execute("UPDATE t{number} SET name = 'y' WHERE name = 'x'")


def downgrade():
    op.drop_index("ix_t{number}_name", "t{number}")
    op.drop_table("t{number}")
'''


def project(size: int) -> Path:
    """A line of that many revisions; made on first use."""
    root = WORK / f"check-{size}"
    if not (root / "alembic.ini").exists():
        versions = root / "migrations" / "versions"
        versions.mkdir(parents=True)
        for number in range(size):
            own, parent = f"{number:012x}", f"{number - 1:012x}" if number else ""
            quoted = f'"{parent}"' if parent else "None"
            text = REVISION.format(number=number, id=own, parent=parent, quoted=quoted)
            (versions / f"{own}_step_{number}.py").write_text(text)
        (root / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
        (root / "migralint.toml").touch()  # nobody shall look for settings above
    return root


def main() -> None:
    """Measure and print."""
    own = migralint()
    cold = WORK / "cold-cache"
    print("| revisions | ms per file | × ast.parse | held to one processor | peak memory |\n|---|---|---|---|---|")
    for size in SIZES:
        root = project(size)
        parse = "import ast, glob\nfor p in glob.glob('migrations/versions/*.py'): ast.parse(open(p,'rb').read())"

        def forget() -> None:
            shutil.rmtree(cold, ignore_errors=True)

        command = [str(own / "migralint"), "check"]
        environment = {"MIGRALINT_CACHE_DIR": str(cold)}
        check = Contender("check", command, root, forget, environment)
        alone = Contender("check, one processor", ["taskset", "-c", "0", *command], root, forget, environment)
        parsing = Contender("ast.parse", [str(own / "python"), "-c", parse], root)
        race([check, alone, parsing], rounds=3)
        ratios = f"{check.seconds / parsing.seconds:.2f} | {alone.seconds / parsing.seconds:.2f}"
        memory = max(*check.memory, *alone.memory)
        print(f"| {size:,} | {check.seconds * 1000 / size:.2f} | {ratios} | {memory:.0f} MiB |", flush=True)
    print(f"\n{machine()}; medians of 3 interleaved runs")


if __name__ == "__main__":
    main()
