"""leerid db-copy while the connection to PostgreSQL breaks, as target and as source."""
import json
import sqlite3

from cut import CutAfter

CUTS = 4


def count(file):
    with sqlite3.connect(file) as db:
        names = [
            name
            for (name,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                " AND name <> 'schema_step'"
            )
        ]
        return sum(db.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in names)


class Copies:
    """A SQLite database with pupils and accounts, copied through a connection that breaks."""

    def __init__(self, tools, top, server):
        self.tools, self.top, self.server, self.number = tools, top, server, 0
        self.state = top / "copied"
        sample = top / "copied-sample"
        url = f"sqlite:{self.state}/leerid.db"
        tools.leerid(self.state, url, "migrate")
        tools.leerid(self.state, url, "sample", "--schools", 3, "--pupils", 9000, "--out", sample)
        tools.leerid(self.state, url, "school", "add", "--file", sample / "scholen.csv")
        tools.leerid(self.state, url, "import", sample / "leerlingen.csv")
        self.url, self.rows = url, count(self.state / "leerid.db")

    def to_target(self, after, times=1):
        """Returns the result of db-copy, the rows in the target, and the bytes transferred."""
        self.number += 1
        url = self.server.database(f"copied{self.number}")
        cut = CutAfter(self.server, self.top / f"copied-cut{self.number}", after, times)
        done = self.tools.leerid(
            self.state,
            self.url,
            "db-copy",
            "--to",
            url.replace(f"host={self.server.top}", f"host={cut.path}"),
        )
        cut.close()
        held = self.tools.ask(
            url,
            (
                "SELECT (SELECT COUNT(*) FROM pupil) + (SELECT COUNT(*) FROM enrolment) + (SELECT"
                " COUNT(*) FROM history)"
            ),
        ).stdout.strip()
        return done, int(held or 0), cut.seen, url

    def from_source(self, url, after):
        self.number += 1
        cut = CutAfter(self.server, self.top / f"copied-cut{self.number}", after)
        back = self.top / f"back{self.number}.db"
        done = self.tools.leerid(
            self.state,
            url.replace(f"host={self.server.top}", f"host={cut.path}"),
            "db-copy",
            "--to",
            f"sqlite:{back}",
        )
        cut.close()
        return done, count(back) if back.exists() else 0, cut.seen


def copying(tools, top, server):
    copies = Copies(tools, top, server)
    done, held, passed, source = copies.to_target(None)
    tools.report(
        done.returncode == 0 and json.loads(done.stdout)["rows"] == copies.rows and held > 20000,
        "db-copy through a connection that holds",
        (done, copies.rows, held),
    )
    wrong = []
    for cut in range(CUTS):
        once, rows, _, _ = copies.to_target(passed * (2 * cut + 1) // (2 * CUTS))
        if once.returncode != 0 or rows != held:
            wrong.append((cut, once, rows))
    tools.report(
        not wrong,
        f"db-copy whose target is lost once begins again and brings every row ({CUTS} places)",
        wrong,
    )
    never, rows, _, _ = copies.to_target(passed // 2, times=1000)
    tools.report(
        never.returncode == 1 and rows == 0 and "niets gewijzigd" in never.stderr,
        "db-copy whose target is always lost ends with a message, and the target stays empty",
        (never, rows),
    )
    whole, rows, passed = copies.from_source(source, None)
    wrong = [] if whole.returncode == 0 and rows == copies.rows else [whole]
    for cut in range(CUTS):
        once, rows, _ = copies.from_source(source, passed * (2 * cut + 1) // (2 * CUTS))
        if once.returncode != 0 or rows != copies.rows:
            wrong.append((cut, once, rows, copies.rows))
    tools.report(
        not wrong,
        f"db-copy whose source is lost once begins again and brings every row ({CUTS} places)",
        wrong,
    )
