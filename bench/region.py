"""Measures a region: rosters of 1.2 million pupils and a night of changes, the main queries at that
size, bulk creation of 20,000, copies, and purges under load. The separate group "whole-region"
creates accounts for all pupils. LEERID_BENCH_PUPILS makes the region smaller for a quick look;
the bars stay those of the full size.
"""
import contextlib
import datetime
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import BUILD, LEERID, MEASURE, ROOT, Spent, row
from portal import Portal, Staff
from server import list_addresses, steady

sys.path.insert(0, str(ROOT / "tests"))
import postgres  # noqa: E402

PUPILS = int(os.environ.get("LEERID_BENCH_PUPILS", "1200000"))
SCHOOLS = max(2, PUPILS // 300)
# rows of history and of sign-in visits per pupil, besides the enrolment: 22 million in total
HISTORY_EACH = 9
TIMES = 1000
RATE, PHASE, ROUNDS = 50, 8, 3  # requests per second; seconds with and without disturbance, in turn
MONTH_ROWS = min(PUPILS, 300000)
DROPS = 3  # months dropped per phase
BULK = min(20000, PUPILS)
ACCOUNTS = (
    "INSERT INTO account (pupil_id, username, type, secret_kind, verifier, sealed, must_change, secret_ms, created_ms, created_school, inactive_reason,"
    " version) SELECT pupil_id, 'u.' || pupil_id, 2, 3, {blob}, {blob}, 1, 1, 1, 2, '', 1 FROM pupil"
)
HISTORY = (
    "INSERT INTO {table} SELECT pupil_id, n + 10, 1780000000000 + n * 86400000, 62, 2, pupil_id, 2, '10.0.0.x', 'device=known', {blob}"
    " FROM pupil, ({numbers}) WHERE 1 = 1 ORDER BY pupil_id, n"
)


def fill_sqlite(file):
    numbers = (
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %d) SELECT n FROM c"
        % HISTORY_EACH
    )
    text = (
        "PRAGMA cache_size = -400000; PRAGMA synchronous = OFF; BEGIN;\n"
        + ACCOUNTS.format(blob="randomblob(72)")
        + ";\n"
    )
    for table in ("history", "visit"):
        text += HISTORY.format(table=table, blob="randomblob(32)", numbers=numbers) + ";\n"
    # in a separate process, because the peak memory of a child includes that of the process that
    # forks it
    program = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.stdin.read())"
    subprocess.run(
        [sys.executable, "-c", program, file], input=text + "COMMIT;", text=True, check=True
    )


def fill_postgres(url):
    blob = "decode(repeat('ab', {}), 'hex')"
    text = ACCOUNTS.format(blob=blob.format(72)) + ";\n"
    for table in ("history", "visit"):
        text += (
            HISTORY.format(
                table=table,
                blob=blob.format(32),
                numbers=f"SELECT generate_series(1, {HISTORY_EACH}) AS n",
            ).replace(") WHERE", ") c WHERE")
            + ";\n"
        )
    subprocess.run(
        ["psql", "-Xq", "-v", "ON_ERROR_STOP=1", url],
        input=text + "VACUUM ANALYZE;\nCHECKPOINT;",
        text=True,
        check=True,
    )


def night():
    """Returns the last day on which schools reported changes."""
    day = datetime.date.today()
    while day.weekday() > 4 or day.month in (7, 8) or (day.month, day.day) == (9, 1):
        day -= datetime.timedelta(1)
    return day


def first_import(env, sample, pupils):
    Spent([LEERID, "migrate"], env)
    Spent([LEERID, "school", "add", "--file", sample / "scholen.csv"], env)
    done = Spent(
        [
            LEERID,
            "--json",
            "import",
            sample / "leerlingen.csv",
            "--day",
            night() - datetime.timedelta(1),
        ],
        env,
    )
    if json.loads(done.output)["new"] != pupils:
        raise RuntimeError(done.output)
    return done


