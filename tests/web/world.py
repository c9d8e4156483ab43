"""A served LeerID with two schools and staff of every role, and the ids of each school, read from
the database.
"""
import csv
import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "mijn"))
from served import PROGRAM, Site  # noqa: E402
from visitor import Visitor  # noqa: E402

OWN = 2
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def id_text(number):
    """Encodes an id as in addresses: 13 digits of Crockford's base 32."""
    return "".join(ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def loket(world, *methods):
    for route in world.routes:
        if route["site"] == "loket" and route["method"] in methods:
            yield route, world.path(route, world.own_pupil, world.own_batch)


def leaks(answer, marks):
    return sorted(mark for mark in marks if mark in answer.text or mark in answer.location)


class World(Site):
    def fill(self):
        self.leerid("migrate")
        self.leerid("sample", "--schools", 2, "--pupils", 300, "--out", self.folder / "sample")
        for row in csv.reader(
            open(self.folder / "sample/scholen.csv", encoding="utf-8"), delimiter=";"
        ):
            if row[0].isdigit():
                self.leerid("school", "add", int(row[0]), row[1])
                self.foreign = int(row[0])
        self.leerid("import", self.folder / "sample/leerlingen.csv", "--yes")
        self.leerid(
            "create", "--school", OWN, "--roll-number", 945, 4412, "--out", self.folder / "own.zip"
        )
        numbers = [
            n
            for n, in self.rows(
                (
                    "SELECT roll_number FROM enrolment WHERE school_id = ? ORDER BY roll_number"
                    " LIMIT 3"
                ),
                self.foreign,
            )
        ]
        self.leerid(
            "create",
            "--school",
            self.foreign,
            "--roll-number",
            *numbers,
            "--out",
            self.folder / "foreign.zip",
        )
        self.passwords = {}
        for name, *options in [
            ("manager", "--role", "manager", "--school", OWN),
            ("buur", "--role", "manager", "--school", self.foreign),
            ("teacher", "--role", "teacher", "--school", OWN, "--class", "5WEWI"),
            ("viewer", "--role", "viewer", "--school", OWN),
            ("operator", "--role", "operator"),
            ("beide", "--role", "manager", "--school", OWN, "--school", self.foreign),
        ]:
            self.passwords[name] = json.loads(
                self.leerid("staff", "add", name, *options, "--keep", "--json")
            )["password"]

    def rows(self, statement, *values):
        with sqlite3.connect(self.folder / "state/leerid.db", timeout=10) as database:
            return database.execute(statement, values).fetchall()

    def change(self, statement, *values):
        with sqlite3.connect(self.folder / "state/leerid.db", timeout=10) as database:
            database.execute(statement, values)

    def look(self):
        """Reads ids, and texts that other schools must never see; call it when the server runs."""
        account = (
            "SELECT e.pupil_id FROM enrolment e JOIN account a ON a.pupil_id = e.pupil_id WHERE"
            " e.school_id = ? ORDER BY e.roll_number LIMIT 1"
        )
        self.own_pupil, self.foreign_pupil = (
            id_text(self.rows(account, school)[0][0]) for school in (OWN, self.foreign)
        )
        batch = "SELECT batch_id FROM batch WHERE school_id = ?"
        self.own_batch, self.foreign_batch = (
            id_text(self.rows(batch, school)[0][0]) for school in (OWN, self.foreign)
        )
        self.own_class = id_text(
            self.rows(
                (
                    "SELECT pupil_id FROM enrolment WHERE school_id = ? AND class_code = '5WEWI'"
                    " AND roll_number = 945"
                ),
                OWN,
            )[0][0]
        )
        names = "SELECT DISTINCT e.last_name FROM enrolment e WHERE e.school_id = ?"
        own, foreign = ({n for n, in self.rows(names, school)} for school in (OWN, self.foreign))
        usernames = {
            n
            for n, in self.rows(
                (
                    "SELECT a.username FROM account a JOIN enrolment e ON e.pupil_id = a.pupil_id"
                    " WHERE e.school_id = ?"
                ),
                self.foreign,
            )
        }
        self.of_own = {n for n in own if len(n) > 4}
        self.of_foreign = {n for n in foreign - own if len(n) > 4} | usernames
        self.routes = json.loads(
            subprocess.check_output([PROGRAM, "routes", "--json"], text=True, env={**os.environ})
        )["items"]

    @staticmethod
    def visitor(address):
        return Visitor(address)

    def staff(self, name):
        visitor = Visitor(self.loket)
        answer = visitor.post(
            "/aanmelden",
            visitor.get("/aanmelden").csrf,
            gebruiker=name,
            wachtwoord=self.passwords[name],
        )
        assert answer.status == 303, f"{name}: {answer.status}"
        return visitor

    def path(self, route, pupil, batch):
        """Returns the route's address with these ids; None for an address that needs something
        else.
        """
        values = {
            ":id": pupil,
            ":pupil": pupil,
            ":batch": batch,
            ":token": "x" * 43,
            ":applicatie": "0000000000001",
            ":code": "nl",
            ":school": str(OWN),
        }
        parts = [values.get(part, part) for part in route["pattern"].split("/")]
        return None if any(part.startswith(":") for part in parts) else "/".join(parts)

    def traces(self):
        """Returns row counts of all histories and tables of changes: equal before and after means
        that nothing changed.
        """
        tables = (
            "history",
            "visit",
            "batch",
            "batch_row",
            "account",
            "enrolment",
            "school_group",
            "staff",
            "staff_role",
            "saved_filter",
            "roster_import",
        )
        return {t: self.rows(f"SELECT COUNT(*) FROM {t}")[0][0] for t in tables} | {
            "versions": self.rows("SELECT SUM(version) FROM account")[0][0],
            "schools": self.rows("SELECT * FROM school"),
        }


class RegionWorld(World):
    """The same on PostgreSQL with a separate login of the program: row security separates the
    schools.
    """

    def __init__(self, server):
        self.server, self.owner = server, server.database("world")
        super().__init__({"LEERID_DATABASE": self.owner.replace("leerid@", "leerid_web@", 1)})

    def fill(self):
        env = {**self.env, "LEERID_DATABASE": self.owner}
        subprocess.run([PROGRAM, "migrate"], env=env, check=True, stdout=subprocess.DEVNULL)
        roles = Path(__file__).resolve().parent.parent.parent / "deploy/postgresql/roles.sql"
        subprocess.run(
            ["psql", "-Xq", "-v", "ON_ERROR_STOP=1", self.owner, "-f", roles], check=True
        )
        super().fill()

    def rows(self, statement, *values):
        for value in values:
            statement = statement.replace(
                "?",
                str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'",
                1,
            )
        done = subprocess.run(
            ["psql", "-XAtq", "--csv", "-v", "ON_ERROR_STOP=1", self.owner, "-c", statement],
            capture_output=True,
            text=True,
            check=True,
        )
        return [tuple(map(self.value, row)) for row in csv.reader(done.stdout.splitlines())]

    @staticmethod
    def value(cell):
        if cell.startswith("\\x"):
            return bytes.fromhex(cell[2:])
        return int(cell) if re.fullmatch(r"-?\d+", cell) else cell or None

    change = rows
