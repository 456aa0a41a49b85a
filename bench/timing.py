"""Side-by-side timing: every command once a round, so that what disturbs one disturbs all; medians, as ratios."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Contender:
    """One command under measurement."""

    name: str
    command: Sequence[str]
    folder: Path
    before: Callable[[], None] = lambda: None
    """Run before each round, untimed."""
    environment: dict[str, str] = field(default_factory=dict)
    allowed: tuple[int, ...] = (0, 1)
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Time one run: wall seconds, CPU seconds, peak MiB. Raises RuntimeError if the command fails."""
        self.before()
        start = time.perf_counter()
        process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | self.environment,
        )
        _, status, usage = os.wait4(process.pid, 0)
        self.wall.append(time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in self.allowed:
            raise RuntimeError(f"{self.name} ended with {process.returncode}")
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        self.memory.append(usage.ru_maxrss / 1024)

    @property
    def seconds(self) -> float:
        """Median wall time."""
        return statistics.median(self.wall)

    @property
    def cpu_seconds(self) -> float:
        """Median CPU time."""
        return statistics.median(self.cpu)


def race(contenders: Sequence[Contender], *, rounds: int = 9) -> None:
    """Run all contenders in turn, `rounds` times, after one round that does not count."""
    for contender in contenders:
        contender.run()
        contender.wall.clear(), contender.cpu.clear(), contender.memory.clear()
    for _ in range(rounds):
        for contender in contenders:
            contender.run()


def table(contenders: Sequence[Contender], *, reference: Contender) -> str:
    """A markdown table of medians, with each as a ratio of `reference`."""
    rows = [f"| | median | × {reference.name} | peak memory |", "|---|---|---|---|"]
    rows += [
        f"| {c.name} | {c.seconds * 1000:.0f} ms | {c.seconds / reference.seconds:.2f} | {max(c.memory):.0f} MiB |"
        for c in contenders
    ]
    return "\n".join(rows)


def machine() -> str:
    """What the figures were measured on."""
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return f"{os.cpu_count()} × {model}, {platform.system()}, Python {sys.version.split()[0]}"