def imports(engine, env, quarter_env, top, most_first):
    small = first_import(quarter_env, top / "quarter", PUPILS // 4)
    first = first_import(env, top / "roster", PUPILS)
    again = Spent(
        [
            LEERID,
            "--json",
            "import",
            top / "roster/leerlingen.csv",
            "--day",
            night() - datetime.timedelta(1),
        ],
        env,
    )
    if json.loads(again.output)["unchanged"] != PUPILS:
        raise RuntimeError(again.output)
    feed = [
        LEERID,
        "--json",
        "import",
        "--changes",
        "--day",
        night(),
        top / f"roster/wijzigingen/{night()}.csv",
    ]
    changes, twice = Spent(feed, env), Spent(feed, env)
    told, second = json.loads(changes.output), json.loads(twice.output)
    if sum(second[k] for k in ("new", "changed", "moved", "ended")):
        raise RuntimeError(twice.output)
    each, each_small = first.seconds / PUPILS * 1e6, small.seconds / (PUPILS // 4) * 1e6
    yield row(
        "import",
        f"{engine}: import of {PUPILS:,} pupils in {SCHOOLS:,} schools",
        first.seconds,
        "s",
        most=most_first,
    )
    yield row(
        "import-mem", f"{engine}: largest memory of that import", first.kib / 1024, "MiB", most=200
    )
    yield row(
        "import-linear",
        f"{engine}: a row among {PUPILS:,}, beside one among {PUPILS // 4:,}",
        100 * (each / each_small - 1),
        "% more",
        most=25,
        note=f"{each:.1f} and {each_small:.1f} µs; CPU of the program {first.cpu / PUPILS * 1e6:.1f} and {small.cpu / (PUPILS // 4) * 1e6:.1f}",
    )
    yield row("import-2", f"{engine}: the same file again, no change", again.seconds, "s", most=20)
    yield row(
        "feed",
        f"{engine}: a night of changes over {PUPILS:,} pupils",
        changes.seconds,
        "s",
        most=20,
        note=", ".join(f"{told[k]:,} {k}" for k in ("new", "changed", "moved", "ended"))
        + "; the bar is that of the whole file again",
    )
    yield row(
        "feed-mem", f"{engine}: largest memory of that night", changes.kib / 1024, "MiB", most=200
    )


def queries(engine, url):
    done = Spent([BUILD / "bench/queries", url, TIMES])
    for line in done.output.splitlines():
        name, median, p99, rows = line.split()
        yield row(
            "B22",
            f"{engine}: {name}, p99 of {TIMES:,} ({rows} rows)",
            int(p99) / 1000,
            "ms",
            most=20,
            note=f"median {int(median) / 1000:.2f} ms",
        )


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
        fill = f"INSERT INTO visit_{name} SELECT pupil_id, 1000, {first[0] + 1}, 62, 2, 1, 2, '', '', '' FROM pupil LIMIT {MONTH_ROWS}"
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
        f"{engine}: restore of a school of 3,000, its accounts and {3000 * 2 * HISTORY_EACH:,} rows of history",
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


def samples(top):
    for name, schools, pupils in (
        ("roster", SCHOOLS, PUPILS),
        ("quarter", max(2, SCHOOLS // 4), PUPILS // 4),
    ):
        Spent(
            [
                LEERID,
                "sample",
                "--schools",
                schools,
                "--pupils",
                pupils,
                "--days",
                f"{night()}..{night()}",
                "--out",
                top / name,
            ]
        )
    return (top / "roster/scholen.csv").read_text().splitlines()[2].split(";")[0]


def rows():
    with tempfile.TemporaryDirectory(prefix="leerid-bench-") as folder:
        top = Path(folder)
        school = samples(top)
        env, file = {"LEERID_STATE": str(top / "s")}, top / "s/leerid.db"
        yield from imports("sqlite", env, {"LEERID_STATE": str(top / "s4")}, top, 60)
        fill_sqlite(file)
        yield from queries("sqlite", f"sqlite:{file}")
        yield from copies(env, top)
        yield from restore_school("sqlite", top)
        yield from purges(env, f"sqlite:{file}", file, school)
        with postgres.Postgres(
            ("shared_buffers=1GB", "max_wal_size=8GB", "maintenance_work_mem=512MB")
        ) as server:
            url, quarter = server.database("region"), server.database("quarter")
            env = {"LEERID_STATE": str(top / "p"), "LEERID_DATABASE": url}
            yield from imports(
                "postgresql",
                env,
                {"LEERID_STATE": str(top / "p4"), "LEERID_DATABASE": quarter},
                top,
                120,
            )
            fill_postgres(url)
            yield from queries("postgresql", url)
            yield from restore_school(
                "postgresql", top, server.database("school"), server.database("again")
            )
            yield from months(env, url, school)
        yield from bulk(top)


def whole_rows():
    """Creates accounts for the whole region with one command, including cards and ZIPs of every
    school. Takes hours, so `bench/run` runs it only by name.
    """
    with tempfile.TemporaryDirectory(prefix="leerid-whole-") as folder:
        top = Path(folder)
        env = {"LEERID_STATE": str(top / "s")}
        Spent([LEERID, "sample", "--schools", SCHOOLS, "--pupils", PUPILS, "--out", top / "roster"])
        Spent([LEERID, "migrate"], env)
        Spent([LEERID, "school", "add", "--file", top / "roster/scholen.csv"], env)
        Spent([LEERID, "import", top / "roster/leerlingen.csv"], env)
        some = min(2000, PUPILS)
        before = bare(some)
        made = Spent([LEERID, "--json", "create", "--all-schools", "--out", top / "zips"], env)
        own, answer = (before + bare(some)) / 2, json.loads(made.output)
        zips = len(list((top / "zips").glob("*.zip")))
        if not answer["finished"] or zips != SCHOOLS:
            raise RuntimeError(f"{zips} ZIPs {made.output}")
        yield row(
            "B23",
            f"{answer['created']:,} accounts for {SCHOOLS:,} schools, each with its ZIP",
            made.seconds / 3600,
            "h",
            most=2 * answer["created"] / 1200000,
            note=f"{os.cpu_count()} cores; the bar is 2 h for 1.2 million on two",
        )
        yield row(
            "B23",
            "… of the cores' own Argon2id rate",
            100 * answer["created"] / made.seconds / own,
            "%",
            least=90,
            note=f"{answer['created'] / made.seconds:.0f} of {own:.0f} a second",
        )
        yield row("B23-mem", "… largest memory", made.kib / 1024, "MiB", most=1024)
