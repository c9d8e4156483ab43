"""Measures a region: rosters of 1.2 million pupils and a night of changes, the main queries at that
size, bulk creation of 20,000, copies, and purges under load. The separate group "whole-region"
creates accounts for all pupils. LEERID_BENCH_PUPILS makes the region smaller for a quick look;
the bars stay those of the full size.
"""
import datetime
import json
import os
import sys
import tempfile
from pathlib import Path

from common import BUILD, LEERID, ROOT, Spent, row

sys.path.insert(0, str(ROOT / "tests"))
import postgres  # noqa: E402
from region_data import (
    PUPILS,
    SCHOOLS,
    fill_postgres,
    fill_sqlite,
    first_import,
    night,
)  # noqa: E402
from region_load import TIMES, bare, bulk, copies, months, purges, restore_school  # noqa: E402


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
        note=(
            f"{each:.1f} and {each_small:.1f} µs; CPU of the program"
            f" {first.cpu / PUPILS * 1e6:.1f} and {small.cpu / (PUPILS // 4) * 1e6:.1f}"
        ),
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
