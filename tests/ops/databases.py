"""Databases: concurrent first migrations, and a connection pooler in front of PostgreSQL."""
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import postgres  # noqa: E402
from server import PROGRAM, Leerid, free_port, wait_for  # noqa: E402
from tap import report  # noqa: E402

ROUNDS, AT_ONCE = 4, 5
SMALL = 2


def migrations(at_once):
    """Starts that many first migrations at once; returns their output and exit status."""
    running = [
        subprocess.Popen(
            [PROGRAM, "migrate"],
            env=one.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for one in at_once
    ]
    return [(done.communicate(timeout=120)[0], done.returncode) for done in running]


def together(top):
    wrong = []
    for turn in range(ROUNDS):
        one = (
            Leerid(top=top / f"sqlite-{turn}") if (top / f"sqlite-{turn}").mkdir() is None else None
        )
        wrong += [said for said, code in migrations([one] * AT_ONCE) if code != 0]
        code, out, err = one.run("doctor")
        wrong += [] if code == 0 else [out + err]
    report(
        not wrong,
        f"SQLite: {AT_ONCE} first migrations at once all succeed, {ROUNDS} times",
        "\n".join(wrong[:3]),
    )


def together_on_postgres(top, server):
    wrong = []
    for turn in range(ROUNDS):
        url = server.database(f"together_{turn}")
        (top / f"pg-{turn}").mkdir()
        one = Leerid({"LEERID_DATABASE": url}, top=top / f"pg-{turn}")
        wrong += [said for said, code in migrations([one] * AT_ONCE) if code != 0]
        code, out, err = one.run("doctor")
        wrong += [] if code == 0 else [out + err]
    report(
        not wrong,
        f"PostgreSQL: {AT_ONCE} first migrations at once all succeed, {ROUNDS} times",
        "\n".join(wrong[:3]),
    )


class Pooler:
    """Debian's PgBouncer in front of a server of postgres.py, on its own socket."""

    def __init__(self, server, mode, size=20):
        self.folder = server.top / f"pool-{mode}-{size}"
        self.folder.mkdir()
        port = free_port()
        (self.folder / "ini").write_text(
            f"[databases]\n* = host={server.top}\n[pgbouncer]\nlisten_addr =\nlisten_port ="
            f" {port}\nunix_socket_dir = {self.folder}\nauth_type = trust\nauth_file ="
            f" {self.folder}/users\npool_mode = {mode}\ndefault_pool_size ="
            f" {size}\nlogfile = {self.folder}/log\n"
        )
        (self.folder / "users").write_text('"leerid_web" ""\n')
        if server.as_user:
            subprocess.run(["chown", "-R", "nobody:nogroup", self.folder], check=True)
        self.process = subprocess.Popen(
            [*server.as_user, "/usr/sbin/pgbouncer", "-q", self.folder / "ini"],
            stderr=subprocess.DEVNULL,
            cwd="/",
        )
        self.through = f"host={self.folder}&port={port}"
        if not wait_for(lambda: (self.folder / f".s.PGSQL.{port}").exists()):
            raise RuntimeError("PgBouncer does not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)


def poolers(top, server):
    owner = server.database("pooled")
    (top / "pooled").mkdir()
    one = Leerid({"LEERID_DATABASE": owner}, top=top / "pooled")
    one.must("migrate")
    roles = Path(__file__).resolve().parents[2] / "deploy/postgresql/roles.sql"
    subprocess.run(
        ["psql", "-Xq", "-v", "ON_ERROR_STOP=1", owner, "-f", roles],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with Pooler(server, "transaction") as pooler:
        url = f"postgresql://leerid_web@/pooled?{pooler.through}"
        said = [one.run("school", "list", LEERID_DATABASE=url) for _ in range(4)]
        refused = [err for code, _, err in said if code != 0]
        report(
            refused and all("pool_mode = session" in err for err in refused),
            "PgBouncer with transaction pooling: a command explains what is supported",
            said,
        )
        report(
            not any("ouder" in err for err in refused),
            "and does not say that the database is older",
            said,
        )
        begin = len(one.said())
        one.start(LEERID_DATABASE=url)
        one.stop()
        told = one.events("start_failed", begin)
        report(
            told and "pool_mode = session" in told[0]["detail"],
            "and a server says so in its log",
            one.said(begin),
        )
    with Pooler(server, "session") as pooler:
        url = f"postgresql://leerid_web@/pooled?{pooler.through}"
        said = [one.run("school", "list", LEERID_DATABASE=url) for _ in range(4)]
        one.start(LEERID_DATABASE=url)
        status = one.get("loket", "/healthz")[0]
        one.stop()
        report(
            all(code == 0 for code, _, _ in said) and status == 200,
            "PgBouncer by session works",
            f"{said} {status}",
        )
    with Pooler(server, "session", SMALL) as pooler:
        one.start(LEERID_DATABASE=f"postgresql://leerid_web@/pooled?{pooler.through}")
        found = []

        def ask():
            for _ in range(8):
                begin = time.monotonic()
                status = one.get("mijn", "/an.maes", timeout=90)[0]
                found.append((status, time.monotonic() - begin))

        threads = [threading.Thread(target=ask) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        one.stop()
        report(
            {status for status, _ in found} <= {200, 503} and max(s for _, s in found) < 20,
            "PgBouncer with too few connections: every request is answered in time",
            sorted(found, key=lambda pair: pair[1])[-5:],
        )


def older(top, server):
    """The messages for a database with missing migrations, and for an empty one, to a role that may
    not migrate.
    """
    subprocess.run(
        [
            "psql",
            "-Xq",
            server.database("older"),
            "-c",
            "GRANT USAGE ON SCHEMA public TO leerid_web",
        ],
        check=True,
    )
    url = f"postgresql://leerid_web@/older?host={server.top}"
    (top / "older").mkdir()
    one = Leerid({"LEERID_DATABASE": url}, top=top / "older")
    code, _, err = one.run("migrate")
    report(
        code != 0 and "nog leeg" in err and "ouder" not in err,
        "an empty database is called empty",
        err,
    )
    owner = url.replace("leerid_web@", "leerid@")
    one.must("migrate", LEERID_DATABASE=owner)
    steps = subprocess.run(
        [
            "psql",
            "-XAtq",
            owner,
            "-c",
            "GRANT SELECT ON schema_step TO leerid_web",
            "-c",
            "DELETE FROM schema_step WHERE number = (SELECT max(number) FROM schema_step)",
            "-c",
            "SELECT count(*) FROM schema_step",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    code, _, err = one.run("school", "list")
    report(
        code != 0 and f"ouder dan dit programma (stap {steps} van {int(steps) + 1})" in err,
        "an older one is reported with both versions",
        err,
    )


def unreachable(top):
    hosts = ",".join(f"127.0.0.{n}" for n in range(1, 9))
    ports = ",".join(str(free_port()) for _ in range(8))
    one = Leerid(
        {"LEERID_DATABASE": f"postgresql://leerid@/x?host={hosts}&port={ports}"}, top=top / "pooled"
    )
    code, _, err = one.run("school", "list")
    report(
        code != 0 and all(f"127.0.0.{n}" in err for n in range(1, 9)) and err.count("\n") == 1,
        "the libpq error of eight hosts is logged completely, on one line",
        err,
    )


def databases(top):
    together(top)
    with postgres.Postgres() as server:
        together_on_postgres(top, server)
        poolers(top, server)
        older(top, server)
    unreachable(top)
