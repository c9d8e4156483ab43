"""A served LeerID whose wall clock the tests set, with accounts that nobody of the staff made."""
import datetime
import re
import tempfile
import time
import zoneinfo
from pathlib import Path

from clocks import Clocks
from world import OWN, PROGRAM, RegionWorld, World, id_text

BRUSSELS = zoneinfo.ZoneInfo("Europe/Brussels")
PUPILS = 8
YEAR = datetime.datetime.now(BRUSSELS).year + 1


class Clocked:
    """The part that both engines share."""

    def begin(self):
        self.clocks = Clocks(Path(tempfile.mkdtemp(prefix="leerid-reveals-")) / "clock")
        return self.clocks.env

    def fill(self):
        super().fill()
        self.leerid(
            "create",
            "--school",
            OWN,
            "--roll-number",
            *(
                number
                for number, in self.rows(
                    "SELECT roll_number FROM enrolment WHERE school_id = ? AND class_code <> ''"
                    " AND pupil_id NOT IN (SELECT pupil_id FROM account) ORDER BY roll_number"
                    f" LIMIT {PUPILS}",
                    OWN,
                )
            ),
            "--out",
            self.folder / "more.zip",
        )

    def look(self):
        super().look()
        self.change("UPDATE enrolment SET end_day = 40000")
        self.batch = self.rows(
            "SELECT batch_id FROM batch WHERE school_id = ? ORDER BY created_ms DESC LIMIT 1", OWN
        )[0][0]
        self.pupils = [
            id_text(number)
            for number, in self.rows(f"SELECT pupil_id FROM account WHERE batch_id = {self.batch}")
        ]

    def reset(self):
        """An ordinary Tuesday at noon, and nothing revealed yet."""
        self.at(YEAR, 3, 2, 12)
        self.change("DELETE FROM staff_reveal")
        self.change("DELETE FROM reveal")
        self.change("DELETE FROM staff_message")
        self.change(f"UPDATE batch SET staff_id = 0 WHERE batch_id = {self.batch}")

    def at(self, *date):
        """Sets the wall clock of the server to that local time in Brussels."""
        wanted = datetime.datetime(*date, tzinfo=BRUSSELS)
        self.clocks.set(int(wanted.timestamp() - time.time()))
        self.day = (wanted.date() - datetime.date(1970, 1, 1)).days

    def shown(self, name, count, extra=0):
        """That much was revealed by this person today."""
        self.change(
            "INSERT INTO staff_reveal (staff_id, school_id, day, shown, extra) SELECT staff_id, 0,"
            f" {self.day}, {count}, {extra} FROM staff WHERE login = '{name}'"
        )

    def count(self, name):
        """Returns how many count of today."""
        found = self.rows(
            "SELECT r.shown FROM staff_reveal r JOIN staff s ON s.staff_id = r.staff_id WHERE"
            f" s.login = '{name}' AND r.day = {self.day}"
        )
        return found[0][0] if found else 0

    def restart(self):
        server = self.children.pop()
        server.terminate()
        server.wait(20)
        self.start(PROGRAM, "serve")
        visitor = self.visitor(self.loket)
        for _ in range(600):
            try:
                return visitor.get("/healthz")
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server does not come back")


class School(Clocked, World):
    def __init__(self):
        super().__init__(self.begin())


class RegionSchool(Clocked, RegionWorld):
    def __init__(self, server):
        super().__init__(server)
        self.env |= self.begin()


def card(pupil):
    return f"/leerlingen/{pupil}/kaart"


def is_page(answer):
    """Is this the page that asks why, and a second proof?"""
    return answer.status == 403 and 'name="waarom"' in answer.text


def fields_of(answer):
    """Returns action and hidden fields of its form."""
    form = re.search(r'<form [^>]*id="werk".*?</form>', answer.text, re.S)[0]
    action = re.search(r'action="([^"]+)"', form)[1]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return action, dict(pairs)
