"""`create_all()` creates the tables of the file only where nothing else can have given tables to the MetaData."""

from __future__ import annotations

import pytest

from migralint.loading.revisions.revision_file import read_revision_file

TABLE = 'sa.Table("a", META, sa.Column("id", sa.Integer))'


def names(module: str, upgrade: str) -> list[str]:
    text = f"import sqlalchemy as sa\nfrom alembic import op\nrevision = 'b'\ndown_revision = 'a'\n{module}\n"
    data = f"{text}def upgrade():\n    {upgrade}\n    META.create_all(op.get_bind())\n".encode()
    return [one.name for one in read_revision_file("/x/b.py", data=data).operations if one.name != "get_bind"]


@pytest.mark.parametrize(
    ("module", "upgrade"),
    [
        (f"META = sa.MetaData()\nA = {TABLE}", "pass"),
        ("META = sa.MetaData()", TABLE),
        ("", f"META = sa.MetaData(schema='s'); {TABLE}"),
        (f"META = sa.MetaData()\nA = {TABLE}\ndef other():\n    META = sa.MetaData()\n    META.reflect()", "pass"),
    ],
)
def test_all_tables_are_known(module: str, upgrade: str) -> None:
    assert names(module, upgrade) == ["create_table"]


@pytest.mark.parametrize(
    ("module", "upgrade"),
    [
        (f"META = sa.MetaData()\nA = {TABLE}\nOTHER = META", "pass"),
        (f"from app import fill\nMETA = sa.MetaData()\nA = {TABLE}", "fill(META)"),
        (f"META = sa.MetaData()\nA = {TABLE}", "META.reflect(op.get_bind())"),
        (f"META = sa.MetaData()\nA = {TABLE}\n{TABLE}", "pass"),
        (f"META = sa.MetaData()\nA = {TABLE}\ndef never():\n    return {TABLE}", "pass"),
        (f"META = sa.MetaData()\nA = {TABLE}\nclass Base:\n    metadata = META", "pass"),
        (f"from app import META\nA = {TABLE}", "pass"),
        (f"from app import NAME\nMETA = sa.MetaData()\nA = {TABLE}\nB = sa.Table(NAME, META)", "pass"),
        (f"META = sa.MetaData()\nA = {TABLE}\nMETA = sa.MetaData()", "pass"),
    ],
)
def test_not_all_tables_are_known(module: str, upgrade: str) -> None:
    assert names(module, upgrade)[-1] == "opaque"
