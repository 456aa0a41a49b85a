"""Suggests a database to verify on if SQLite is not sufficient."""

from __future__ import annotations

import re

from migralint.database.project.child_error import Facts
from migralint.database.project.failures.circumstances import Circumstances

POSTGRESQL = "--database postgresql"
MYSQL = "--database mysql+pymysql://USER@HOST/DATABASE (a MySQL or MariaDB server on which databases may be created)"
_OF_MYSQL = re.compile(
    r"(?i)`\w+`|\bENGINE\s*=|\bAUTO_INCREMENT\b|\bON DUPLICATE KEY\b|\bFOREIGN_KEY_CHECKS\b|\bUNSIGNED\b|"
    r"\b(?:MODIFY|CHANGE) COLUMN\b|^\s*UPDATE\b(?:(?!\bSET\b)[^;])*(?:\bJOIN\b|,)|\bDROP FOREIGN KEY\b|"
    r"\bSHOW (?:INDEX|KEYS|CREATE)\b"
)
_OF_POSTGRESQL = re.compile(
    r"(?i)\w::\w|\$\$|\$\w+\$|\bPARTITION OF\b|\bPARTITION BY\b|\bILIKE\b|\bUSING (?:gin|gist|brin|hash)\b|\bjsonb|"
    r"\bDO\s+'|\bCREATE EXTENSION\b|\bCREATE TYPE\b|\bto_tsvector\b|\bgenerate_series\b|\bpg_\w+|\bnextval\b|"
    r"\bALTER COLUMN \S+ (?:TYPE|SET|DROP)\b|\bplpgsql\b"
)
_NAMED_POSTGRESQL = re.compile(r"(?i)postgres|psycopg|asyncpg")
_NAMED_MYSQL = re.compile(r"(?i)mysql|mariadb|pymysql")


def own_database(facts: Facts, around: Circumstances) -> str:
    """Return the option, or two options, to verify on the project's kind of database.

    The project's dialect decides; without one, the syntax of the statement; otherwise the servers that its revisions
    name.
    """
    match facts.dialect:
        case "postgresql":
            return POSTGRESQL
        case "mysql" | "mariadb":
            return MYSQL
    statements = "\n".join((facts.sql or "", *(one.sql for one in facts.left_out)))
    options = _options(bool(_OF_POSTGRESQL.search(statements)), bool(_OF_MYSQL.search(statements)))
    return options or supported_databases(facts, around)


def supported_databases(facts: Facts, around: Circumstances) -> str:
    """Return the options for the servers named in the project's error or revisions; without any, for PostgreSQL."""
    for text in (facts.everything, around.text_of_revisions()):
        options = _options(bool(_NAMED_POSTGRESQL.search(text)), bool(_NAMED_MYSQL.search(text)))
        if options:
            return options
    return f"{POSTGRESQL} or --database URL"


def _options(postgresql: bool, mysql: bool) -> str:
    return " or ".join(one for one, named in ((POSTGRESQL, postgresql), (MYSQL, mysql)) if named)
