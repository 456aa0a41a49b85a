"""Pairs of small databases: those that differ in one thing that is easily overlooked, and those that only look so."""

# ruff: noqa: E501  (one statement a line reads better)

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from migralint.database.sqlite.reader import read_sqlite
from migralint.schema.compare import Difference, status
from migralint.schema.mend.differences import compare_and_mend
from tests.mutations.test_mends_sqlite import run_mend
from tests.support.sqlite_files import database_from

DIFFERENT = {
    "is true vs is 1": (
        "create table t(x int check (x is true))",
        "create table t(x int check (x is 1))",
    ),
    "is not false vs is not 0": (
        "create table t(x int check (x is not false))",
        "create table t(x int check (x is not 0))",
    ),
    "rows known default": (
        "create table t(x text default 'unknown'); insert into t values('a')",
        "create table t(x text default 'unknown'); insert into t values('b')",
    ),
    "rows update default": (
        "create table t(id int, x text default 'updated'); insert into t values(1,'a')",
        "create table t(id int, x text default 'updated'); insert into t values(1,'b')",
    ),
    "view dq string": (
        'create table t(s text); create view v as select * from t where s = "Active"',
        'create table t(s text); create view v as select * from t where s = "active"',
    ),
    "trigger dq string": (
        'create table t(s text); create trigger g after insert on t begin update t set s = "Large"; end',
        'create table t(s text); create trigger g after insert on t begin update t set s = "large"; end',
    ),
    "index where dq": (
        'create table t(s text); create index i on t(s) where s = "Active"',
        'create table t(s text); create index i on t(s) where s = "active"',
    ),
    "check dq": (
        'create table t(s text check (s = "Active"))',
        'create table t(s text check (s = "active"))',
    ),
    "default dq case": (
        'create table t(s text default "Active")',
        'create table t(s text default "active")',
    ),
    "default bare case": (
        "create table t(s text default Active)",
        "create table t(s text default active)",
    ),
    "strict any default": (
        "create table t(s any default '5') strict",
        "create table t(s any default 5) strict",
    ),
    "no type default": (
        "create table t(s default '5')",
        "create table t(s default 5)",
    ),
    "blob type default": (
        "create table t(s blob default '5')",
        "create table t(s blob default 5)",
    ),
    "blob default": (
        "create table t(s blob default x'61')",
        "create table t(s blob default 'a')",
    ),
    "default hex str": (
        "create table t(s integer default '0x10')",
        "create table t(s integer default 16)",
    ),
    "default '- 5'": (
        "create table t(s integer default '- 5')",
        "create table t(s integer default -5)",
    ),
    "default str comment": (
        "create table t(s integer default '5 --x')",
        "create table t(s integer default 5)",
    ),
    "default (1) vs '(1)'": (
        "create table t(s text default (1))",
        "create table t(s text default '(1)')",
    ),
    "default expression case literal": (
        "create table t(s text default ('a'||'B'))",
        "create table t(s text default ('a'||'b'))",
    ),
    "default float precision": (
        "create table t(s real default 0.1)",
        "create table t(s real default 0.10000000000000002)",
    ),
    "default big int in text": (
        "create table t(s text default 1e20)",
        "create table t(s text default '1e+20')",
    ),
    "default big int": (
        "create table t(s numeric default 9007199254740993)",
        "create table t(s numeric default 9007199254740992)",
    ),
    "default leading zeros text": (
        "create table t(s text default '007')",
        "create table t(s text default 7)",
    ),
    "default true in text": (
        "create table t(s text default true)",
        "create table t(s text default 'true')",
    ),
    "binary large object affinity": (
        "create table t(s binary large object)",
        "create table t(s blob)",
    ),
    "ci unicode columns": (
        "create table t(a int, Ä int)",
        "create table t(a int, ä int)",
    ),
    "two unicode columns": (
        "create table t(a int, Ä int, ä text)",
        "create table t(a int, ä text)",
    ),
    "unicode table": (
        "create table Ä(a int)",
        "create table ä(a int)",
    ),
    "index collate": (
        "create table t(a text collate nocase); create index i on t(a)",
        "create table t(a text collate nocase); create index i on t(a collate binary)",
    ),
    "index expr collate": (
        "create table t(a text); create index i on t(lower(a))",
        "create table t(a text); create index i on t(lower(a) collate nocase)",
    ),
    "index expr cast col": (
        "create table t(a text); create index i on t((a))",
        "create table t(a text); create index i on t((+a))",
    ),
    "unique collate": (
        "create table t(a text unique)",
        "create table t(a text, unique(a collate nocase))",
    ),
    "pk desc": (
        "create table t(a int, primary key(a desc))",
        "create table t(a int, primary key(a))",
    ),
    "pk desc rowid": (
        "create table t(a integer primary key desc)",
        "create table t(a integer primary key)",
    ),
    "pk conflict": (
        "create table t(a int, primary key(a) on conflict ignore)",
        "create table t(a int, primary key(a))",
    ),
    "notnull conflict": (
        "create table t(a int not null on conflict fail)",
        "create table t(a int not null)",
    ),
    "fk deferrable": (
        "create table p(i int primary key);create table t(a int references p(i) deferrable initially deferred)",
        "create table p(i int primary key);create table t(a int references p(i))",
    ),
    "fk match": (
        "create table p(i int primary key);create table t(a int references p(i) match full)",
        "create table p(i int primary key);create table t(a int references p(i) match partial)",
    ),
    "fk dup": (
        "create table p(i int primary key);create table t(a int references p(i) references p(i))",
        "create table p(i int primary key);create table t(a int references p(i))",
    ),
    "fk to other case": (
        "create table p(i int primary key, j int unique);create table t(a int references p(i))",
        "create table p(i int primary key, j int unique);create table t(a int references p(j))",
    ),
    "check dup": (
        "create table t(a int check(a>0) check(a>0))",
        "create table t(a int check(a>0))",
    ),
    "check null": (
        "create table t(a int check(a is null or a>0))",
        "create table t(a int check(a>0))",
    ),
    "check paren prec": (
        "create table t(a int, b int, c int check(a or b and c))",
        "create table t(a int, b int, c int check((a or b) and c))",
    ),
    "check not prec": (
        "create table t(a int, b int, check(not a = b))",
        "create table t(a int, b int, check((not a) = b))",
    ),
    "check minus assoc": (
        "create table t(a int, check(a - (2 - 1) > 0))",
        "create table t(a int, check(a - 2 - 1 > 0))",
    ),
    "check collate prec": (
        "create table t(a text, check(a = 'x' collate nocase))",
        "create table t(a text, check((a = 'x') collate nocase))",
    ),
    "check concat prec": (
        "create table t(a text, check(a || 'b' -> '$' is not null))",
        "create table t(a text, check(a || ('b' -> '$') is not null))",
    ),
    "check like escape": (
        "create table t(a text, check(a like 'x' escape '\\'))",
        "create table t(a text, check(a like 'x'))",
    ),
    "check glob case": (
        "create table t(a text, check(a glob 'X*'))",
        "create table t(a text, check(a glob 'x*'))",
    ),
    "check between": (
        "create table t(a int, check(a between 1 and 5))",
        "create table t(a int, check(a between 1 and 6))",
    ),
    "check in": (
        "create table t(a text, check(a in ('a','b')))",
        "create table t(a text, check(a in ('a','b','c')))",
    ),
    "check int vs real": (
        "create table t(a int, check(a / 2 > 1))",
        "create table t(a int, check(a / 2.0 > 1))",
    ),
    "check str vs num": (
        "create table t(a text, check(a > 1))",
        "create table t(a text, check(a > '1'))",
    ),
    "check cast type": (
        "create table t(a text, check(cast(a as int) > 1))",
        "create table t(a text, check(cast(a as real) > 1))",
    ),
    "check unary plus": (
        "create table t(a text, check(+a = 1))",
        "create table t(a text, check(a = 1))",
    ),
    "check case": (
        "create table t(a int, check(case a when 1 then 2 else 3 end))",
        "create table t(a int, check(case a when 1 then 2 end))",
    ),
    "check bitnot": (
        "create table t(a int, check(~a = 1))",
        "create table t(a int, check(-a = 1))",
    ),
    "check distinct from": (
        "create table t(a int, b int, check(a is distinct from b))",
        "create table t(a int, b int, check(a is not distinct from b))",
    ),
    "check is vs =": (
        "create table t(a int, check(a is 1))",
        "create table t(a int, check(a = 1))",
    ),
    "check func args": (
        "create table t(a text, check(substr(a,1,2) = 'x'))",
        "create table t(a text, check(substr(a,2,1) = 'x'))",
    ),
    "check col-named dq": (
        'create table t(a text, b text, check(a = "b"))',
        "create table t(a text, b text, check(a = 'b'))",
    ),
    "gen stored": (
        "create table t(a int, b int as (a) stored)",
        "create table t(a int, b int as (a))",
    ),
    "gen type": (
        "create table t(a int, b int as (a))",
        "create table t(a int, b text as (a))",
    ),
    "gen not null": (
        "create table t(a int, b int as (a) not null)",
        "create table t(a int, b int as (a))",
    ),
    "trigger when": (
        "create table t(a int); create trigger g before insert on t when new.a > 1 begin select 1; end",
        "create table t(a int); create trigger g before insert on t when new.a > 2 begin select 1; end",
    ),
    "trigger raise": (
        "create table t(a int); create trigger g before insert on t begin select raise(abort,'No'); end",
        "create table t(a int); create trigger g before insert on t begin select raise(abort,'no'); end",
    ),
    "trigger default timing": (
        "create table t(a int); create trigger g after insert on t begin select 1; end",
        "create table t(a int); create trigger g insert on t begin select 1; end",
    ),
    "view cols": (
        "create table t(a int,b int); create view v(x,y) as select a,b from t",
        "create table t(a int,b int); create view v(y,x) as select a,b from t",
    ),
    "view no cols": (
        "create table t(a int,b int); create view v(x,y) as select a,b from t",
        "create table t(a int,b int); create view v as select a,b from t",
    ),
    "row int vs text": (
        "create table t(a); insert into t values(1)",
        "create table t(a); insert into t values('1')",
    ),
    "row int vs real": (
        "create table t(a); insert into t values(1)",
        "create table t(a); insert into t values(1.0)",
    ),
    "row blob vs text": (
        "create table t(a); insert into t values(x'61')",
        "create table t(a); insert into t values('a')",
    ),
    "row null vs empty": (
        "create table t(a); insert into t values(null)",
        "create table t(a); insert into t values('')",
    ),
    "row null str": (
        "create table t(a); insert into t values(null)",
        "create table t(a); insert into t values('NULL')",
    ),
    "row dup": (
        "create table t(a); insert into t values(1),(1)",
        "create table t(a); insert into t values(1)",
    ),
    "row float": (
        "create table t(a); insert into t values(0.1)",
        "create table t(a); insert into t values(0.1+1e-17+1e-16)",
    ),
    "row nul": (
        "create table t(a); insert into t values('a'||char(0)||'b')",
        "create table t(a); insert into t values('a'||char(0)||'c')",
    ),
    "row trailing space": (
        "create table t(a); insert into t values('a')",
        "create table t(a); insert into t values('a ')",
    ),
    "row -0": (
        "create table t(a); insert into t values(1e999)",
        "create table t(a); insert into t values(-1e999)",
    ),
    "row big": (
        "create table t(a); with recursive c(x) as (select 1 union all select x+1 from c where x<2000) insert into t select x from c",
        "create table t(a); with recursive c(x) as (select 1 union all select x+1 from c where x<2000) insert into t select x+(x=1999) from c",
    ),
    "seq behind": (
        "create table t(a integer primary key autoincrement); insert into t values(5); delete from t",
        "create table t(a integer primary key autoincrement)",
    ),
    "fts rows": (
        "create virtual table f using fts5(a); insert into f values('x')",
        "create virtual table f using fts5(a)",
    ),
    "fts opts": (
        "create virtual table f using fts5(a, tokenize='porter')",
        "create virtual table f using fts5(a, tokenize='ascii')",
    ),
    "fts cols": (
        "create virtual table f using fts5(a, b)",
        "create virtual table f using fts5(a)",
    ),
    "user_version": (
        "create table t(a); pragma user_version=5",
        "create table t(a)",
    ),
    "application_id": (
        "create table t(a); pragma application_id=5",
        "create table t(a)",
    ),
    "without rowid": (
        "create table t(a int primary key) without rowid",
        "create table t(a int primary key)",
    ),
    "strict": (
        "create table t(a int primary key) strict",
        "create table t(a int primary key)",
    ),
    "type int2": (
        "create table t(a int2)",
        "create table t(a int8)",
    ),
    "varchar args": (
        "create table t(a varchar(10))",
        "create table t(a varchar(10,2))",
    ),
    "decimal 10 vs 10,0": (
        "create table t(a decimal(10))",
        "create table t(a decimal(10,1))",
    ),
    "index on other table": (
        "create table t(a);create table u(a);create index i on t(a)",
        "create table t(a);create table u(a);create index i on u(a)",
    ),
    "trigger on other table": (
        "create table t(a);create table u(a);create trigger g after insert on t begin select 1; end",
        "create table t(a);create table u(a);create trigger g after insert on u begin select 1; end",
    ),
    "view for table": (
        "create table t(a); create view v as select a from t",
        "create table t(a); create table v(a)",
    ),
    "index where is true": (
        "create table t(a); create index i on t(a) where a is true",
        "create table t(a); create index i on t(a) where a is 1",
    ),
    "index rowid": (
        "create table t(a,b); create index i on t(a,b)",
        "create table t(a,b); create index i on t(b,a)",
    ),
    "check with comment literal": (
        "create table t(a check(a <> '--x'))",
        "create table t(a check(a <> '--y'))",
    ),
    "check unicode literal": (
        "create table t(a check(a <> 'Ä'))",
        "create table t(a check(a <> 'ä'))",
    ),
    "check blob": (
        "create table t(a check(a <> x'0A'))",
        "create table t(a check(a <> x'0B'))",
    ),
    "in empty": (
        "create table t(a, check(a in ()))",
        "create table t(a, check(a in (null)))",
    ),
    "not in": (
        "create table t(a, check(a not in (1)))",
        "create table t(a, check(a in (1)))",
    ),
    "filter": (
        "create table t(a, check(iif(a,1,0)))",
        "create table t(a, check(iif(a,0,1)))",
    ),
    "regexp vs like": (
        "create table t(a, check(a like 'b'))",
        "create table t(a, check(a glob 'b'))",
    ),
    "json arrow": (
        "create table t(a, check(a -> 'b'))",
        "create table t(a, check(a ->> 'b'))",
    ),
    "current": (
        "create table t(a default current_time)",
        "create table t(a default current_date)",
    ),
    "unary minus column": (
        "create table t(a, check(- a > 1))",
        "create table t(a, check(a > 1))",
    ),
    "not not": (
        "create table t(a, check(not not a))",
        "create table t(a, check(not a))",
    ),
    "mod": (
        "create table t(a, check(a % 2))",
        "create table t(a, check(a * 2))",
    ),
    "shift": (
        "create table t(a, check(a << 2))",
        "create table t(a, check(a >> 2))",
    ),
    "name conflict check twice named": (
        "create table t(a, constraint c check(a>1), constraint c check(a>2))",
        "create table t(a, constraint c check(a>1))",
    ),
}
"""By name: what create_all made and what the migrations made."""

