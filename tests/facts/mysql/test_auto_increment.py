"""A column that numbers the rows rebuilds the table while writes wait."""

from __future__ import annotations

from pathlib import Path

import pymysql
import pytest

from tests.support.mariadb import running

pytestmark = pytest.mark.mariadb


def test_numbers_for_the_rows_that_are_there(tmp_path: Path) -> None:
    add = "ALTER TABLE t ADD COLUMN id INT AUTO_INCREMENT UNIQUE, ALGORITHM=INPLACE, LOCK="
    with running(tmp_path) as server, server.root() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE shop")
        cursor.execute("USE shop")
        cursor.execute("CREATE TABLE t (a INT) ENGINE=InnoDB")
        with pytest.raises(pymysql.err.OperationalError, match="LOCK=NONE is not supported"):
            cursor.execute(add + "NONE")
        with pytest.raises(pymysql.err.OperationalError, match="ALGORITHM=INSTANT is not supported"):
            cursor.execute(add.replace("INPLACE", "INSTANT") + "DEFAULT")
        cursor.execute(add + "SHARED")
