"""A database of a region: rosters, accounts and histories."""
import datetime
import json
import os
import subprocess
import sys

from common import LEERID, Spent

PUPILS = int(os.environ.get("LEERID_BENCH_PUPILS", "1200000"))


SCHOOLS = max(2, PUPILS // 300)


# rows of history and of sign-in visits per pupil, besides the enrolment: 22 million in total
HISTORY_EACH = 9


ACCOUNTS = (
    "INSERT INTO account (pupil_id, username, type, secret_kind, verifier, sealed, must_change,"
    " secret_ms, created_ms, created_school, inactive_reason, version) SELECT pupil_id, 'u.' ||"
    " pupil_id, 2, 3, {blob}, {blob}, 1, 1, 1, 2, '', 1 FROM pupil"
)


HISTORY = (
    "INSERT INTO {table} SELECT pupil_id, n + 10, 1780000000000 + n * 86400000, 62, 2, pupil_id, 2,"
    " '10.0.0.x', 'device=known', {blob} FROM pupil, ({numbers}) WHERE 1 = 1 ORDER BY pupil_id, n"
)


def fill_sqlite(file):
    numbers = (
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %d) SELECT n"
        " FROM c" % HISTORY_EACH
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
