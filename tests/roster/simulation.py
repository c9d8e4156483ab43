"""Twenty schools over five school years: rosters of a simulated world, and a checker of its own.

The world knows every person. It writes the rosters that schools would write: pupils come, leave,
return and change school, classes change, numbers arrive late, are copied from a twin or replaced,
roll numbers are renumbered or reused, a school is succeeded by another one, and a source drops
columns. The checker reads the database and compares it with the world, without the program.
"""
import datetime
import os
import random
import sqlite3
import sys

from rosters import Place, national
from tap import report

SCHOOLS, PUPILS, YEARS = 20, 12, 5
FIRSTS = "Ada Bea Cas Dina Elif Finn Gust Hanne Ivo Jef Kato Lou Mona Noor Otis Pia".split()
LASTS = "Aerts Baert Claes Daems Elsen Fobe Goris Huys Ickx Joos Kint Lens Maes Nijs".split()
EPOCH = datetime.date(1970, 1, 1)


class Person:
    def __init__(self, world, birth=None, last=None):
        dice = world.dice
        world.persons.append(self)
        self.key = len(world.persons)
        self.birth = birth or datetime.date(2009, 1, 1) + datetime.timedelta(dice.randrange(3000))
        self.first = f"{dice.choice(FIRSTS)}{self.key}"  # no two with the same first name
        self.last = last or dice.choice(LASTS)
        self.number = national(
            self.birth.day, self.birth.month, self.birth.year, self.key % 997 + 1
        )
        self.stated = self.number  # what rosters say; "" before it arrives
        self.stated_birth = self.birth
        self.places = {}  # school: [roll number, class]


class World:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.persons, self.schools = [], list(range(1, SCHOOLS + 1))
        self.rolls = {school: 100 for school in range(1, 2 * SCHOOLS)}
        self.columns = {school: "full" for school in range(1, 2 * SCHOOLS)}
        self.left = []  # (person, school, roll number, day)
        self.twins, self.events = [], {}
        for school in self.schools:
            for _ in range(PUPILS):
                self.come(school)

    def count(self, event):
        self.events[event] = self.events.get(event, 0) + 1

    def enrol(self, person, school, roll=None):
        self.rolls[school] += 1
        person.places[school] = [roll or self.rolls[school], self.dice.choice("ABC")]
        return person

    def come(self, school, roll=None):
        person = self.enrol(Person(self), school, roll)
        if self.dice.random() < 0.2:
            person.stated = ""
        if self.dice.random() < 0.1:  # a bis number and another birth day until both are known
            person.stated_birth = datetime.date(person.birth.year, 1, 1)
            person.stated = national(1, 1, person.birth.year, person.key % 997 + 1, True)
        return person

    def pupils(self, school):
        return [p for p in self.persons if school in p.places]

    def leave(self, person, school, day):
        roll, _ = person.places.pop(school)
        self.left.append((person, school, roll, day))

    def step(self, day):
        """A day: a few things happen. Endings stay under the limit of a school."""
        dice = self.dice
        for school in self.schools:
            here = self.pupils(school)
            if not here or dice.random() > 0.15:
                continue
            person, what = dice.choice(here), dice.randrange(11)
            if what == 0 and len(here) > 6:
                self.leave(person, school, day)
                self.count("left")
            elif what == 1:
                self.come(school)
                self.count("came")
            elif what == 2:
                person.places[school][1] = dice.choice("ABC")
                self.count("another class")
            elif what == 3 and person.stated != person.number:
                person.stated, person.stated_birth = person.number, person.birth
                self.count("number arrives or replaces a bis number")
            elif what == 4 and len(here) > 6 and person.stated == person.number:
                other = dice.choice(self.schools)
                if other not in person.places:
                    self.leave(person, school, day)
                    self.enrol(person, other)
                    self.count("another school")
            elif what == 5 and person.stated == person.number and len(person.places) == 1:
                other = dice.choice(self.schools)
                if other != school:
                    self.enrol(person, other)
                    self.count("a second school")
            elif what == 6:
                twin = Person(self, person.birth, person.last)
                other = dice.choice(self.schools)
                self.enrol(twin, other)
                if person.stated == person.number:
                    twin.stated = person.number  # copied: corrected later
                self.twins.append(twin)
                self.count("a twin with a copied number")
            elif what == 7 and self.twins:
                twin = self.twins.pop()
                twin.stated = twin.number
                self.count("a copied number corrected")
            elif what == 8:
                person.last = person.last + "x" if len(person.last) < 12 else person.last[:5]
                self.count("a last name corrected")
            elif what == 9 and self.left:
                back, where, roll, since = self.left[-1]
                free = all(p.places[where][0] != roll for p in self.pupils(where))
                if where in self.schools and where not in back.places and free and day > since:
                    self.left.pop()
                    self.enrol(back, where, roll)
                    self.count("came back")
            elif what == 10 and self.left:
                _, where, roll, since = self.left[0]
                free = all(p.places[where][0] != roll for p in self.pupils(where))
                if where in self.schools and free and (day - since).days > 20:
                    self.left.pop(0)
                    self.come(where, roll)
                    self.count("a roll number reused")

    def year(self, number, place, day):
        """1 September: some leave, a school renumbers, one is succeeded, one changes its source."""
        for school in self.schools:
            for person in self.dice.sample(self.pupils(school), 1):
                self.leave(person, school, day)
        renumbered = self.schools[number]
        for person in self.pupils(renumbered):
            if person.stated == person.number:
                self.rolls[renumbered] += 1
                person.places[renumbered][0] = self.rolls[renumbered]
        self.count("a school renumbers")
        old, new = self.schools[-1 - number], SCHOOLS + 1 + number
        done = place.run("school", "add", new, f"School {new}")
        done = place.run("school", "succeed", old, new, "--date", day)
        assert done.returncode == 0, done.stderr
        self.schools[self.schools.index(old)] = new
        self.rolls[new] = self.rolls[old]
        for person in self.pupils(old):
            person.places[new] = person.places.pop(old)
        self.left = [entry for entry in self.left if entry[1] != old]
        self.count("a school succeeds another")
        self.columns[self.schools[number + 3]] = self.dice.choice(("few", "other names"))
        self.count("a source changes its columns")

    def rows(self, day):
        """The roster of the region: one header, so columns that a school drops are empty."""
        lines = []
        for school in self.schools:
            few = self.columns[school] == "few"
            for p in self.pupils(school):
                roll, name = p.places[school]
                birth = "" if few else p.stated_birth.strftime("%d/%m/%Y")
                lines.append(
                    f"{school};{roll};{p.first};{p.last};4de leerjaar;4{name};{birth};{p.stated}"
                )
        return lines


