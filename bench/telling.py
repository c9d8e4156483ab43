"""Tests whether response times reveal which usernames exist. Existing and invented names alternate
in four situations (a wrong password, a wrong password while the name is paused, the page of a
fresh and of a paused name), and a classifier judges the times (bar B5): single ones, and the
median of many per name. TELLING_WAYS=B5-page,B5-pause measures only these.
"""
import http.client
import io
import math
import os
import random
import re
import sqlite3
import statistics
import sys
import time
import urllib.parse
import zipfile
import zlib

from common import ROOT, row
from portal import Portal

sys.path.insert(0, str(ROOT / "tests/mijn"))
from served import rows_of_workbook  # noqa: E402

QUICK = bool(os.environ.get("TELLING_QUICK"))
PUPILS = 200 if QUICK else 1200
NAMES, TIMINGS, ASKED = (
    (200, 2000, 4000) if QUICK else (2000, 20000, 40000)
)  # ASKED: where no password is hashed, 20 responses per name


class Pupil:
    """A browser on one connection with its own form token, which posts straight to the personal
    page.
    """

    def __init__(self, portal):
        self.portal, self.host, self.cookies = portal, f"localhost:{portal.mijn}", {}
        self.link = http.client.HTTPConnection("127.0.0.1", portal.mijn, timeout=30)
        self.csrf = re.search(
            r'name="csrf" value="([^"]+)"', self.ask("GET", "/jan.peeters")[2].decode()
        )[1]

    def ask(self, method, path, body=None):
        headers = {"Host": self.host}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://{self.host}",
                "Sec-Fetch-Site": "same-origin",
            }
        self.link.request(method, path, body, headers)
        answer = self.link.getresponse()
        data = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), data

    def try_word(self, username, word):
        """Returns (milliseconds, status, location). Ignores cookies that would make this browser a
        known device.
        """
        kept = dict(self.cookies)
        body = urllib.parse.urlencode({"csrf": self.csrf, "wachtwoord": word})
        begin = time.perf_counter()
        status, where, _ = self.ask("POST", f"/{username}", body)
        took = (time.perf_counter() - begin) * 1000
        self.cookies = kept
        return took, status, where


class Staff(Pupil):
    """The same for the staff sign-in; only paused logins are requested."""

    def __init__(self, portal):
        self.portal, self.host, self.cookies = portal, f"localhost:{portal.loket}", {}
        self.link = http.client.HTTPConnection("127.0.0.1", portal.loket, timeout=30)
        self.csrf = re.search(
            r'name="csrf" value="([^"]+)"', self.ask("GET", "/aanmelden")[2].decode()
        )[1]

    def try_word(self, login, word):
        kept = dict(self.cookies)
        body = urllib.parse.urlencode({"csrf": self.csrf, "gebruiker": login, "wachtwoord": word})
        begin = time.perf_counter()
        status, where, _ = self.ask("POST", "/aanmelden", body)
        took = (time.perf_counter() - begin) * 1000
        self.cookies = kept
        return took, status, where


def served(**settings):
    """A school whose pupils have word passwords; returns the server and {username: word}."""
    portal = Portal(PUPILS, **settings)
    portal.leerid(
        "create",
        "--school",
        portal.school,
        "--all",
        "--type",
        "basic",
        "--secret",
        "word",
        "--out",
        portal.top / "c.zip",
    )
    with zipfile.ZipFile(portal.top / "c.zip") as archive:
        rows = list(
            rows_of_workbook(
                io.BytesIO(archive.read(next(n for n in archive.namelist() if n.endswith(".xlsx"))))
            )
        )
    name, secret = rows[0].index("LeerID Gebruikersnaam"), rows[0].index("LeerID Wachtwoord")
    portal.start()
    return portal, {r[name]: r[secret] for r in rows[1:]}


def forget(portal):
    """Clears the counters of the rate limit: this test needs thousands of wrong guesses."""
    with sqlite3.connect(portal.top / "state/leerid.db", timeout=20) as database:
        database.execute("DELETE FROM throttle_account")
        database.execute("DELETE FROM throttle_bucket")


def split(timings, half=1):
    """Finds the best threshold between two kinds on one half of the names; returns its accuracy on
    the other half.
    """
    train = [(t, kind) for name, kind, t in timings if hash_of(name) == half]
    test = [(t, kind) for name, kind, t in timings if hash_of(name) != half]
    ordered = sorted(train)
    real_below, made_below, best, bound, flip = 0, 0, 0, 0, False
    real_all, made_all = sum(k for _, k in ordered), sum(not k for _, k in ordered)
    for t, kind in ordered:
        real_below += kind
        made_below += not kind
        for right, way in (real_below + made_all - made_below, True), (
            made_below + real_all - real_below,
            False,
        ):
            if right > best:
                best, bound, flip = right, t, way
    return 100 * sum((t <= bound) == (kind == flip) for t, kind in test) / len(test), len(test)


