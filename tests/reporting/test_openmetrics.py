"""The OpenMetrics text is what Prometheus's own parser takes, whatever people call their environments."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from migralint.commands.environments.export import Exported, ExportedEnvironment, ExportedSet
from migralint.environments.environment import StampSet
from migralint.reporting.environments.openmetrics import openmetrics_lines

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def samples(exported: Exported) -> Samples:
    text = "".join(f"{line}\n" for line in openmetrics_lines(exported))
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_where_a_fleet_stands() -> None:
    sets = (
        ExportedSet(StampSet(frozenset({"b2"}), 40), 0),
        ExportedSet(StampSet(frozenset({"a1", "c3"}), 2), 3),
        ExportedSet(StampSet(frozenset({"gone"}), 5), None),
        ExportedSet(StampSet(frozenset(), 1), 7),
    )
    at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    exported = Exported(7, 2, (ExportedEnvironment("fleet", sets, 3, at),))
    fleet = ("environment", "fleet")
    assert samples(exported) == {
        ("migralint_revisions", ()): 7,
        ("migralint_heads", ()): 2,
        ("migralint_databases", (fleet, ("stamps", "b2"))): 40,
        ("migralint_databases", (fleet, ("stamps", "a1+c3"))): 2,
        ("migralint_databases", (fleet, ("stamps", "gone"))): 5,
        ("migralint_databases", (fleet, ("stamps", ""))): 1,
        ("migralint_pending_revisions", (fleet, ("stamps", "b2"))): 0,
        ("migralint_pending_revisions", (fleet, ("stamps", "a1+c3"))): 3,
        ("migralint_pending_revisions", (fleet, ("stamps", ""))): 7,
        ("migralint_unknown_stamp_databases", (fleet,)): 5,
        ("migralint_unread_databases", (fleet,)): 3,
        ("migralint_recorded_timestamp_seconds", (fleet,)): at.timestamp(),
    }


@given(st.text(min_size=1).filter(str.strip), st.text())
def test_any_name_survives(name: str, stamp: str) -> None:
    stamps = frozenset({stamp} - {""})
    exported = Exported(1, 1, (ExportedEnvironment(name, (ExportedSet(StampSet(stamps, 1), 0),), 0, None),))
    labels = (("environment", name), ("stamps", stamp))
    assert samples(exported)[("migralint_databases", labels)] == 1