class Checker:
    """Compares the database with the world."""

    def __init__(self, place):
        self.file, self.pupil_of, self.faults = place.top / "state/leerid.db", {}, []

    def rows(self, day):
        number = (day - EPOCH).days
        with sqlite3.connect(self.file) as db:
            found = db.execute(
                "SELECT school_id, roll_number, pupil_id FROM enrolment WHERE begin_day <= ? AND"
                " end_day >= ?",
                (number, number),
            ).fetchall()
        db.close()
        return found

    def accounts(self):
        """Every known pupil gets an account at once, so that a second record is a second account."""
        with sqlite3.connect(self.file) as db:
            db.execute(
                "INSERT INTO account (pupil_id, username, type, secret_kind, verifier, must_change,"
                " secret_ms, created_ms, created_school, inactive_reason, version) SELECT pupil_id,"
                " 'p' || pupil_id, 1, 2, x'00', 0, 1, 1, 1, '', 1 FROM pupil WHERE pupil_id NOT IN"
                " (SELECT pupil_id FROM account)"
            )
        db.close()

    def check(self, world, day):
        truth = {
            (school, place[0]): p.key for p in world.persons for school, place in p.places.items()
        }
        rows = self.rows(day)
        known = {}
        for school, roll, pupil in rows:
            if (school, roll) in known:
                self.faults.append(("two enrolments at once", day, school, roll))
            known[school, roll] = pupil
            if (school, roll) not in truth:
                self.faults.append(("enrolled but not in the world", day, school, roll))
        person_of = {}
        for key, person in truth.items():
            pupil = known.get(key)
            if pupil is None:
                self.faults.append(("lost", day, *key))
                continue
            if self.pupil_of.setdefault(person, pupil) != pupil:
                self.faults.append(("another subject or a second account", day, *key))
            if person_of.setdefault(pupil, person) != person:
                self.faults.append(("joined wrongly", day, *key))
        for pupil in set(self.pupil_of.values()):
            owners = [k for k, v in self.pupil_of.items() if v == pupil]
            if len(owners) > 1:
                self.faults.append(("joined wrongly over time", day, *owners))


