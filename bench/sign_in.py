"""Measures sign-ins of pupils: how many per second and core, how long they take, the share of
Argon2id, the effect of three times the capacity, and how the Schoolloket responds during such a
load. Bars B20, B21 and those of the pupil site.

Clients are raw sockets on threads of this process. Each keeps its form token and device cookie,
so one sign-in is one POST. Rates are per second of the server's own CPU time, read from /proc,
which excludes the load generator.
"""
import http.client
import io
import os
import re
import socket
import sys
import threading
import time
import urllib.parse
import zipfile
from pathlib import Path

from common import MEASURE, ROOT, Spent, row
from portal import Portal, Staff, csrf_of

sys.path.insert(0, str(ROOT / "tests/mijn"))
from served import rows_of_workbook  # noqa: E402

CLIENTS, PUPILS, SECONDS, HASHES, STALE = 64, 1000, 10, 200, 5
TICKS = os.sysconf("SC_CLK_TCK")


class Cpu:
    """CPU seconds of a server: in total, and of the hash threads (the only ones with nice 12)."""

    def __init__(self, pid):
        self.all = self.hashing = 0.0
        for task in Path(f"/proc/{pid}/task").iterdir():
            fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
            spent, nice = (int(fields[11]) + int(fields[12])) / TICKS, int(fields[16])
            self.all += spent
            self.hashing += spent if nice >= 10 else 0

    def __sub__(self, before):
        self.all, self.hashing = self.all - before.all, self.hashing - before.hashing
        return self


class Pupil:
    """A browser that has signed in before, or a new one for every attempt (stranger)."""

    def __init__(self, portal, username, secret, stranger=False):
        self.host, self.port, self.username, self.stranger = (
            f"localhost:{portal.mijn}",
            portal.mijn,
            username,
            stranger,
        )
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        link.request("GET", f"/{username}", headers={"Host": self.host})
        answer = link.getresponse()
        page = answer.read().decode()
        link.close()
        self.cookies = dict(
            line.split(";")[0].split("=", 1) for line in answer.headers.get_all("Set-Cookie")
        )
        self.body = urllib.parse.urlencode({"csrf": csrf_of(page), "wachtwoord": secret}).encode()
        self.socket, self.used = None, 0

    def head(self):
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        return (
            f"POST /{self.username} HTTP/1.1\r\nHost: {self.host}\r\nOrigin:"
            f" http://{self.host}\r\nCookie: {cookies}\r\nContent-Type:"
            f" application/x-www-form-urlencoded\r\nContent-Length: {len(self.body)}\r\n\r\n"
        ).encode()

    def sign_in(self):
        """Returns (status, seconds); 303 to the start page is a sign-in."""
        begin = time.monotonic()
        if begin - self.used > STALE:  # the server closes idle connections
            self.socket = None
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.socket.sendall(self.head() + self.body)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.socket.recv(65536) or self.broken()
        head, _, rest = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        while len(rest) < int(length[1] if length else 0):
            rest += self.socket.recv(65536) or self.broken()
        device = re.search(rb"(?i)set-cookie: (mijn-toestel)=([^;]+)", head)
        if device and not self.stranger:
            self.cookies[device[1].decode()] = device[2].decode()
        if b"onnection: close" in head:
            self.socket.close()
            self.socket = None
        self.used = time.monotonic()
        landed = re.search(rb"(?i)location: /\r", head + b"\r")
        return (
            (
                303
                if landed and head[9:12] == b"303"
                else 0
                if head[9:12] == b"303"
                else int(head[9:12])
            ),
            time.monotonic() - begin,
        )

    def broken(self):
        raise RuntimeError("the server closed the connection")


def secrets_of(portal, *selection):
    """Returns word passwords of the school's pupils, or of the selected ones, from the workbook for
    schools.
    """
    portal.leerid(
        "create",
        "--school",
        portal.school,
        *(selection or ["--all"]),
        "--type",
        "basic",
        "--secret",
        "word",
        "--out",
        portal.top / "c.zip",
    )
    with zipfile.ZipFile(portal.top / "c.zip") as archive:
        book = next(n for n in archive.namelist() if n.endswith(".xlsx"))
        lines = list(rows_of_workbook(io.BytesIO(archive.read(book))))
    return [(line[4], line[5]) for line in lines[1:]]


class Load:
    """Pupils that sign in continuously (rate None) or at a total rate, until stop()."""

    def __init__(self, pupils, rate=None):
        self.answers, self.lock, self.done = [], threading.Lock(), False
        self.gap = len(pupils) / rate if rate else 0
        self.begin = time.monotonic()
        self.threads = [
            threading.Thread(target=self.run, args=(pupil, i * self.gap / len(pupils)), daemon=True)
            for i, pupil in enumerate(pupils)
        ]
        for thread in self.threads:
            thread.start()

    def run(self, pupil, due):
        while not self.done:
            if self.gap:
                time.sleep(max(0, self.begin + due - time.monotonic()))
                due += self.gap
            status, seconds = pupil.sign_in()
            with self.lock:
                self.answers.append((status, seconds))

    def stop(self):
        self.done = True
        for thread in self.threads:
            thread.join(60)
        return self.answers


def part(values, share):
    return sorted(values)[int(len(values) * share)]


def storm(portal, pupils, seconds, rate=None, beside=None):
    """Returns (successful sign-ins per second, their times, CPU spent, all responses)."""
    before, begin, load = Cpu(portal.process.pid), time.monotonic(), Load(pupils, rate)
    while time.monotonic() - begin < seconds:
        beside() if beside else time.sleep(0.05)
    spent, wall = Cpu(portal.process.pid) - before, time.monotonic() - begin
    answers = list(load.answers)
    load.stop()
    good = [s for status, s in answers if status == 303]
    return len(good) / wall, good, spent, answers


