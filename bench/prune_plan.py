"""The plan of a prune for large fleets: up to 20,000 revisions and 1,000,000 stamped databases.

    python bench/prune_plan.py

The history has branches and merges; half of its revisions are stamped by some database. Prints markdown.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from environments import WORK, migralint
from timing import Contender, machine, race, table

SIZES = ((2_000, 100_000), (20_000, 100_000), (20_000, 1_000_000))
WORKER = str(Path(__file__).with_name("prune_plan_worker.py"))


def main() -> None:
    """Measure and print."""
    python = str(migralint() / "python")
    contenders = [
        Contender(
            f"{revisions:,} revisions, {databases:,} databases",
            [python, WORKER, str(fleet(revisions, databases))],
            WORK,
            allowed=(0,),
        )
        for revisions, databases in SIZES
    ]
    race(contenders, rounds=3)
    print(f"{machine()}; reading the inventory and planning; medians of {len(contenders[0].wall)} interleaved runs\n")
    print(table(contenders, reference=contenders[0]))


def fleet(revisions: int, databases: int) -> Path:
    """A folder with a history, a manifest and an inventory; the same numbers give the same bytes."""
    folder = WORK / f"fleet-{revisions}-{databases}"
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(revisions)
    names = [f"{number:06x}{chance.randrange(16**6):06x}" for number in range(revisions)]
    described = []
    for number, name in enumerate(names):
        # Every hundred revisions a side line leaves the main one, and joins it again ten revisions later.
        place = number % 100
        parents = names[number - 1 : number] if number else []
        if place == 50 or place == 51:
            parents = [names[number - 2]]
        elif place == 60:
            parents = [names[number - 1], names[number - 10]]
        described.append((name, parents))
    (folder / "history.json").write_text(json.dumps({"revisions": described, "at_least": revisions // 2 - 100}))
    stamped = [name for number, name in enumerate(names) if number >= revisions // 2 and not 49 <= number % 100 <= 60]
    with (folder / "fleet.csv").open("w") as inventory:
        inventory.write("database,version_num\n")
        for number in range(databases):
            inventory.write(f"tenant{number},{chance.choice(stamped)}\n")
    (folder / "migralint-environments.toml").write_text(
        'version = 1\n\n[environments.fleet]\nfile = "fleet.csv"\nrecorded-at = 2024-01-01T00:00:00Z\n\n'
        f'[environments.production]\nstamps = ["{names[-1]}"]\nrecorded-at = 2024-01-01T00:00:00Z\n'
    )
    return folder


if __name__ == "__main__":
    main()
