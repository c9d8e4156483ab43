"""A server that is killed at chosen moments of a bulk creation."""
import http.client
import io
import os
import random
import sqlite3
import time
import zipfile
from pathlib import Path

from common import BUILD
from portal import Staff, csrf_of, form_of
from served import PICTURES, rows_of_workbook
from visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]


KILLS = int(os.environ.get("FAULT_KILLS", "200"))


AT_ONCE, FAILURES, SAME_NAMES = 9, 24, 500


ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


SHIM = BUILD / "tests/fault/libfault_shim.so"


def id_text(value):
    return "".join(ALPHABET[value >> shift & 31] for shift in range(60, -1, -5))


def id_number(text):
    value = 0
    for c in text:
        value = value << 5 | ALPHABET.index(c)
    return value


class Fault:
    """A served school, a staff session that survives kills, and pupils without account."""

    def __init__(self, portal):
        self.portal, self.order = portal, portal.top / "orders/order"
        # before the server starts: its sandbox opens nothing that is created later beside the key
        # folder
        self.order.parent.mkdir()
        portal.env |= {"FAULT_ORDER": str(self.order), "LD_PRELOAD": str(SHIM)}
        self.start()
        self.staff = Staff(portal, timeout=15).sign_in()
        self.csrf = csrf_of(self.staff.list_page)
        self.free = [
            row[0]
            for row in self.sql(
                "SELECT pupil_id FROM enrolment WHERE school_id = ? AND end_day > 20000",
                int(portal.school),
            )
        ]
        random.Random(4).shuffle(self.free)

    def start(self):
        self.portal.env["LD_PRELOAD"] = str(SHIM)
        self.portal.start()
        if hasattr(self, "staff"):
            self.staff.link = None

    def sql(self, statement, *values):
        with sqlite3.connect(
            f"file:{self.portal.top}/state/leerid.db?mode=ro", uri=True, timeout=10
        ) as database:
            return database.execute(statement, values).fetchall()

    def draft(self):
        """Creates a draft of a few pupils; returns its path, id and complete form."""
        chosen, self.free = self.free[:AT_ONCE], self.free[AT_ONCE:]
        self.staff.link = None
        _, where, _ = self.staff.post(
            "/leerlingen",
            [
                ("csrf", self.csrf),
                ("filter", ""),
                *(("l", id_text(p)) for p in chosen),
                ("actie", "maak"),
            ],
        )
        path = where.split("?")[0]
        form = [*form_of(self.staff.page(path), path), ("actie", "bewaar")]
        return path, id_number(path.rsplit("/", 1)[1]), form

    def accounts(self, batch):
        return self.sql(
            "SELECT username, length(sealed) FROM account WHERE batch_id = ? ORDER BY username",
            batch,
        )

    def state(self, batch):
        return self.sql("SELECT state FROM batch WHERE batch_id = ?", batch)[0][0]

    def send(self, path, form):
        """Posts the form and follows the progress page; returns None when the connection broke or
        the server reported a failure.
        """
        try:
            _, where, _ = self.staff.post(path, form)
            for _ in range(200):
                if not where.endswith("/bezig"):
                    return where
                time.sleep(0.05)
                status, headers, data = self.staff.get(where)
                where = headers["Location"] if status == 303 else where
                if status == 200 and b"refresh" not in data.lower() and "Refresh" not in headers:
                    return None  # the page reports a failure
            return where
        except (OSError, http.client.HTTPException, RuntimeError):
            self.staff.link = None
            return None

    def workbook(self, path):
        status, _, data = self.staff.get(path + "/zip")
        if status != 200:
            return []
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            rows = list(
                rows_of_workbook(
                    io.BytesIO(
                        archive.read(next(n for n in archive.namelist() if n.endswith(".xlsx")))
                    )
                )
            )
        name, secret = rows[0].index("LeerID Gebruikersnaam"), rows[0].index("LeerID Wachtwoord")
        return sorted((row[name], row[secret]) for row in rows[1:])

    def signs_in(self, username, secret):
        names = secret.split("-")
        fields = (
            {"reeks": "-".join(str(PICTURES.index(n)) for n in names), "doe": "klaar"}
            if len(names) == 7
            else {"wachtwoord": secret}
        )
        return Visitor(f"http://localhost:{self.portal.mijn}").sign_in(
            username, **fields
        ).location in ("/", "/nieuw-wachtwoord")


def look(fault, path, batch, form, answered):
    """Returns what is wrong after a crash; "" when nothing is."""
    before, done = fault.accounts(batch), fault.state(batch) == 3
    if len(before) != (AT_ONCE if done else 0):
        return f"half made: {len(before)} accounts, state {fault.state(batch)}"
    if answered and not done:
        return "the answer said it was done"
    where = fault.send(path, form)
    if where is None or not where.endswith("/klaar"):
        return f"the form sent again leads to {where}"
    after = fault.accounts(batch)
    if len(after) != AT_ONCE or (done and after != before):
        return (
            f"the form sent again gives {len(after)} accounts, others than before:"
            f" {after != before}"
        )
    printed = fault.workbook(path)
    if [name for name, _ in printed] != [name for name, _ in after] or not all(
        secret for _, secret in printed
    ):
        return f"{len(printed)} of {len(after)} can be printed"
    if not fault.signs_in(*printed[0]):
        return f"{printed[0][0]} cannot sign in with what was printed"
    return ""


def measure(fault):
    """Returns the seconds that saving takes, and its database calls, one letter each."""
    path, _, form = fault.draft()
    fault.order.write_text("kill 1000000")
    begin = time.monotonic()
    fault.send(path, form)
    took = time.monotonic() - begin
    return took, Path(f"{fault.order}.seen").read_text()


def moments(took, calls, count):
    """Returns (kind, seconds or order) per kill: half at random times, a third at writes and syncs
    of the commit, the others after the response.
    """
    chance = random.Random(7)
    commit = (
        calls.rstrip("w").rfind("s", 0, calls.rstrip("w").rfind("s")) + 1
    )  # after the last sync but one
    last = len(calls.rstrip("w"))
    for i in range(count):
        if i % 6 in (0, 2, 4):
            yield "time", chance.uniform(0, took * 1.1)
        elif i % 6 in (1, 3):
            at = last - i // 6 % 3 if i % 18 == 1 else chance.randint(commit + 1, last)
            yield "commit", f"{chance.choice(('kill', 'after'))} {max(at, 1)}"
        else:
            yield "later", chance.uniform(0, 0.05)
