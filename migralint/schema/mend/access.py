"""Gives an object the owner and the privileges that it has in the models' database."""

from __future__ import annotations

from migralint.schema.access import Access, Grant
from migralint.schema.opsource.python import execute, identifier


def alter_access(models: Access | None, migrations: Access | None) -> str:
    """Return statements that change the migrations' owner and privileges to those of the models; None: the defaults."""
    thing = models or migrations
    assert thing is not None
    ours, theirs = (side or Access(thing.name, thing.sort, thing.kind, thing.target) for side in (models, migrations))
    lines = []
    if ours.owner != theirs.owner:
        owner = identifier(None, ours.owner) if ours.owner else "CURRENT_USER"
        kind = "SERVER" if thing.kind == "FOREIGN SERVER" else thing.kind
        lines.append(_statement(thing, f"ALTER {_on(thing, kind)} OWNER TO {owner}"))
    granted = _without(ours.granted, theirs.granted) + _without(theirs.revoked, ours.revoked)
    revoked = _without(theirs.granted, ours.granted) + _without(ours.revoked, theirs.revoked)
    lines += [_as(one, _statement(thing, f"REVOKE {_what(one)} ON {_on(thing)} FROM {_role(one)}")) for one in revoked]
    for one in granted:
        more = " WITH GRANT OPTION" if one.grantable else ""
        lines.append(_as(one, _statement(thing, f"GRANT {_what(one)} ON {_on(thing)} TO {_role(one)}{more}")))
    return "\n".join(lines)


def _without(grants: tuple[Grant, ...], others: tuple[Grant, ...]) -> list[Grant]:
    return [one for one in grants if one not in others]


def _what(grant: Grant) -> str:
    return grant.privilege


def _role(grant: Grant) -> str:
    return "PUBLIC" if grant.role is None else identifier(None, grant.role)


def _on(access: Access, kind: str = "") -> str:
    # The name of a database differs between servers.
    target = "%I" if access.kind == "DATABASE" else access.target
    return f"{kind or access.kind} {target}".rstrip()


def _statement(access: Access, statement: str) -> str:
    if access.kind == "DATABASE":
        escaped = statement.replace("'", "''")
        return execute(f"DO $$ BEGIN EXECUTE format('{escaped}', current_database()); END $$")
    if access.sort == "default privileges":
        within = f" IN SCHEMA {identifier(None, access.schema)}" if access.schema else ""
        return execute(f"ALTER DEFAULT PRIVILEGES FOR ROLE {identifier(None, access.of_role)}{within} {statement}")
    return execute(statement)


def _as(grant: Grant, statement: str) -> str:
    return f"# as the role {grant.grantor}:\n{statement}" if grant.grantor else statement
