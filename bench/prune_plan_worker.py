"""Plans one prune from values, for bench/prune_plan.py: the history from JSON, the fleet from its CSV file."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from migralint.environments.manifest import read_manifest
from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.history_context import HistoryContext
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.planning.plan import plan_prune


def main(folder: Path) -> None:
    """Read and plan; what goes must be what the generator says."""
    described = json.loads((folder / "history.json").read_text())
    history = History(Revision(name, tuple(parents)) for name, parents in described["revisions"])
    environments = EnvironmentContext(
        HistoryContext(history), read_manifest(folder / "migralint-environments.toml"), now=datetime.now(UTC)
    )
    plan = plan_prune(environments, ScriptDirectory(str(folder), (str(folder / "versions"),)))
    if plan.status != "ready" or len(plan.removed) < described["at_least"]:
        sys.exit(f"{plan.status}, {len(plan.removed)} removed")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
