"""The stamps of databases in the OpenMetrics text format (https://openmetrics.io, version 1.0.0); pure."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.commands.environments.export import Exported

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def openmetrics_lines(exported: Exported) -> Iterator[str]:
    """Yield the lines of the exposition, the last of them `# EOF`; every family is included, even without a sample."""
    yield from _family("migralint_revisions", "Revision files of the script directory.")
    yield f"migralint_revisions {exported.revisions}"
    yield from _family("migralint_heads", "Heads of the history.")
    yield f"migralint_heads {exported.heads}"
    yield from _family("migralint_databases", "Databases by environment and by the rows of their version table.")
    for one in exported.environments:
        for each in one.stamp_sets:
            yield f"migralint_databases{_labels(one.name, each.stamp_set.key)} {each.stamp_set.databases}"
    yield from _family(
        "migralint_pending_revisions", "Revisions that alembic upgrade heads has to run; missing for an unknown stamp."
    )
    for one in exported.environments:
        for each in one.stamp_sets:
            if each.pending is not None:
                yield f"migralint_pending_revisions{_labels(one.name, each.stamp_set.key)} {each.pending}"
    yield from _family("migralint_unknown_stamp_databases", "Databases with a stamp that no revision file has.")
    for one in exported.environments:
        unknown = sum(each.stamp_set.databases for each in one.stamp_sets if each.pending is None)
        yield f"migralint_unknown_stamp_databases{_labels(one.name)} {unknown}"
    yield from _family("migralint_unread_databases", "Databases whose stamps are not known.")
    for one in exported.environments:
        yield f"migralint_unread_databases{_labels(one.name)} {one.unread}"
    yield from _family(
        "migralint_recorded_timestamp_seconds", "When the oldest of its stamps was read.", unit="seconds"
    )
    for one in exported.environments:
        if one.recorded_at is not None:
            yield f"migralint_recorded_timestamp_seconds{_labels(one.name)} {one.recorded_at.timestamp():.0f}"
    yield "# EOF"


def _family(name: str, help: str, unit: str = "") -> Iterator[str]:
    yield f"# TYPE {name} gauge"
    if unit:
        yield f"# UNIT {name} {unit}"
    yield f"# HELP {name} {help.translate(_ESCAPES)}"


def _labels(environment: str, stamps: str | None = None) -> str:
    labels = f'environment="{environment.translate(_ESCAPES)}"'
    if stamps is not None:
        labels += f',stamps="{stamps.translate(_ESCAPES)}"'
    return f"{{{labels}}}"
