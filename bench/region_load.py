"""A region under load: purges, months, copies and bulk creation beside visitors."""
import contextlib
import datetime
import json
import os
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

from common import BUILD, LEERID, MEASURE, Spent, row
from portal import Portal, Staff
from region_data import HISTORY_EACH, PUPILS, fill_postgres, fill_sqlite
from server import list_addresses, steady

TIMES = 1000


RATE, PHASE, ROUNDS = 50, 8, 3  # requests per second; seconds with and without disturbance, in turn


MONTH_ROWS = min(PUPILS, 300000)


DROPS = 3  # months dropped per phase


BULK = min(20000, PUPILS)


class Served(Portal):
    """The server of an existing region, and a staff member of one of its schools."""

    def __init__(self, env, school):
        self.folder = tempfile.TemporaryDirectory(prefix="leerid-bench-")
        self.top, self.env, self.school = (
            Path(self.folder.name),
            {**env, "LANG": "nl_BE.UTF-8"},
            school,
        )
        self.settle(login=f"secretaris{time.monotonic_ns()}")  # one may exist from an earlier run


@contextlib.contextmanager
def visitors(env, school):
    """Yields ask(seconds): requests the list of a school at a steady rate and returns the
    milliseconds of each response.
    """
    with Served(env, school) as portal:
        portal.start()
        staff, addresses = Staff(portal).sign_in(), list_addresses()
        steady(staff, addresses, RATE, PHASE / 2)
        yield lambda seconds: steady(staff, addresses, RATE, seconds)