SPELLED_OTHERWISE = {
    "NOT NULL before GENERATED": (
        "create table t(a int, b int not null generated always as (a))",
        "create table t(a int, b int as (a) not null)",
    ),
    "comment behind a type": (
        "create table t(a int, b int /* c, ( */ generated always as (a))",
        "create table t(a int, b int generated always as (a))",
    ),
    "is null": (
        "create table t(a check(a isnull))",
        "create table t(a check(a is null))",
    ),
    "notnull": (
        "create table t(a check(a notnull))",
        "create table t(a check(a is not null))",
    ),
    "hex": (
        "create table t(a check(a = 0x10))",
        "create table t(a check(a = 16))",
    ),
    "crlf": (
        "create table t(\r\na int\r\n)",
        "create table t(a int)",
    ),
    "tabs": (
        "create\ttable t(a\tint\tdefault\t1)",
        "create table t(a int default 1)",
    ),
    "dq check strings": (
        'create table t(a check(a in ("x","y")))',
        "create table t(a check(a in ('x','y')))",
    ),
    "view alias quoted": (
        'create table t(a); create view v as select a as "Total" from t',
        "create table t(a); create view v as select a as Total from t",
    ),
    "view alias ref": (
        'create table t(a); create view v as select x."a" from t as x',
        'create table t(a); create view v as select "x".a from t as "x"',
    ),
    "view semicolon": (
        "create table t(a); create view v as select a from t;",
        "create table t(a); create view v as select a from t",
    ),
    "view cte": (
        'create table t(a); create view v as with "c" as (select a from t) select * from c',
        'create table t(a); create view v as with c as (select a from t) select * from "c"',
    ),
    "view implicit alias": (
        'create table t(a); create view v as select "x".a from t x',
        'create table t(a); create view v as select x.a from t "x"',
    ),
    "view dq==sq": (
        'create table t(a); create view v as select a from t where a = "on"',
        "create table t(a); create view v as select a from t where a = 'on'",
    ),
    "view brackets": (
        "create table t(a); create view v as select [a] from [t]",
        "create table t(a); create view v as select `a` from t",
    ),
    "view comment": (
        "create table t(a); create view v as select a /* hi */ from t -- x\n",
        "create table t(a); create view v as select a from t",
    ),
    "trigger new case": (
        "create table t(a); create trigger g after insert on t begin update t set a = NEW.a; end",
        'create table t(a); create trigger g after insert on t begin update t set a = "new"."a"; end',
    ),
    "trigger before said": (
        "create table t(a); create trigger g before insert on t begin select 1; end",
        "create table t(a); create trigger g insert on t begin select 1; end",
    ),
    "trigger for each row no when": (
        "create table t(a); create trigger g before insert on t for each row begin select 1; end",
        "create table t(a); create trigger g before insert on t begin select 1; end",
    ),
    "not null named null": (
        "create table t(a int null)",
        "create table t(a int)",
    ),
    "default parens string": (
        "create table t(a text default ('x'))",
        "create table t(a text default 'x')",
    ),
    "default neg": (
        "create table t(a int default -1)",
        "create table t(a int default (-1))",
    ),
    "default neg str": (
        "create table t(a int default '-1')",
        "create table t(a int default -1)",
    ),
    "default 1e2": (
        "create table t(a int default 1e2)",
        "create table t(a int default 100)",
    ),
    "default false": (
        "create table t(a boolean default false)",
        "create table t(a boolean default 0)",
    ),
    "ts fn": (
        "create table t(a default (CURRENT_TIMESTAMP))",
        "create table t(a default current_timestamp)",
    ),
    "fn ws": (
        "create table t(a default (datetime( 'now' )))",
        "create table t(a default (DATETIME('now')))",
    ),
    "pk not null table": (
        "create table t(a integer not null, primary key(a))",
        "create table t(a integer primary key)",
    ),
    "pk asc": (
        "create table t(a int, primary key(a asc))",
        "create table t(a int, primary key(a))",
    ),
    "uq named gen": (
        "create table t(a int, constraint x unique(a))",
        "create table t(a int constraint x unique)",
    ),
    "fk order": (
        "create table p(i int primary key);create table t(a int references p(i) on delete cascade on update cascade)",
        "create table p(i int primary key);create table t(a int references p(i) on update cascade on delete cascade)",
    ),
    "fk case": (
        "create table P(I int primary key);create table t(a int references p(i))",
        "create table P(I int primary key);create table t(a int references P(I))",
    ),
    "fk not deferrable": (
        "create table p(i int primary key);create table t(a int references p(i) not deferrable initially immediate)",
        "create table p(i int primary key);create table t(a int references p(i))",
    ),
    "collate bin idx": (
        "create table t(a text);create index i on t(a collate binary)",
        "create table t(a text);create index i on t(a)",
    ),
    "idx expr parens": (
        "create table t(a text);create index i on t((lower(a)))",
        "create table t(a text);create index i on t(lower(a))",
    ),
    "idx table qualifier": (
        "create table t(a text);create index main.i on t(a)",
        "create table t(a text);create index i on t(a)",
    ),
    "where parens": (
        "create table t(a);create index i on t(a) where (a is not null)",
        "create table t(a);create index i on t(a) where a is not null",
    ),
    "uq idx": (
        "create table t(a);create unique index i on t(a)",
        "create table t(a);create unique index if not exists i on t(a asc)",
    ),
    "gen always": (
        "create table t(a, b as (a) virtual)",
        "create table t(a, b generated always as (a))",
    ),
    "gen typed": (
        "create table t(a, b int as ((a)+1))",
        "create table t(a, b int generated always as (a+1))",
    ),
    "strict order": (
        "create table t(a int primary key) strict, without rowid",
        "create table t(a int primary key) without rowid, strict",
    ),
    "virt case": (
        "create virtual table f using fts5(a)",
        'CREATE VIRTUAL TABLE "f" USING fts5( a )',
    ),
    "double": (
        "create table t(a double)",
        "create table t(a double precision)",
    ),
    "varchar case": (
        "create table t(a VARCHAR (10))",
        "create table t(a varchar(10))",
    ),
    "bool str check": (
        "create table t(a boolean, check(a in (0,1)))",
        "create table t(a boolean, check(a IN (0, 1)))",
    ),
    "neq": (
        "create table t(a check(a != 1))",
        "create table t(a check(a <> 1))",
    ),
    "float lit": (
        "create table t(a check(a > 1.50))",
        "create table t(a check(a > 1.5))",
    ),
    "sci": (
        "create table t(a check(a > 1e3))",
        "create table t(a check(a > 1000.0))",
    ),
    "and parens": (
        "create table t(a,b,c, check(a and (b and c)))",
        "create table t(a,b,c, check(a and b and c))",
    ),
    "seq 0": (
        "create table t(a integer primary key autoincrement); insert into t values(5); delete from t; update sqlite_sequence set seq=0",
        "create table t(a integer primary key autoincrement)",
    ),
    "numeric default text": (
        "create table t(a varchar default 5)",
        "create table t(a varchar default '5')",
    ),
    "like neg": (
        "create table t(a check(not a like 'x'))",
        "create table t(a check(a not like 'x'))",
    ),
    "not between": (
        "create table t(a check(not a between 1 and 2))",
        "create table t(a check(a not between 1 and 2))",
    ),
    "named check gen": (
        "create table t(a, constraint ck check(a>1))",
        "create table t(a constraint ck check((a>1)))",
    ),
    "iif/case": (
        "create table t(a check(case when a then 1 else null end))",
        "create table t(a check(case when a then 1 end))",
    ),
}