def planted(place, world, day):
    """Plants faults in the database and tells whether the checker finds each of them."""
    found = {}
    file = place.top / "state/leerid.db"
    number = (day - EPOCH).days
    running = f"begin_day <= {number} AND end_day >= {number}"
    faults = {
        "joined wrongly": "UPDATE enrolment SET pupil_id = (SELECT MIN(pupil_id) FROM enrolment"
        f" WHERE {running}) WHERE {running} AND pupil_id = (SELECT MAX(pupil_id) FROM enrolment"
        f" WHERE {running})",
        "lost": f"UPDATE enrolment SET end_day = {number - 1} WHERE {running} AND pupil_id ="
        f" (SELECT MAX(pupil_id) FROM enrolment WHERE {running})",
        "enrolled but not in the world": "UPDATE enrolment SET roll_number = 1 WHERE pupil_id ="
        f" (SELECT MAX(pupil_id) FROM enrolment WHERE {running}) AND {running}",
    }
    for name, text in faults.items():
        copy = file.read_bytes()
        with sqlite3.connect(file) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        copy = file.read_bytes()
        with sqlite3.connect(file) as db:
            db.execute(text)
        db.close()
        checker = Checker(place)
        checker.pupil_of = dict(world.checked)
        checker.check(world, day)
        found[name] = any(fault[0] == name for fault in checker.faults)
        for beside in ("-wal", "-shm"):
            (file.parent / (file.name + beside)).unlink(missing_ok=True)
        file.write_bytes(copy)
    return found


def simulation(place, engine):
    seed = int(os.environ.get("SIMULATION_SEED", "2026"))
    every = int(os.environ.get("SIMULATION_STEP", "14"))  # days between two rosters
    world, checker = World(seed), Checker(place)
    for school in world.schools[3:]:
        place.run("school", "add", school, f"School {school}")
    place.run("school", "add", 1, "School 1")
    last = datetime.date.today() - datetime.timedelta(1)
    first = datetime.date(last.year - YEARS - (last.month < 9), 9, 1)
    day, imports, again, year, unclean = first, 0, 0, 0, []
    file = place.top / "roster.csv"
    header = (
        "instellingsnummer;stamnummer;voornaam;naam;administratieve groep;klas;geboortedatum;"
        "rijksregisternummer\n"
    )
    while day < min(last, first + datetime.timedelta(365 * YEARS)):
        if day.year - first.year > year and day.month >= 9:
            world.year(year, place, day)
            year += 1
        elif day.month not in (7, 8):
            world.step(day)
        file.write_text(header + "".join(row + "\n" for row in world.rows(day)))
        done = place.run("import", file, "--day", day, "--yes", "--json")
        imports += 1
        if done.returncode != 0:
            unclean.append((day, done.stdout[-400:], done.stderr[-400:]))
            break
        checker.accounts()
        checker.check(world, day)
        if imports % 10 == 0:
            done = place.run("import", file, "--day", day, "--yes", "--json")
            again += '"new":0,"changed":0,"moved":0,"ended":0' not in done.stdout.replace(" ", "")
        day += datetime.timedelta(every)
    world.checked = checker.pupil_of
    kinds = {}
    for fault in checker.faults:
        kinds.setdefault(fault[0], []).append(fault[1:])
    figures = (
        f"{SCHOOLS} schools, {YEARS} years, {imports} rosters, {len(world.persons)} persons;"
        f" {world.events}"
    )
    print(f"# {figures}")
    report(not unclean, f"{engine}: every roster is applied", unclean)
    for name in (
        "another subject or a second account",
        "lost",
        "joined wrongly",
        "joined wrongly over time",
        "two enrolments at once",
        "enrolled but not in the world",
    ):
        report(
            name not in kinds,
            f"{engine}: 0 × {name}",
            (len(kinds.get(name, ())), kinds.get(name, ())[:5]),
        )
    report(again == 0, f"{engine}: a second import of the same roster changes nothing", again)
    found = planted(place, world, day - datetime.timedelta(every))
    report(all(found.values()), f"{engine}: the checker finds planted faults", found)
