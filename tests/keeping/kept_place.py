"""An installation with accounts and prints, and direct access to its database."""
import os
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

from clocks import Clocks
from tap import report

HERE = Path(__file__).resolve().parent


LEERID = Path(os.environ.get("LEERID_BUILD", HERE.parent.parent / "build-test")) / "leerid"


class Place:
    def __init__(self, engine, top, url=None):
        self.engine, self.state, self.url = engine, top / engine, url
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("LEERID_")}
        self.env.update(
            {"LEERID_STATE": str(self.state)}, **({"LEERID_DATABASE": url} if url else {})
        )
        self.clocks = Clocks(top / f"{engine}-clock")

    def leerid(self, *arguments, clocks=False):
        return subprocess.run(
            [LEERID, "--json", *map(str, arguments)],
            env={**self.env, **(self.clocks.env if clocks else {})},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def sql(self, text):
        """Runs SQL directly on the database and returns the first field of the result."""
        if self.url:
            return subprocess.run(
                ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", self.url, "-c", text],
                capture_output=True,
                text=True,
                check=True,
            ).stdout.strip()
        with sqlite3.connect(self.state / "leerid.db") as db:
            row = db.execute(text).fetchone()
        db.close()
        return str(row[0]) if row else ""

    def serve(self, name):
        env = {
            **self.env,
            **self.clocks.env,
            "LEERID_LOKET_LISTEN": f"unix:{self.state}/{name}-l",
            "LEERID_MIJN_LISTEN": f"unix:{self.state}/{name}-m",
        }
        return subprocess.Popen(
            [LEERID, "serve"],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=open(self.state / f"{name}.log", "w"),
        )


def fill(place, sample):
    for command in (
        ("migrate",),
        ("school", "add", "--file", sample / "scholen.csv"),
        ("import", sample / "leerlingen.csv"),
        ("create", "--school", 2, "--roll-number", 945, 50105, "--out", place.state / "o.zip"),
    ):
        done = place.leerid(*command)
        if done.returncode:
            raise RuntimeError(done.stderr)


def copies(place):
    """Sealed copies in a school that keeps none, and expired undo data; the running service erases
    them."""
    wants = place.sql("SELECT COUNT(*) FROM account WHERE sealed IS NOT NULL")
    report(
        place.leerid("school", "set", "2", "--keep-sealed", "no").returncode == 0
        and place.sql(
            "SELECT COUNT(*) FROM account WHERE sealed_ends_ms IS NOT NULL AND sealed IS NOT NULL"
        )
        == wants
        != "0",
        f"{place.engine}: a school that keeps no sealed copies: each expires within a day",
        wants,
    )
    name = place.sql("SELECT MIN(username) FROM account")
    done = place.leerid("account", "reset", name)
    limited = place.sql(f"SELECT sealed_ends_ms - secret_ms FROM account WHERE username = '{name}'")
    report(
        done.returncode == 0 and limited == "86400000",
        f"{place.engine}: also the copy of a new secret",
        done.stderr + limited,
    )
    again = ("cards", "--school", 2, "--roll-number", 945, 50105, "--out")
    lost = place.leerid(*again, place.state / "nowhere/o.zip").returncode
    done = place.leerid(*again, place.state / "o.zip")
    ends = place.sql(
        "SELECT COUNT(*) FROM account WHERE sealed IS NOT NULL AND sealed_ends_ms <= printed_ms +"
        " 900000 AND sealed_ends_ms > printed_ms"
    )
    report(
        (lost, done.returncode, ends) == (1, 0, wants),
        (
            f"{place.engine}: a file that could not be written can be created again; a printed copy"
            " expires 15 minutes later"
        ),
        f"{lost} {ends} {done.stderr}",
    )
    place.sql(f"UPDATE account SET sealed_ends_ms = 1, undo_ends_ms = 1 WHERE username = '{name}'")
    server = place.serve("copies")
    look = (
        f"SELECT COUNT(*) FROM account WHERE username = '{name}' AND sealed IS NULL AND undo IS"
        " NULL AND undo_ends_ms IS NULL"
    )
    for _ in range(200):
        if place.sql(look) == "1":
            break
        time.sleep(0.1)
    server.send_signal(signal.SIGTERM)
    server.wait(20)
    report(
        place.sql(look) == "1",
        f"{place.engine}: the service erases copies and undo data when they expire",
    )
    report(
        place.sql("SELECT COUNT(*) FROM account WHERE sealed IS NOT NULL") == str(int(wants) - 1),
        f"{place.engine}: and no others",
    )
    place.leerid("school", "set", "2", "--keep-sealed", "yes")
    report(
        place.sql("SELECT COUNT(*) FROM account WHERE sealed_ends_ms IS NOT NULL") == "0",
        f"{place.engine}: a school that changes its setting keeps the remaining copies",
    )