def under_load(engine, env, school, what, disturbance):
    """Measures in turn alone and during a disturbance; disturbance() is a context manager."""
    calm, busy = [], []
    with visitors(env, school) as ask:
        for _ in range(ROUNDS):
            calm += ask(PHASE)
            with disturbance():
                busy += ask(PHASE)
    alone, beside = (sorted(times)[len(times) * 99 // 100] for times in (calm, busy))
    yield row(
        "B30",
        f"{engine}: p99 of requests while {what}, beside without",
        100 * (beside / alone - 1),
        "% more",
        most=10,
        note=f"{beside:.2f} and {alone:.2f} ms, {RATE} requests a second on the list of a school",
    )


def purges(env, url, file, school):
    with sqlite3.connect(file) as db:
        count = db.execute("SELECT COUNT(*) FROM visit").fetchone()[0]
        edge = (
            db.execute(
                "SELECT at_ms FROM visit ORDER BY at_ms LIMIT 1 OFFSET ?", (min(count - 1, 200000),)
            ).fetchone()[0]
            + 1
        )
    db.close()
    purge = [BUILD / "bench/queries", url, "purge", str(edge)]

    @contextlib.contextmanager
    def purging():
        with subprocess.Popen([*purge, str(PHASE)], stdout=subprocess.DEVNULL):
            yield

    yield from under_load(
        "sqlite", env, school, "visits are purged at twice the service's pace", purging
    )
    with visitors(env, school) as ask, subprocess.Popen(
        purge, stdout=subprocess.PIPE, text=True
    ) as child:
        while child.poll() is None:
            ask(0.2)
        statements, longest, gone = map(int, child.stdout.read().split()[1:])
    yield row(
        "B30",
        f"sqlite: longest of {statements:,} purges under that load, one after the other",
        longest / 1000,
        "ms",
        most=200,
        note=f"{gone:,} visits",
    )


def months(env, url, school):
    """Creates and fills monthly partitions of visits beforehand; under load one is dropped every
    two seconds.
    """
    waiting, taken = [], []
    for month in range(ROUNDS * DROPS):
        year, number = 2022 + month // 12, month % 12 + 1
        first = [
            int(datetime.datetime(2022 + m // 12, m % 12 + 1, 1).timestamp() * 1000)
            for m in (month, month + 1)
        ]
        name = f"{year}{number:02}"
        fill = (
            f"INSERT INTO visit_{name} SELECT pupil_id, 1000, {first[0] + 1}, 62, 2, 1, 2, '', '',"
            f" '' FROM pupil LIMIT {MONTH_ROWS}"
        )
        subprocess.run(
            [
                "psql",
                "-Xq",
                url,
                "-c",
                f"SELECT visit_month_make({first[0]}, {first[1]}, '{name}')",
                "-c",
                fill,
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        waiting.append(name)
    subprocess.run(
        ["psql", "-Xq", url, "-c", "VACUUM ANALYZE visit", "-c", "CHECKPOINT"], check=True
    )  # not part of the measurement

    @contextlib.contextmanager
    def dropping():
        names = [waiting.pop() for _ in range(DROPS)]
        script = (
            r"\timing on"
            + "\n"
            + "".join(
                f"SELECT pg_sleep(1.8);\nSELECT visit_month_drop('{name}');\n" for name in names
            )
        )
        with subprocess.Popen(
            ["psql", "-Xq", url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as child:
            child.stdin.write(script)
            child.stdin.close()
            yield
            taken.extend(
                float(line.split()[1])
                for line in child.stdout.read().splitlines()
                if line.startswith("Time:")
            )

    yield from under_load(
        "postgresql", env, school, "months of visits are dropped, one every two seconds", dropping
    )
    drops = taken[1::2]
    yield row(
        "B30",
        f"postgresql: longest of {len(drops)} drops of a month under that load",
        max(drops),
        "ms",
        most=200,
        note=f"{MONTH_ROWS:,} visits each",
    )


def copies(env, top):
    backup = Spent([LEERID, "backup", top / "copy"], env)
    yield row(
        "backup",
        f"sqlite: backup of {PUPILS:,} pupils with their histories",
        backup.seconds,
        "s",
        most=300,
        note=f"{(top / 'copy').stat().st_size / 1e9:.1f} GB",
    )
    restore = Spent([LEERID, "restore", top / "copy", "--yes"], env)
    yield row(
        "B28",
        "sqlite: restore of the same, looked through and put in place",
        restore.seconds,
        "s",
        most=300,
    )
    (top / "copy").unlink()


def restore_school(engine, top, from_url=None, to_url=None):
    """Restores a school of 3,000 with accounts and history, from the copy until the server answers;
    on PostgreSQL into a new database.
    """
    state, copy = top / f"school-{engine}", top / f"school-{engine}.copy"
    env = {"LEERID_STATE": str(state), **({"LEERID_DATABASE": from_url} if from_url else {})}
    Spent([LEERID, "sample", "--schools", 2, "--pupils", 3000, "--out", top / "school"])
    Spent([LEERID, "migrate"], env)
    Spent([LEERID, "school", "add", "--file", top / "school/scholen.csv"], env)
    Spent([LEERID, "import", top / "school/leerlingen.csv"], env)
    if from_url:
        fill_postgres(from_url)
    else:
        fill_sqlite(state / "leerid.db")
    Spent([LEERID, "backup", copy], env)
    restore = Spent(
        [LEERID, "restore", copy, "--yes"],
        {**env, **({"LEERID_DATABASE": to_url} if to_url else {})},
    )
    yield row(
        "B28",
        (
            f"{engine}: restore of a school of 3,000, its accounts and"
            f" {3000 * 2 * HISTORY_EACH:,} rows of history"
        ),
        restore.seconds,
        "s",
        most=300,
    )


def bare(count):
    """Returns Argon2id calls per second straight into libsodium on every core, at the priority of
    our hash threads.
    """
    return count / float(Spent(["nice", "-n", "12", MEASURE, "hash", count, os.cpu_count()]).output)


def bulk_of(top, count):
    """Returns (accounts per second, the rate of the cores in the same run, the child process) for
    one school.
    """
    here = top / f"bulk-{count}"
    env = {"LEERID_STATE": str(here)}
    Spent(
        [LEERID, "sample", "--schools", 2, "--pupils", count + 200, "--out", top / f"one-{count}"]
    )
    Spent([LEERID, "migrate"], env)
    Spent([LEERID, "school", "add", "--file", top / f"one-{count}/scholen.csv"], env)
    Spent([LEERID, "import", top / f"one-{count}/leerlingen.csv"], env)
    school = (top / f"one-{count}/scholen.csv").read_text().splitlines()[-1].split(";")[0]
    some = min(2000, count)
    before = bare(some)
    made = Spent(
        [LEERID, "--json", "create", "--school", school, "--all", "--out", here / "o.zip"], env
    )
    after = bare(some)
    return json.loads(made.output)["created"] / made.seconds, (before + after) / 2, made


def bulk(top):
    small, small_bare, _ = bulk_of(top, BULK // 4)
    rate, own, made = bulk_of(top, BULK)
    yield row(
        "bulk-rate",
        f"{BULK:,} accounts in one go, of the cores' own Argon2id rate",
        100 * rate / own,
        "%",
        least=90,
        note=f"{rate:.0f} of {own:.0f} a second",
    )
    yield row(
        "bulk-linear",
        f"… that share beside the one of {BULK // 4:,} accounts",
        abs(100 * (rate / own) / (small / small_bare) - 100),
        "% apart",
        most=10,
        note=f"{100 * small / small_bare:.1f} % of {small_bare:.0f} a second",
    )
    yield row("bulk-mem", "largest memory of that", made.kib / 1024, "MiB", most=1024)
    yield row(
        "B23-region",
        "1.2 million accounts at that rate",
        1200000 / rate / 3600,
        "h",
        most=2,
        note=f"from {BULK:,}; {os.cpu_count()} cores",
    )
