"""A region: rosters of 1.2 million pupils, the main queries at that size, bulk creation of 20,000, copies, purges.
LEERID_BENCH_PUPILS makes the region smaller for a quick look; the bars stay those of the whole."""
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import BUILD, LEERID, MEASURE, ROOT, Spent, row

sys.path.insert(0, str(ROOT / "tests"))
import postgres  # noqa: E402

PUPILS = int(os.environ.get("LEERID_BENCH_PUPILS", "1200000"))
SCHOOLS = max(2, PUPILS // 300)
HISTORY_EACH = 9  # rows of history and of visits for each pupil, besides the enrolment: 22 million for the whole
TIMES = 1000
BULK = min(20000, PUPILS)
ACCOUNTS = ("INSERT INTO account (pupil_id, username, type, secret_kind, verifier, sealed, must_change, secret_ms, created_ms, created_school, inactive_reason,"
            " version) SELECT pupil_id, 'u.' || pupil_id, 2, 3, {blob}, {blob}, 1, 1, 1, 2, '', 1 FROM pupil")
HISTORY = ("INSERT INTO {table} SELECT pupil_id, n + 10, 1780000000000 + n * 86400000, 62, 2, pupil_id, 2, '10.0.0.x', 'device=known', {blob}"
           " FROM pupil, ({numbers}) WHERE 1 = 1 ORDER BY pupil_id, n")


def fill_sqlite(file):
    numbers = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %d) SELECT n FROM c" % HISTORY_EACH
    text = "PRAGMA cache_size = -400000; PRAGMA synchronous = OFF; BEGIN;\n" + ACCOUNTS.format(blob="randomblob(72)") + ";\n"
    for table in ("history", "visit"):
        text += HISTORY.format(table=table, blob="randomblob(32)", numbers=numbers) + ";\n"
    # in a process of its own: the memory of whoever starts a program counts as the program's largest
    program = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.stdin.read())"
    subprocess.run([sys.executable, "-c", program, file], input=text + "COMMIT;", text=True, check=True)


def fill_postgres(url):
    blob = "decode(repeat('ab', {}), 'hex')"
    text = ACCOUNTS.format(blob=blob.format(72)) + ";\n"
    for table in ("history", "visit"):
        text += HISTORY.format(table=table, blob=blob.format(32), numbers=f"SELECT generate_series(1, {HISTORY_EACH}) AS n").replace(") WHERE", ") c WHERE") + ";\n"
    subprocess.run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", url], input=text + "VACUUM ANALYZE;", text=True, check=True)


def imports(engine, env, sample, most_first, most_again):
    Spent([LEERID, "migrate"], env)
    Spent([LEERID, "school", "add", "--file", sample / "scholen.csv"], env)
    first = Spent([LEERID, "--json", "import", sample / "leerlingen.csv"], env)
    again = Spent([LEERID, "--json", "import", sample / "leerlingen.csv"], env)
    if json.loads(first.output)["new"] != PUPILS or json.loads(again.output)["unchanged"] != PUPILS:
        raise RuntimeError(first.output + again.output)
    yield row("import", f"{engine}: import of {PUPILS:,} pupils in {SCHOOLS:,} schools", first.seconds, "s", most=most_first)
    yield row("import-mem", f"{engine}: largest memory of that import", first.kib / 1024, "MiB", most=200)
    yield row("import-2", f"{engine}: the same file again, no change", again.seconds, "s", most=most_again)


def queries(engine, url):
    done = Spent([BUILD / "bench/queries", url, TIMES])
    for line in done.output.splitlines():
        name, median, p99, rows = line.split()
        yield row("B22", f"{engine}: {name}, p99 of {TIMES:,} ({rows} rows)", int(p99) / 1000, "ms", most=20, note=f"median {int(median) / 1000:.2f} ms")