def compared(folder: Path, scripts: tuple[str, str]) -> tuple[Difference, ...]:
    one, other = (database_from(folder, f"side{place}", script) for place, script in enumerate(scripts))
    there, back = compare_and_mend(one, other), compare_and_mend(other, one)
    assert [found.kind for found in there] == [found.kind for found in back]
    return there


@pytest.mark.parametrize("name", DIFFERENT)
def test_it_is_drift(name: str, tmp_path: Path) -> None:
    found = compared(tmp_path, DIFFERENT[name])
    assert status(found) == "drift"
    assert all(one.models != one.migrations for one in found)
    for one in found:
        ast.parse(one.mend)


@pytest.mark.parametrize("name", SPELLED_OTHERWISE)
def test_it_is_nothing(name: str, tmp_path: Path) -> None:
    assert compared(tmp_path, SPELLED_OTHERWISE[name]) == ()


MENDED = (
    "default expression case literal",
    "gen type",
    "gen not null",
    "seq behind",
    "user_version",
    "application_id",
    "view dq string",
    "trigger dq string",
    "row dup",
    "row -0",
    "default big int",
    "index where is true",
)


@pytest.mark.parametrize("name", MENDED)
def test_the_mend_takes_it_away(name: str, tmp_path: Path) -> None:
    ours, theirs = (database_from(tmp_path, f"side{place}", script) for place, script in enumerate(DIFFERENT[name]))
    for found in compare_and_mend(ours, theirs):
        run_mend(tmp_path / "side1.sqlite", found.mend)
    after = compare_and_mend(ours, read_sqlite(str(tmp_path / "side1.sqlite")))
    assert [found.kind for found in after if found.kind not in ("rows", "column-order")] == []
    if name != "row -0":  # what the models should insert is not for a migration to delete
        assert status(after) == "match"


