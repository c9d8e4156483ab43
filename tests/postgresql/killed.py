"""leerid migrate and leerid db-copy killed in the middle, on both engines: the same command again
does the whole work.
"""
import json
import os
import subprocess
import time

from copying import count
from databases import LEERID

KILLS = 4


class Runs:
    """A command that is timed once and then killed at moments spread over that time."""

    def __init__(self, tools, top, server):
        self.tools, self.top, self.server, self.number = tools, top, server, 0

    def place(self, engine):
        """Returns a new state folder and an empty database of that engine."""
        self.number += 1
        state = self.top / f"killed{self.number}"
        state.mkdir()
        empty = self.server.database(f"killed{self.number}")
        return state, empty if engine == "postgresql" else f"sqlite:{state}/leerid.db"

    def kill_after(self, seconds, state, database, *arguments):
        """Starts the command and kills it; returns whether it was still running."""
        env = {k: v for k, v in os.environ.items() if not k.startswith("LEERID_")}
        env |= {"LEERID_STATE": str(state), "LEERID_DATABASE": database}
        process = subprocess.Popen(
            [LEERID, *map(str, arguments)],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(seconds)
        running = process.poll() is None
        process.kill()
        process.wait()
        return running


def moments(begin):
    """Yields moments spread over the time since begin."""
    whole = time.monotonic() - begin
    return [whole * (kill + 0.5) / KILLS for kill in range(KILLS)]


def migrations(runs, engine):
    state, url = runs.place(engine)
    begin = time.monotonic()
    wrong = [runs.tools.leerid(state, url, "migrate")]
    wrong = [done for done in wrong if done.returncode != 0]
    kills = 0
    for moment in moments(begin):
        state, url = runs.place(engine)
        kills += runs.kill_after(moment, state, url, "migrate")
        for command in "migrate", "migrate", "doctor":
            done = runs.tools.leerid(state, url, command)
            wrong += [] if done.returncode == 0 else [(moment, command, done)]
    runs.tools.report(
        kills > 0 and not wrong,
        f"{engine}: migrate killed in the middle: the next one finishes ({KILLS} moments)",
        (kills, wrong[:3]),
    )


def rows_in(runs, url):
    """Returns the rows of pupils and enrolments; 0 when the tables do not exist yet."""
    if url.startswith("sqlite:"):
        file = url.removeprefix("sqlite:")
        return count(file) if os.path.exists(file) else 0
    statement = "SELECT (SELECT COUNT(*) FROM pupil) + (SELECT COUNT(*) FROM enrolment)"
    return int(runs.tools.ask(url, statement).stdout or 0)


def copies(runs, engine, state, source, rows):
    """Kills db-copy from source to a new database of that engine. Returns a complete target."""
    _, whole = runs.place(engine)
    begin = time.monotonic()
    done = runs.tools.leerid(state, source, "db-copy", "--to", whole)
    held = rows_in(runs, whole)
    wrong = [] if done.returncode == 0 and json.loads(done.stdout)["rows"] == rows else [done]
    kills = 0
    for moment in moments(begin):
        _, url = runs.place(engine)
        kills += runs.kill_after(moment, state, source, "db-copy", "--to", url)
        left = rows_in(runs, url)
        done = runs.tools.leerid(state, source, "db-copy", "--to", url)
        good = (
            done.returncode == 0 and json.loads(done.stdout)["rows"] == rows
            if left == 0
            else left == held and done.returncode == 4  # it was complete
        )
        wrong += [] if good and rows_in(runs, url) == held else [(moment, left, held, done)]
    runs.tools.report(
        kills > 0 and not wrong,
        f"db-copy to {engine} killed in the middle: nothing is there, and the next one brings"
        f" every row ({KILLS} moments)",
        (kills, wrong[:3]),
    )
    return whole


def killed(tools, top, server):
    runs = Runs(tools, top, server)
    for engine in "sqlite", "postgresql":
        migrations(runs, engine)
    state, source = runs.place("sqlite")
    sample = top / "killed-sample"
    for words in (
        ("migrate",),
        ("sample", "--schools", 3, "--pupils", 9000, "--out", sample),
        ("school", "add", "--file", sample / "scholen.csv"),
        ("import", sample / "leerlingen.csv"),
    ):
        tools.leerid(state, source, *words)
    rows = count(state / "leerid.db")
    copied = copies(runs, "postgresql", state, source, rows)
    copies(runs, "sqlite", state, copied, rows)
