"""Every spelling of `alembic upgrade` that a repository runs is found, and what only speaks of it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.pruning.repository.upgrade_callers import kind_of, upgrade_callers, upgraded_when_empty
from tests.support.trees import write_tree


def callers(root: Path, name: str, text: str) -> list[tuple[int, str]]:
    write_tree(root, {name: text})
    found = upgrade_callers([str(root / name)], root=str(root), exclude=[])
    return [(one.line, one.command) for one in found]


ALEMBIC = "alembic upgrade"


@pytest.mark.parametrize(
    ("name", "text", "line", "command"),
    [
        ("start.sh", "set -e\nalembic upgrade head\n", 2, ALEMBIC),
        ("start.sh", "exec .venv/bin/alembic -c deploy/alembic.ini -x tenant=a upgrade heads\n", 1, ALEMBIC),
        ("start.sh", "poetry run alembic --config=a.ini upgrade head && gunicorn app\n", 1, ALEMBIC),
        ("start.sh", "cd /app && uv run python -m alembic upgrade head\n", 1, ALEMBIC),
        ("start.sh", "alembic \\\n  -c a.ini \\\n  upgrade head\n", 1, ALEMBIC),
        ("start.sh", 'bash -c "cd /app; alembic upgrade ${TARGET:-head}"\n', 1, ALEMBIC),
        ("start.sh", "echo upgrading; alembic upgrade head\n", 1, ALEMBIC),
        ("start.sh", 'echo "upgrading" && alembic upgrade head\n', 1, ALEMBIC),
        ("start.sh", "$ALEMBIC upgrade head\n", 1, ALEMBIC),
        ("start.sh", "log=`alembic upgrade head`\n", 1, ALEMBIC),
        ("entrypoint", "#!/bin/sh\nflask db upgrade\n", 2, "flask db upgrade"),
        ("start.sh", "python manage.py db upgrade\n", 1, "manage.py db upgrade"),
        ("start.sh", "superset db upgrade\n", 1, "superset db upgrade"),
        ("start.sh", "flask --app shop:create db upgrade --directory migrations\n", 1, "flask db upgrade"),
        ("start.bat", "call .venv\\Scripts\\alembic.exe upgrade head\r\n", 1, ALEMBIC),
        ("Dockerfile", "FROM python\nRUN alembic upgrade head\n", 2, ALEMBIC),
        ("Dockerfile", 'CMD ["alembic", "upgrade", "head"]\n', 1, ALEMBIC),
        ("Dockerfile", 'ENTRYPOINT ["alembic"]\nCMD ["upgrade", "head"]\n', 1, ALEMBIC),
        ("Dockerfile.prod", 'CMD ["sh", "-c", "alembic upgrade head && gunicorn app"]\n', 1, ALEMBIC),
        ("compose.yaml", "services:\n  web:\n    command: alembic upgrade head\n", 3, ALEMBIC),
        ("compose.yaml", "command:\n  - alembic\n  - upgrade\n  - head\n", 2, ALEMBIC),
        ("compose.yaml", "command:\n  - sh\n  - -c\n  - alembic upgrade head\n", 2, ALEMBIC),
        ("job.yaml", 'command: ["alembic"]\nargs: ["upgrade", "head"]\n', 1, ALEMBIC),
        ("job.yaml", "command:\n- alembic\nargs:\n- upgrade\n- head\n", 2, ALEMBIC),
        ("job.yaml", 'args: ["-c", "alembic -c {{ .Values.ini }} upgrade head"]\n', 1, ALEMBIC),
        ("Makefile", "db:\n\t@$(VENV)/bin/alembic upgrade head\n", 2, ALEMBIC),
        ("Makefile", "db:\n\t$(ALEMBIC) upgrade head\n", 2, ALEMBIC),
        ("justfile", "migrate *ARGS:\n    alembic {{ARGS}} upgrade head\n", 2, ALEMBIC),
        ("supervisord.conf", "[program:db]\ncommand=alembic upgrade head\n", 2, ALEMBIC),
        ("app.service", "ExecStartPre=/srv/venv/bin/alembic -c /srv/a.ini upgrade head\n", 1, ALEMBIC),
        ("crontab", "0 3 * * * cd /srv && alembic upgrade head\n", 1, ALEMBIC),
        ("Jenkinsfile", "// prepare\nsh 'alembic upgrade head'\n", 2, ALEMBIC),
        ("main.tf", 'command = [\n  "alembic",\n  "upgrade",\n  "head"\n]\n', 2, ALEMBIC),
        ("start.sh", "litestar --app shop database upgrade --no-prompt\n", 1, "litestar database upgrade"),
        ("start.sh", "docker compose run --rm web alembic upgrade head\n", 1, ALEMBIC),
        ("start.sh", "kubectl exec deploy/web -- alembic upgrade head\n", 1, ALEMBIC),
        ("start.sh", "until alembic upgrade head; do sleep 1; done\n", 1, ALEMBIC),
        ("start.sh", 'if [ "$MIGRATE" = 1 ]; then alembic upgrade head; fi\n', 1, ALEMBIC),
        ("entrypoint.sh.j2", "{% if migrate %}\nalembic upgrade {{ target }}\n{% endif %}\n", 2, ALEMBIC),
        ("app.json", '{"scripts": {"postdeploy": "alembic upgrade head"}}\n', 1, ALEMBIC),
        ("a.py", "sys.argv = ['alembic', 'upgrade', 'head']\n", 1, ALEMBIC),
        ("a.py", "import alembic.config\nalembic.config.main(shlex.split('upgrade head'))\n", 2, ALEMBIC),
        ("a.py", "from alembic.config import main as m\nm(['upgrade', 'head'])\n", 2, ALEMBIC),
        ("a.py", "import alembic\nalembic.command.upgrade(cfg, 'head')\n", 2, "command.upgrade()"),
        (
            "a.py",
            "from functools import partial\nfrom alembic import command\npartial(command.upgrade, c)\n",
            3,
            "command.upgrade()",
        ),
        ("a.py", "asyncio.create_subprocess_shell('alembic upgrade head')\n", 1, ALEMBIC),
        ("a.py", "c.run('flask db upgrade')\n", 1, "flask db upgrade"),
        ("Procfile", "release: alembic upgrade head\n", 1, ALEMBIC),
        ("tox.ini", "commands =\n    alembic upgrade head\n", 2, ALEMBIC),
        ("pyproject.toml", '[tool.poe.tasks]\nmigrate = "alembic upgrade head"\n', 2, ALEMBIC),
        ("pyproject.toml", 'cmd = [\n  "alembic",\n  "upgrade",\n  "head",\n]\n', 2, ALEMBIC),
        ("package.json", '{"scripts": {"db": "cd api && alembic upgrade head"}}\n', 1, ALEMBIC),
        (".github/workflows/ci.yml", "- name: Migrate\n  run: |\n    alembic upgrade head\n", 3, ALEMBIC),
        (".gitlab-ci.yml", "script:\n  - pip install .\n  - alembic upgrade head\n", 2, ALEMBIC),
        ("a.py", 'from alembic import command\ncommand.upgrade(cfg, "head")\n', 2, "command.upgrade()"),
        ("a.py", 'import alembic.command\nalembic.command.upgrade(cfg, "head")\n', 2, "command.upgrade()"),
        ("a.py", 'import alembic.command as c\nc.upgrade(cfg, "head")\n', 2, "command.upgrade()"),
        (
            "a.py",
            'def f():\n    from alembic.command import upgrade as up\n    up(c, "head")\n',
            3,
            "command.upgrade()",
        ),
        ("a.py", 'from alembic import command\nto_thread(command.upgrade, c, "head")\n', 2, "command.upgrade()"),
        ("a.py", "from alembic import command\ncommand.upgrade(c, t, sql=False)\n", 2, "command.upgrade()"),
        ("a.py", "from flask_migrate import Migrate, upgrade\nupgrade()\n", 2, "flask_migrate.upgrade()"),
        ("a.py", "import flask_migrate\nflask_migrate.upgrade(d)\n", 2, "flask_migrate.upgrade()"),
        ("a.py", 'import alembic.config\nalembic.config.main(argv=["-c", ini, "upgrade", "head"])\n', 2, ALEMBIC),
        ("a.py", 'from alembic.config import main\nargv = ["--raiseerr", "upgrade", "head"]\nmain(argv)\n', 2, ALEMBIC),
        ("a.py", 'from alembic.config import CommandLine\nCommandLine().main(["upgrade", "head"])\n', 2, ALEMBIC),
        ("a.py", 'from alembic.config import main\nmain("upgrade head".split())\n', 2, ALEMBIC),
        ("a.py", 'subprocess.run(["alembic", "-c", ini, "upgrade", "head"], check=True)\n', 1, ALEMBIC),
        ("a.py", 'run([sys.executable, "-m", "alembic", "upgrade", target])\n', 1, ALEMBIC),
        ("a.py", 'os.system(f"cd {here} && alembic -c {ini} upgrade head")\n', 1, ALEMBIC),
        ("a.py", 'subprocess.check_call("alembic upgrade head", shell=True)\n', 1, ALEMBIC),
        ("a.py", 'subprocess.run("alembic upgrade head".split())\n', 1, ALEMBIC),
        ("a.py", 'await create_subprocess_exec("alembic", "upgrade", "head")\n', 1, ALEMBIC),
        ("a.py", 'MIGRATE = "alembic upgrade head"\n', 1, ALEMBIC),
        ("noxfile.py", 'session.run("alembic", "upgrade", "head")\n', 1, ALEMBIC),
        ("a.py", 'runner.invoke(args=["db", "upgrade"])\n', 1, "flask db upgrade"),
        (
            "test_m.py",
            'def test_up(alembic_runner):\n    alembic_runner.migrate_up_to("heads")\n',
            2,
            "migrate_up_to()",
        ),
        (
            "manage",
            "#!/usr/bin/env python\nimport flask_migrate\nflask_migrate.upgrade()\n",
            3,
            "flask_migrate.upgrade()",
        ),
        ("old.py", "print 1\nfrom alembic import command\ncommand.upgrade(cfg)\n", 3, ALEMBIC),
    ],
)
def test_what_runs_it(tmp_path: Path, name: str, text: str, line: int, command: str) -> None:
    assert (line, command) in callers(tmp_path, name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("start.sh", "# alembic upgrade head\n"),
        ("start.sh", "true  # then alembic upgrade head\n"),
        ("start.sh", 'echo "now run alembic upgrade head"\n'),
        ("start.sh", "echo run alembic upgrade head\n"),
        ("start.sh", "echo 'a && alembic upgrade head'\n"),
        ("start.sh", "alembic upgrade head --sql > out.sql\n"),
        ("start.sh", "alembic upgrade a:b --sql\n"),
        ("start.sh", "alembic downgrade base\nalembic stamp head\nalembic current\n"),
        ("start.sh", "alembic history upgrade\n"),
        ("start.sh", "pip install --upgrade alembic\napt-get upgrade\n"),
        ("start.sh", "flask db upgrade --sql\n"),
        ("start.sh", "flask db migrate\nflask db downgrade\n"),
        ("start.sh", 'alembic revision -m "upgrade head"\n'),
        ("Jenkinsfile", "// alembic upgrade head\n"),
        ("values.yaml", "notes: Databases take `alembic upgrade head` before a release.\n"),
        ("start.sh", "litestar database downgrade\n"),
        ("start.sh", "alembic --help upgrade\n"),
        ("values.yaml", "# command: alembic upgrade head\nalembic: upgrade\n"),
        ("a.py", "from alembic import command\ncommand.stamp(c, 'head')\ncommand.revision(c)\n"),
        ("a.py", "click.echo('run: flask db upgrade')\n"),
        ("a.py", "self.fail('alembic upgrade head failed')\nwarnings.warn('alembic upgrade head')\n"),
        ("README.md", "    alembic upgrade head\n"),
        ("docs/deploy.rst", "alembic upgrade head\n"),
        ("CHANGELOG", "alembic upgrade head\n"),
        (".github/workflows/ci.yml", "- name: alembic upgrade head\n  run: make db\n"),
        ("Makefile", "# alembic upgrade head\n"),
        ("start.bat", "REM alembic upgrade head\r\n:: alembic upgrade head\r\n"),
        ("a.js", "// alembic upgrade head\n/* alembic upgrade head */\n/*\n * alembic upgrade head\n */\n"),
        ("a.py", '"""Run alembic upgrade head."""\n# alembic upgrade head\n'),
        ("a.py", 'raise RuntimeError("run alembic upgrade head")\n'),
        ("a.py", 'log.info("alembic upgrade head")\nprint("flask db upgrade")\n'),
        ("a.py", 'HINT = "run alembic upgrade head first"\n'),
        ("a.py", 'from alembic import command\ncommand.upgrade(cfg, "head", sql=True)\n'),
        ("a.py", 'from alembic import command\ncommand.downgrade(cfg, "base")\n'),
        ("a.py", "def upgrade():\n    pass\n\n\nupgrade()\n"),
        ("a.py", 'subprocess.run(["alembic", "upgrade", "head", "--sql"])\n'),
        ("a.py", 'subprocess.run(["pip", "install", "--upgrade", "alembic"])\n'),
        ("a.py", "from shop.plans import upgrade\nupgrade(customer)\n"),
        ("a.py", "from alembic.config import main\nmain(['downgrade', 'base'])\n"),
    ],
)
def test_what_only_speaks_of_it(tmp_path: Path, name: str, text: str) -> None:
    assert callers(tmp_path, name, text) == []


def test_code_that_is_too_deep_is_searched_as_text(tmp_path: Path) -> None:
    deep = " + ".join(["'x'"] * 5000)
    text = f"from alembic import command\nrun({deep})\ncommand.upgrade(cfg, 'head')\n"
    assert (3, ALEMBIC) in callers(tmp_path, "a.py", text) or (3, "command.upgrade()") in callers(
        tmp_path, "a.py", text
    )


def test_all_places_are_one_problem_the_application_first(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path,
        {
            "tests/conftest.py": "from flask_migrate import upgrade\nupgrade()\n",
            "Dockerfile": "RUN alembic upgrade head\n",
            "shop/main.py": "from alembic import command\ncommand.upgrade(c, 'head')\n",
        },
    )
    paths = sorted(str(path) for path in root.rglob("*") if path.is_file())
    (problem,) = upgraded_when_empty(upgrade_callers(paths, root=str(root), exclude=[]))
    assert problem.message.startswith(
        "3 places upgrade a database (1 in application code, 1 in containers, 1 in tests)"
    )
    places = [problem.location, *(one.location for one in problem.related)]
    assert [Path(place.path).name for place in places if place] == ["main.py", "Dockerfile", "conftest.py"]
    assert "migralint create" in problem.help
    assert "--squash" in problem.help


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("shop/app.py", "application code"),
        ("tests/conftest.py", "tests"),
        ("shop/test_db.py", "tests"),
        ("shop/latest.py", "application code"),
        (".github/workflows/test.yml", "CI"),
        ("noxfile.py", "CI"),
        ("docker/entrypoint.sh", "containers"),
        ("charts/shop/templates/job.yaml", "containers"),
        ("Makefile", "scripts"),
    ],
)
def test_kinds(path: str, kind: str) -> None:
    assert kind_of(path) == kind