def test_a_note_about_the_order_of_columns_hides_nothing_from_the_last_net(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        (
            "create table t(a int, b int, constraint c check(a > 1))",
            "create table t(b int, a int, constraint d check(a > 1) on conflict ignore)",
        ),
    )
    assert [one.kind for one in found] == ["column-order", "constraint-name", "stored-ddl"]


def test_the_mend_of_a_virtual_table_is_advice(tmp_path: Path) -> None:
    (found,) = compared(tmp_path, DIFFERENT["fts opts"])
    assert found.mend == "# create the table f again: USING fts5 ( a , tokenize = 'porter' )"


def test_a_counter_that_is_ahead_is_a_note(tmp_path: Path) -> None:
    table = "create table t(a integer primary key autoincrement);"
    (found,) = compare_and_mend(
        database_from(tmp_path, "one", table),
        database_from(tmp_path, "other", table + "insert into t values(5); delete from t;"),
    )
    assert (found.kind, found.note) == ("sequence-position", True)


@pytest.mark.parametrize("default", ["current_timestamp", "(datetime('now'))", "(hex(randomblob(16)))", "(random())"])
def test_rows_that_differ_in_a_column_with_a_volatile_default_alone_are_a_note(default: str, tmp_path: Path) -> None:
    table = f"create table t(a int, b default {default}); insert into t values"
    (found,) = compare_and_mend(
        database_from(tmp_path, "one", f"{table} (1, 'x')"), database_from(tmp_path, "other", f"{table} (1, 'y')")
    )
    assert (found.kind, found.note) == ("rows", True)


def test_a_row_that_is_missing_once_of_two_is_inserted_once(tmp_path: Path) -> None:
    twice = database_from(tmp_path, "one", "create table t(a); insert into t values(1),(1)")
    (found,) = compare_and_mend(twice, database_from(tmp_path, "other", "create table t(a); insert into t values(1)"))
    assert found.mend == """op.execute('INSERT INTO "t" ("a") VALUES (1)')"""