def bare_rate():
    """Returns Argon2id calls per CPU second: as the library does them, and with the memory kept
    between calls.
    """
    return [HASHES / Spent([MEASURE, kind, HASHES, 1]).cpu for kind in ("hash", "hash-kept")]


def rows():
    cores = os.cpu_count()
    with Portal(PUPILS) as portal:
        secrets = secrets_of(portal)
        portal.start()
        known = [Pupil(portal, *pair) for pair in secrets[:CLIENTS]]
        for pupil in known:
            pupil.sign_in()
        bare = bare_rate()
        best, good, spent, answers = storm(portal, known, SECONDS)
        bare, kept = ((a + b) / 2 for a, b in zip(bare, bare_rate()))
        yield row(
            "B20",
            "password sign-ins a second of a core, the server's own CPU",
            len(good) / spent.all,
            "1/s",
            least=80,
            note=(
                f"bare Argon2id in the same run: {bare:.0f}/s, with its memory kept: {kept:.0f}/s;"
                f" {best:.0f}/s on the wall, {len(answers) - len(good)} of {len(answers)} not"
                " signed in"
            ),
        )
        yield row(
            "B20-bare",
            "… beside the bare hash rate of a core, memory kept",
            len(good) / spent.all / kept,
            "",
            least=0.9,
        )
        yield row(
            "argon-share",
            "share of the server's CPU that is Argon2id, saturated",
            100 * spent.hashing / spent.all,
            "%",
            least=90,
        )
        _, good, _, _ = storm(portal, known, SECONDS, rate=best * 0.6)
        yield row(
            "B20-p99",
            "p99 of sign-ins at 60 % of that rate",
            part(good, 0.99) * 1000,
            "ms",
            most=500,
            note=f"p50 {part(good, 0.5) * 1000:.0f} ms",
        )
        staff, times = Staff(portal).sign_in(), []

        def portal_page():
            begin = time.monotonic()
            status, _, _ = staff.get("/leerlingen?q=jan")
            times.append(time.monotonic() - begin)
            if status != 200:
                raise RuntimeError(status)
            time.sleep(0.04)

        storm(portal, known, SECONDS, beside=portal_page)
        yield row(
            "portal-storm",
            f"pages of the Schoolloket while {CLIENTS} pupils sign in without pause, p99",
            part(times, 0.99) * 1000,
            "ms",
            most=15,
            note=f"p50 {part(times, 0.5) * 1000:.1f} ms",
        )
        session = Session(known[0])
        flows = []
        storm(
            portal,
            known[1:],
            SECONDS,
            beside=lambda: (flows.append(session.visit()), time.sleep(0.04)),
        )
        yield row(
            "session-storm",
            "… and a pupil's page with a session, p50",
            part(flows, 0.5) * 1000,
            "ms",
            most=3,
        )
        strangers = [Pupil(portal, *pair, stranger=True) for pair in secrets[CLIENTS:]]
        portal.stop()
        portal.env[
            "LEERID_HASH_WORKERS"
        ] = "1"  # so that a load generator on the same cores can send three times the capacity
        portal.start()
        for pupil in known:
            pupil.socket = None
        best, _, _, _ = storm(portal, known, SECONDS)
        faithful = Load(known, rate=best * 0.2)
        useful, _, _, answers = storm(
            portal, strangers, 2 * SECONDS, rate=best * 4
        )  # some are delayed, so more are sent than arrive
        first = faithful.stop()
        served = sum(1 for status, _ in first if status == 303)
        useful += served / (time.monotonic() - faithful.begin)
        arrivals = (
            (len(answers) + len(first)) / (2 * SECONDS) / best
        )  # without three times the capacity nothing was measured
        yield row(
            "B21",
            "three times too many: useful sign-ins, share of the best rate",
            100 * useful / best if arrivals >= 2.9 else None,
            "%",
            least=90,
            note=(
                f"on one hashing thread, {best:.0f}/s at best; {arrivals:.1f} times as many were"
                f" answered; {sum(1 for s, _ in answers if s == 503)} of {len(answers)} were sent"
                f" to a pause; useful: {100 * useful / best:.0f} %"
            ),
        )
        yield row(
            "B21-known",
            "… and sign-ins of known devices that succeed meanwhile",
            100 * served / len(first),
            "%",
            least=100,
        )


class Session:
    def __init__(self, pupil):
        self.pupil = pupil
        link = http.client.HTTPConnection("127.0.0.1", pupil.port, timeout=30)
        head = {
            "Host": pupil.host,
            "Origin": f"http://{pupil.host}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{k}={v}" for k, v in pupil.cookies.items()),
        }
        link.request("POST", f"/{pupil.username}", pupil.body, head)
        answer = link.getresponse()
        answer.read()
        cookies = dict(
            line.split(";")[0].split("=", 1) for line in answer.headers.get_all("Set-Cookie")
        )
        self.link, self.head = link, {"Host": pupil.host, "Cookie": f"mijn={cookies['mijn']}"}

    def visit(self):
        begin = time.monotonic()
        self.link.request("GET", "/", headers=self.head)
        answer = self.link.getresponse()
        if answer.status != 200 or self.pupil.username.encode() not in answer.read():
            raise RuntimeError("the session is gone")
        return time.monotonic() - begin
