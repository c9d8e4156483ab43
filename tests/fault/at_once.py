"""Two concurrent creations that need the same usernames, on both engines; and a full disk."""
import csv
import http.client
import json
import os
import re
import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import postgres
from common import LEERID
from killed import SAME_NAMES
from served import free_port
from tap import report, skip


def rosters(folder):
    people = [
        (f"Jan{chr(97 + i % 26)}", f"Peeters{chr(97 + i // 26)}") for i in range(SAME_NAMES // 2)
    ] * 2  # each name twice in each school
    for school in 101, 102:
        with open(folder / f"{school}.csv", "w", newline="", encoding="utf-8") as file:
            out = csv.writer(file, delimiter=";")
            out.writerow(
                [
                    "instellingsnummer",
                    "stamnummer",
                    "voornaam",
                    "naam",
                    "administratieve groep",
                    "hoofdstructuur",
                ]
            )
            out.writerows(
                [school, 1000 + i, first, last, "4de leerjaar", 121]
                for i, (first, last) in enumerate(people)
            )


def same_names(engine, folder, database, query):
    env = {
        **os.environ,
        "LEERID_STATE": str(folder / engine),
        **({"LEERID_DATABASE": database} if database else {}),
    }

    def leerid(*words):
        return subprocess.run(
            [str(LEERID), *map(str, words)],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    for words in (
        ("migrate",),
        ("school", "add", 101, "Een"),
        ("school", "add", 102, "Twee"),
        *(("import", folder / f"{s}.csv", "--yes") for s in (101, 102)),
    ):
        leerid(*words)
    with ThreadPoolExecutor(2) as both:
        made = list(
            both.map(
                lambda s: leerid(
                    "create", "--school", s, "--all", "--out", folder / f"{engine}{s}.zip", "--json"
                ),
                (101, 102),
            )
        )
    answers = [json.loads(m.stdout) if m.returncode == 0 else {"created": m.stdout} for m in made]
    report(
        [a["created"] for a in answers] == [SAME_NAMES] * 2,
        f"{engine}: two schools make the same {SAME_NAMES} names at once, without error",
        answers,
    )
    accounts, distinct = query(folder)
    report(
        accounts == distinct == 2 * SAME_NAMES,
        f"{engine}: {2 * SAME_NAMES} accounts, no shared name",
        (accounts, distinct),
    )


def together(folder):
    rosters(folder)

    def from_sqlite(place):
        with sqlite3.connect(place / "sqlite/leerid.db") as database:
            return database.execute(
                "SELECT count(*), count(DISTINCT username) FROM account"
            ).fetchone()

    same_names("sqlite", folder, None, from_sqlite)
    if not postgres.available():
        skip("postgresql", "not installed")
        return
    with postgres.Postgres() as server:
        url = server.database("names")

        def from_postgres(_):
            said = subprocess.run(
                [
                    postgres.BIN / "psql",
                    "-At",
                    url,
                    "-c",
                    "SELECT count(*), count(DISTINCT username) FROM account",
                ],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                cwd="/",
            ).stdout
            return tuple(int(n) for n in re.findall(r"\d+", said))

        same_names("postgresql", folder, url, from_postgres)


def health(port):
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        link.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return link.getresponse().status
    except OSError:
        return 0
    finally:
        link.close()


def until(port, status, seconds):
    end = time.monotonic() + seconds
    while health(port) != status and time.monotonic() < end:
        time.sleep(0.3)
    return health(port) == status


def told_of_a_full_disk(folder):
    """/healthz reports whether the server can write now."""
    disk, port = folder / "disk", free_port()
    disk.mkdir()
    if (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk],
            capture_output=True,
            check=False,
        ).returncode
        != 0
    ):
        skip("a full disk", "needs to mount one")
        return
    env = {
        **os.environ,
        "LEERID_STATE": str(disk / "state"),
        "LEERID_LOKET_LISTEN": f"127.0.0.1:{port}",
        "LEERID_MIJN_LISTEN": f"unix:{folder}/m",
    }
    subprocess.run([LEERID, "migrate"], env=env, stdout=subprocess.DEVNULL, check=True)
    server = subprocess.Popen(
        [LEERID, "serve"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        report(until(port, 200, 20), "a server on a small disk is well")
        subprocess.run(
            ["dd", "if=/dev/zero", f"of={disk}/filler", "bs=4k"], capture_output=True, check=False
        )
        report(until(port, 503, 15), "and says so when the disk is full")
        (disk / "filler").unlink()
        report(until(port, 200, 15), "works again when there is space")
    finally:
        server.terminate()
        server.wait(20)
        subprocess.run(["umount", disk], check=False)