def split_medians(timings):
    """split() of the median per name, each half held out in turn; returns the number of names and
    the responses per name.
    """
    named = {}
    for name, kind, took in timings:
        named.setdefault((name, kind), []).append(took)
    medians = [(name, kind, statistics.median(all_of)) for (name, kind), all_of in named.items()]
    halves = [split(medians, half) for half in (0, 1)]
    return (
        sum(right * count for right, count in halves) / len(medians),
        len(medians),
        len(timings) // len(medians),
    )


def hash_of(name):
    return zlib.crc32(name.encode()) & 1


def pause_all(portal):
    """Makes every name that was tried wait almost fifteen minutes from now."""
    with sqlite3.connect(portal.top / "state/leerid.db", timeout=20) as database:
        database.execute(
            "UPDATE throttle_account SET failures = 8, flights = 0, day_failures = 0, next_ms = ?",
            (int(time.time() * 1000) + 880_000,),
        )
        database.execute("DELETE FROM throttle_bucket")


def forget_buckets(portal):
    with sqlite3.connect(portal.top / "state/leerid.db", timeout=20) as database:
        database.execute("DELETE FROM throttle_bucket")


def post(pupil, name):
    return pupil.try_word(name, "22fout34")[:2]


def page(pupil, name):
    kept, begin = dict(pupil.cookies), time.perf_counter()
    status = pupil.ask("GET", f"/{name}")[0]
    took = (time.perf_counter() - begin) * 1000
    pupil.cookies = kept
    return took, status


WAYS = (
    ("B5", "a wrong password", post, 303, False),
    ("B5-paused", "a wrong password while paused", post, 503, True),
    ("B5-page", "the page", page, 200, False),
    ("B5-pause", "the page while paused", page, 503, True),
)
STAFF = ("B5-staff", "a wrong password of staff while paused", post, 403, True)


def timings_of(portal, pupil, names, chance, way):
    _, _, ask, wanted, paused = way
    timings = []
    while len(timings) < (TIMINGS if wanted == 303 else ASKED):
        chance.shuffle(names)
        if paused:
            pause_all(portal)
        for i, (name, kind) in enumerate(names):
            if way is STAFF and i % 25 == 0:
                forget_buckets(portal)
            if ask is post and not paused and i % 25 == 0:
                forget(portal)
            took, status = ask(pupil, name)
            if status == wanted:
                timings.append((name, kind, took))
        if not timings:
            raise RuntimeError(f"{way[1]}: no answer {wanted}")
    return timings


def measured(portal, visitor, names, chance, way):
    if way[4]:
        for i, (name, _) in enumerate(names):  # creates the row of the waiting name
            if i % 25 == 0:
                forget_buckets(portal)
            post(visitor, name)
    else:
        forget(portal)
    timings = timings_of(portal, visitor, names, chance, way)
    right, tested = split(timings)
    a, b = ([t for _, kind, t in timings if kind == which] for which in (True, False))
    t = (statistics.fmean(a) - statistics.fmean(b)) / math.sqrt(
        statistics.variance(a) / len(a) + statistics.variance(b) / len(b)
    )
    yield row(
        way[0],
        (
            f"{way[1]}: a classifier that tells existing from invented names by time"
            f" ({len(names)} names, {len(timings):,} timings)"
        ),
        right,
        "%",
        most=54 if QUICK else 52,
        note=(
            f"{tested:,} held out; medians {statistics.median(a):.3f} and"
            f" {statistics.median(b):.3f} ms"
        ),
    )
    middle, of, answers = split_medians(timings)
    yield row(
        f"{way[0]}-asked",
        f"… by the median of some {answers} answers a name",
        middle,
        "%",
        most=60 if QUICK else 52,
        note=(
            f"{of} names, each half held out in turn; chance alone gives 50 ±"
            f" {50 / math.sqrt(of):.1f}"
        ),
    )
    yield row(f"{way[0]}-t", "… t of the difference of the means", abs(t), "", most=4.5)


def employ(portal, logins):
    """Copies the existing staff member under these logins."""
    columns = (
        "name, verifier, must_change, totp_step, language, shortcuts, failures, wait_until_ms,"
        " created_ms, version"
    )
    with sqlite3.connect(portal.top / "state/leerid.db", timeout=20) as database:
        for number, login in enumerate(logins):
            database.execute(
                (
                    f"INSERT INTO staff (staff_id, login, {columns}) SELECT {number + 1}, ?,"
                    f" {columns} FROM staff WHERE login = ?"
                ),
                (login, portal.login),
            )


def rows():
    portal, words = served(trusted_proxies="127.0.0.1")
    with portal:
        chance = random.Random(5)
        real = list(words)
        made = [
            f"{a.split('.')[0]}.{b.split('.')[-1]}"
            for a, b in zip(chance.sample(real, len(real)), chance.sample(real, len(real)))
        ]
        made = [m for m in made if m not in words]
        count = min(len(real), len(made), NAMES // 2)
        names = [(n, True) for n in real[:count]] + [(n, False) for n in made[:count]]
        employ(portal, real[:count])
        only = os.environ.get("TELLING_WAYS", "").split(",")
        for way in (w for w in (*WAYS, STAFF) if only == [""] or w[0] in only):
            yield from measured(
                portal, (Staff if way is STAFF else Pupil)(portal), names, chance, way
            )
