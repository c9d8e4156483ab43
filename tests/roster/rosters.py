"""An installation that imports one roster after another."""
import datetime
import json
import os
import sqlite3
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


LEERID = Path(os.environ.get("LEERID_BUILD", ROOT / "build-test")) / "leerid"


HEAD = (
    "instellingsnummer;stamnummer;voornaam;naam;administratieve"
    " groep;klas;geboortedatum;rijksregisternummer\n"
)


def national(day, month, year, serial, bis=False):
    """A valid national number (or bis number) of somebody born that day."""
    nine = f"{year % 100:02}{month + 40 * bis:02}{day:02}{serial:03}"
    return f"{nine}{97 - int(('2' if year >= 2000 else '') + nine) % 97:02}"


class Place:
    """An installation with schools 2 and 3; each roster replaces the previous one."""

    def __init__(self, top, database=None):
        self.top, self.database = Path(top), database
        self.env = {
            **os.environ,
            "LEERID_STATE": f"{top}/state",
            **({"LEERID_DATABASE": database} if database else {}),
        }
        self.run("migrate")
        for school in (2, 3):
            self.run("school", "add", school, f"School {school}")

    def run(self, *words):
        return subprocess.run(
            [LEERID, *map(str, words)], env=self.env, capture_output=True, text=True, check=False
        )

    def roster(self, school, *rows):
        file = self.top / "roster.csv"
        file.write_text(HEAD + "".join(f"{school};{row}\n" for row in rows))
        done = self.run("import", file, "--yes", "--json")
        answer = json.loads(done.stdout)
        # The manual's pupils are in classes of all years here: their age is not what is tested.
        answer["warnings"] = [
            w for w in answer["warnings"] if not w["message"].startswith("Geboren in")
        ]
        return done.returncode, answer

    def make(self, school):
        return json.loads(
            self.run(
                "create", "--school", school, "--all", "--out", self.top / "c.zip", "--json"
            ).stdout
        )["created"]

    def account(self, username):
        done = self.run("account", "show", username, "--json")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def later(self, school, days):
        """Moves the enrolments of a school that ended back in time."""
        text = (
            f"UPDATE enrolment SET end_day = end_day - {days} WHERE school_id = {school} AND"
            f" end_day < {(datetime.date.today() - datetime.date(1970, 1, 1)).days}"
        )
        if self.database:
            subprocess.run(["psql", "-XAtq", self.database, "-c", text], check=True)
            return
        with sqlite3.connect(self.top / "state/leerid.db") as db:
            db.execute(text)
        db.close()

    def birthday(self, username):
        return json.loads(self.run("account", "export", username).stdout)["birthday"]


def warned(answer, *words):
    """Tells whether there is exactly one warning, which contains these words and no national
    number."""
    texts = [w["message"] for w in answer["warnings"]]
    return len(texts) == 1 and all(word in texts[0] for word in words) and not answer["errors"]


def schools(account):
    return sorted(int(s) for s in account["schools"]) if account else None