def purge(engine, url, file):
    with sqlite3.connect(file) as db:
        count = db.execute("SELECT COUNT(*) FROM visit").fetchone()[0]
        edge = db.execute("SELECT at_ms FROM visit ORDER BY at_ms LIMIT 1 OFFSET ?", (min(count - 1, 100000),)).fetchone()[0]
    db.close()
    statements, longest = Spent([BUILD / "bench/queries", url, "purge", edge + 1]).output.split()[1:]
    yield row("B30", f"{engine}: longest of {int(statements):,} purges of 500 visits", int(longest) / 1000, "ms", most=200)


def drop(url):
    make = "SELECT visit_month_make(1704063600000, 1706742000000, '202401')"
    fill = "INSERT INTO visit_202401 SELECT pupil_id, 1000, 1704063600001, 62, 2, 1, 2, '', '', '' FROM pupil LIMIT 1000000"
    subprocess.run(["psql", "-Xq", url, "-c", make, "-c", fill], check=True, stdout=subprocess.DEVNULL)
    begin = time.monotonic()
    subprocess.run(["psql", "-Xq", url, "-c", "SELECT visit_month_drop('202401')"], check=True, stdout=subprocess.DEVNULL)
    yield row("B30", "postgresql: a month of visits dropped", (time.monotonic() - begin) * 1000, "ms", most=200, note="with the start of psql")


def copies(env, top):
    backup = Spent([LEERID, "backup", top / "copy"], env)
    yield row("backup", f"sqlite: backup of {PUPILS:,} pupils with their histories", backup.seconds, "s", most=300, note=f"{(top / 'copy').stat().st_size / 1e9:.1f} GB")
    restore = Spent([LEERID, "restore", top / "copy", "--yes"], env)
    yield row("B28", "sqlite: restore of the same, looked through and put in place", restore.seconds, "s", most=300, note="the bar is for a school")
    (top / "copy").unlink()


def bulk(top):
    env = {"LEERID_STATE": str(top / "bulk")}
    Spent([LEERID, "sample", "--schools", 2, "--pupils", BULK + 200, "--out", top / "one"])
    Spent([LEERID, "school", "add", "--file", top / "one/scholen.csv"], env)
    Spent([LEERID, "import", top / "one/leerlingen.csv"], env)
    school = (top / "one/scholen.csv").read_text().splitlines()[-1].split(";")[0]
    threads, some = os.cpu_count(), 2000
    before = float(Spent([MEASURE, "hash", some, threads]).output)
    made = Spent([LEERID, "--json", "create", "--school", school, "--all", "--out", top / "o.zip"], env)
    after = float(Spent([MEASURE, "hash", some, threads]).output)
    bare, rate = some / ((before + after) / 2), json.loads(made.output)["created"] / made.seconds
    yield row("bulk-rate", f"{BULK:,} accounts in one go, of the cores' own Argon2id rate", 100 * rate / bare, "%", least=90, note=f"{rate:.0f} of {bare:.0f} a second")
    yield row("bulk-mem", "largest memory of that", made.kib / 1024, "MiB", most=1024)
    yield row("B23-region", "1.2 million accounts at that rate", 1200000 / rate / 3600, "h", most=2, note=f"from {BULK:,}; {threads} cores")


def rows():
    with tempfile.TemporaryDirectory(prefix="leerid-bench-") as folder:
        top = Path(folder)
        Spent([LEERID, "sample", "--schools", SCHOOLS, "--pupils", PUPILS, "--out", top / "roster"])
        env, file = {"LEERID_STATE": str(top / "s")}, top / "s/leerid.db"
        yield from imports("sqlite", env, top / "roster", 60, 20)
        fill_sqlite(file)
        yield from queries("sqlite", f"sqlite:{file}")
        yield from copies(env, top)
        yield from purge("sqlite", f"sqlite:{file}", file)
        with postgres.Postgres(("shared_buffers=1GB", "max_wal_size=8GB", "maintenance_work_mem=512MB")) as server:
            url = server.database("region")
            yield from imports("postgresql", {"LEERID_STATE": str(top / "p"), "LEERID_DATABASE": url}, top / "roster", 120, 20)
            fill_postgres(url)
            yield from queries("postgresql", url)
            yield from drop(url)
        yield from bulk(top)
