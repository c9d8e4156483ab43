"""What the files of a feed say, read without the program."""
import csv
import datetime
import json
import os
import sqlite3
import subprocess
import zoneinfo
from pathlib import Path

from clocks import Clocks, HOUR, answers

HERE = Path(__file__).resolve().parent


LEERID = Path(os.environ.get("LEERID_BUILD", HERE.parent.parent / "build-test")) / "leerid"


SCHOOLS, PUPILS, DAYS, MONTHS = 12, 1700, 400, 4


TODAY = datetime.datetime.now(
    zoneinfo.ZoneInfo("Europe/Brussels")
).date()  # in days as the program counts them


FIRST = TODAY - datetime.timedelta(DAYS - 1)


EPOCH = datetime.date(1970, 1, 1)


class Place:
    def __init__(self, engine, top, url=None):
        self.engine, self.state, self.url = engine, top / engine, url
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("LEERID_")}
        self.env.update(
            {"LEERID_STATE": str(self.state), "LEERID_RETENTION_MONTHS": str(MONTHS)},
            **({"LEERID_DATABASE": url} if url else {}),
        )

    def leerid(self, *arguments):
        done = subprocess.run(
            [LEERID, "--json", *map(str, arguments)],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        return (
            done.returncode,
            json.loads(done.stdout) if done.stdout.startswith("{") else done.stdout + done.stderr,
        )

    def sql(self, text):
        if self.url:
            done = subprocess.run(
                ["psql", "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1", self.url, "-c", text],
                capture_output=True,
                text=True,
                check=True,
            )
            return [tuple(line.split("\t")) for line in done.stdout.splitlines()]
        with sqlite3.connect(self.state / "leerid.db") as db:
            rows = [tuple(map(str, row)) for row in db.execute(text)]
        db.close()
        return rows

    def serve(self):
        """An hour after the start, because nothing is erased before."""
        clocks = Clocks(self.state / "clock", -HOUR)
        env = {
            **self.env,
            **clocks.env,
            "LEERID_LOKET_LISTEN": f"unix:{self.state}/l",
            "LEERID_MIJN_LISTEN": f"unix:{self.state}/m",
        }
        server = subprocess.Popen(
            [LEERID, "serve"],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=open(self.state / "log", "w"),
        )
        answers(self.state / "l")
        clocks.set(0, HOUR)
        return server


def day_of(text):
    day, month, year = map(int, text.split("/"))
    return (datetime.date(year, month, day) - EPOCH).days


class Model:
    """Independent model of the files: enrolments by school and roll number, and their persons."""

    def __init__(self):
        self.enrolments, self.by_number, self.by_roll, self.persons = {}, {}, {}, 0

    def person(self, row):
        key, national = (row["instellingsnummer"], row["stamnummer"]), row["rijksregisternummer"]
        if national in self.by_number:
            person = self.by_number[national]
        else:
            person = self.by_roll.get(key)
            if person is None:
                self.persons += 1
                person = self.persons
            if national:
                self.by_number = {n: p for n, p in self.by_number.items() if p != person}
                self.by_number[national] = person
        self.by_roll[key] = person
        return person

    @staticmethod
    def facts(row):
        place = (row["administratieve groep"], row["klas"])
        return {
            "begin": day_of(row["begindatum"]),
            "end": day_of(row["einddatum"]),
            "place": place,
            "names": (row["voornaam"], row["naam"]),
            "level": row["hoofdstructuur"][0],
        }

    def read(self, file, day):
        of_roll = {}
        with open(file, encoding="utf-8") as opened:
            for row in csv.DictReader(opened, delimiter=";"):
                of_roll.setdefault(
                    (int(row["instellingsnummer"]), int(row["stamnummer"])), []
                ).append((self.facts(row), self.person(row)))
        for key, rows in of_roll.items():
            there = self.enrolments.setdefault(key, [])
            free = [e for e in there if e["end"] >= day]
            for fact, person in sorted(rows, key=lambda r: r[0]["begin"]):
                same = [e for e in free if e["begin"] == fact["begin"]] or [
                    e for e in free if e["begin"] <= fact["end"] and fact["begin"] <= e["end"]
                ]
                if same:
                    free.remove(same[0])
                if same and same[0]["place"] == fact["place"]:
                    same[0].update(fact)
                    continue
                if same:
                    same[0]["end"] = fact["begin"] - 1
                if fact["end"] >= day:
                    there.append({**fact, "person": person})

    def rows(self):
        return sorted(
            (
                str(school),
                str(roll),
                *e["names"],
                *e["place"],
                e["level"],
                str(e["begin"]),
                str(e["end"]),
            )
            for (school, roll), there in self.enrolments.items()
            for e in there
        )

    def groups(self):
        """The enrolments of each person, as a set of sets."""
        of = {}
        for (school, roll), there in self.enrolments.items():
            for e in there:
                of.setdefault(e["person"], set()).add((str(school), str(roll), str(e["begin"])))
        return {frozenset(s) for s in of.values()}

    def gone(self, before):
        last = {}
        for there in self.enrolments.values():
            for e in there:
                last[e["person"]] = max(last.get(e["person"], 0), e["end"])
        return {p for p, end in last.items() if end < before}
