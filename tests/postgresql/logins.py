"""Privileges in a region, with the commands of the runbook: an owner without CREATEROLE, two logins
used in turn, TLS. tools: report, leerid and ask of the test.
"""
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ROLES = ROOT / "deploy/postgresql/roles.sql"
sys.path.insert(0, str(HERE.parent))
import runbook  # noqa: E402
from ports import free_port  # noqa: E402


def as_administrator(server, commands, typed=""):
    """Runs commands of the runbook as a superuser on the primary; typed: input for psql."""
    env = {**os.environ, "PGHOST": str(server.top), "PGUSER": "leerid"}
    return subprocess.run(
        ["sh", "-euc", commands],
        env=env,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        start_new_session=True,
        timeout=60,
    )


def works(tools, name, top, url, good=True, says=""):
    done = tools.leerid(top / "logins", url, "school", "list")
    tools.report(
        (done.returncode == 0) == good and says in done.stderr,
        name,
        f"{done.returncode} {done.stdout}{done.stderr}",
    )


def owner_without_rights_to_make_roles(tools, top, server):
    """In the order of the runbook from the first command on, in the wrong order, and after
    db-copy."""
    done = as_administrator(
        server, runbook.block("psql -d postgres -c 'CREATE ROLE leerid_app"), "one\none\n"
    )
    kept = tools.ask(
        f"postgresql://leerid@/postgres?host={server.top}",
        "SELECT rolpassword FROM pg_authid WHERE rolname = 'leerid_owner'",
    ).stdout
    tools.report(
        done.returncode == 0 and kept.startswith("SCRAM-SHA-256$"),
        "the owner and its database are made, its password is asked for",
        done.stderr + kept,
    )
    url = f"postgresql://leerid_owner@/leerid?host={server.top}"
    as_administrator(
        server, "psql -d postgres -c 'DROP ROLE leerid_app' -c 'CREATE ROLE leerid_web LOGIN'"
    )  # step 0 was skipped
    done = tools.leerid(top / "logins", url, "migrate")
    tools.report(done.returncode == 0, "leerid migrate without the role", done.stderr)
    web = url.replace("leerid_owner@", "leerid_web@")
    works(tools, "a login without rights is told of roles.sql", top, web, False, "roles.sql")
    done = as_administrator(
        server, runbook.block("psql -d leerid -f deploy/postgresql/roles.sql"), "two\ntwo\n"
    )
    tools.report(done.returncode == 0, "and that gives them all", done.stdout + done.stderr)
    works(tools, "the login of the program works", top, web)
    done = tools.ask(web, "UPDATE visit_other SET event = 1")
    tools.report(
        done.returncode != 0 and "denied" in done.stderr,
        "cannot change the history",
        done.stderr,
    )
    done = tools.ask(
        web,
        (
            "SELECT visit_month_make(1777586400000, 1780264800000, '202605'),"
            " visit_other_purge(1600000000000, 4)"
        ),
    )
    tools.report(done.returncode == 0, "can create partitions and purge old visits", done.stderr)
    copied(tools, top, server)


def copied(tools, top, server):
    """From SQLite into a database of that owner; privileges are set again by the owner alone."""
    sample, state = top / "sample", top / "single"
    url = f"postgresql://leerid_owner@/copied?host={server.top}"
    tools.leerid(
        state,
        f"sqlite:{state}/leerid.db",
        "sample",
        "--schools",
        3,
        "--pupils",
        600,
        "--out",
        sample,
    )
    tools.leerid(state, f"sqlite:{state}/leerid.db", "migrate")
    tools.leerid(
        state, f"sqlite:{state}/leerid.db", "school", "add", "--file", sample / "scholen.csv"
    )
    as_administrator(
        server,
        (
            "psql -d postgres -c 'CREATE DATABASE copied OWNER leerid_owner' -c 'CREATE DATABASE"
            " early OWNER leerid_owner'"
        ),
    )
    early = url.replace("/copied", "/early")
    tools.leerid(top / "early", early, "migrate")
    done = tools.leerid(state, f"sqlite:{state}/leerid.db", "db-copy", "--to", early)
    tools.report(
        done.returncode != 0 and "niet leeg" in done.stderr,
        "leerid migrate before db-copy: the target is not empty any more",
        done.stdout + done.stderr,
    )
    done = tools.leerid(state, f"sqlite:{state}/leerid.db", "db-copy", "--to", url)
    again = subprocess.run(
        ["psql", "-Xq", url, "-f", ROLES], capture_output=True, text=True, check=False
    )
    tools.report(
        done.returncode == 0 and again.returncode == 0,
        "db-copy by the owner, and roles.sql by the owner after it",
        done.stderr + again.stderr,
    )
    done = tools.leerid(state, url.replace("leerid_owner@", "leerid_web@"), "school", "list")
    tools.report(
        done.returncode == 0 and '"school":2,' in done.stdout,
        "the program reads the copied rows",
        done.stdout + done.stderr,
    )


def passwords_and_tls(tools, top, server):
    """Two logins used in turn, over TLS that verifies the server."""
    port = free_port()
    for name in ("server", "other"):
        subprocess.run(
            [
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                server.top / f"{name}.key",
                "-out",
                server.top / f"{name}.crt",
            ],
            check=True,
            capture_output=True,
        )
        (server.top / f"{name}.key").chmod(0o600)
        if server.as_user:
            shutil.chown(server.top / f"{name}.key", "nobody", "nogroup")
    (server.data / "pg_hba.conf").write_text(
        "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
    )
    server.restart(
        (
            "listen_addresses=localhost",
            f"port={port}",
            "ssl=on",
            f"ssl_cert_file={server.top}/server.crt",
            f"ssl_key_file={server.top}/server.key",
        )
    )
    address = f"@localhost:{port}/leerid?sslmode=verify-full&sslrootcert={server.top}/server.crt"
    old, new = f"postgresql://leerid_web:two{address}", f"postgresql://leerid_web2:three{address}"
    works(tools, "over TLS, by the password that was asked for", top, old)
    works(
        tools,
        "another certificate is refused",
        top,
        old.replace("server.crt", "other.crt"),
        False,
        "certificate verify failed",
    )
    works(
        tools,
        "another password is refused",
        top,
        old.replace(":two@", ":x@"),
        False,
        "password authentication failed",
    )

    def steps(commands, typed=""):
        return as_administrator(server, f"export PGPORT={port}\n{commands}", typed)

    done = steps(runbook.block("psql -d leerid -v login=leerid_web2"), "three\nthree\n")
    tools.report(done.returncode == 0, "a second login", done.stdout + done.stderr)
    works(tools, "with it the program works", top, new)
    works(tools, "the first still does", top, old)
    done = steps(runbook.block("psql -d leerid -c 'ALTER ROLE leerid_web NOLOGIN"))
    works(tools, "closed, it does not any more", top, old, False, "not permitted to log in")
    works(tools, "the second does", top, new)
    steps(f"psql -d leerid -f {ROLES}")
    works(tools, "and the first again, the next time", top, old)
    server.restart(())
    as_administrator(
        server,
        (
            "psql -d postgres -c 'DROP DATABASE leerid' -c 'DROP DATABASE copied' -c 'DROP DATABASE"
            " early' -c 'DROP ROLE leerid_web' -c 'DROP ROLE leerid_web2' -c 'DROP ROLE leerid_app'"
        ),
    )
