"""Two servers behind HAProxy on one PostgreSQL, and the load on them."""
import http.client
import signal
import subprocess
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import cluster
import passed
from portal import Staff
from visitor import Visitor
from world import OWN, PROGRAM, RegionWorld

ROOT = Path(__file__).resolve().parent.parent.parent


NEXT = PROGRAM.parent / "tests/servers/leerid-next"


RATE = 40  # requests per second, besides pupils signing in and staff


class Servers(RegionWorld):
    """The world of tests/web with HAProxy in front of servers a and b of any version."""

    def fill(self):
        super().fill()
        free = self.rows(
            (
                "SELECT e.roll_number FROM enrolment e LEFT JOIN account a ON a.pupil_id ="
                " e.pupil_id WHERE e.school_id = ? AND a.pupil_id IS NULL AND e.group_name <> '2de"
                " leerjaar' ORDER BY e.roll_number LIMIT 8"
            ),
            OWN,
        )
        self.create([number for number, in free], "--type", "basic", "--secret", "word")

    def serve(self):
        self.held = {
            name: passed.listening() for name in ("loket_a", "loket_b", "mijn_a", "mijn_b")
        }
        self.doors = {
            "loket": self.ports[1],
            "mijn": self.ports[0],
            **{name: held.getsockname()[1] for name, held in self.held.items()},
        }
        self.env |= {"LEERID_TRUSTED_PROXIES": "127.0.0.1"}
        (self.folder / "haproxy.cfg").write_text(cluster.haproxy_config(self.doors))
        self.programs = {}
        for name in "ab":
            self.begin(name, PROGRAM)
        self.start("haproxy", "-db", "-f", self.folder / "haproxy.cfg")
        cluster.wait_for(
            "HAProxy", lambda: self.health("mijn")[0] == self.health("loket")[0] == 200, 20
        )

    def begin(self, name, program):
        """Starts a server and waits until it answers."""
        child = passed.serve(
            program, self.env, self.held[f"loket_{name}"], self.held[f"mijn_{name}"], self.log
        )
        self.children.append(child)
        self.programs[name] = child
        cluster.wait_for(f"server {name}", lambda: self.health(f"mijn_{name}")[0] == 200, 20)

    def end(self, name):
        self.programs[name].send_signal(signal.SIGTERM)
        return self.programs[name].wait(30)

    def health(self, door):
        """Returns (status, seconds); status 0: no server."""
        begin = time.monotonic()
        try:
            link = http.client.HTTPConnection("127.0.0.1", self.doors[door], timeout=20)
            link.request("GET", "/healthz", headers={"Host": "localhost"})
            status = link.getresponse().status
            link.close()
        except OSError:
            status = 0
        return status, time.monotonic() - begin

    def program(self, program, *words, database=None, keys=None):
        env = {
            **self.env,
            **({"LEERID_DATABASE": database} if database else {}),
            **({"LEERID_KEYS": str(keys)} if keys else {}),
        }
        return subprocess.run(
            [program, *map(str, words)],
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def staff(self):
        return Staff(
            SimpleNamespace(
                loket=self.doors["loket"], login="manager", password=self.passwords["manager"]
            )
        ).sign_in()

    def said_since(self, mark):
        self.log.flush()
        return (self.folder / "log").read_text(errors="replace")[mark:]


class Load:
    """Visitors, pupils signing in and staff creating drafts, all at once; everything unexpected is
    collected in failed.
    """

    def __init__(self, world):
        self.world, self.sent, self.failed, self.slowest, self.ending, self.lock = (
            world,
            0,
            [],
            0.0,
            False,
            threading.Lock(),
        )
        work = (
            [(self.visit, 4 / RATE)] * 4
            + [(self.pupil(name), 0.4) for name in world.accounts["Wachtwoord"][:6]]
            + [(self.drafts(), 0.3)]
        )
        self.threads = [threading.Thread(target=self.again, args=pair) for pair in work]
        for thread in self.threads:
            thread.start()

    def again(self, one, pause):
        while not self.ending:
            begin = time.monotonic()
            try:
                count, good = one()
            except Exception as problem:  # any exception is a failed request
                count, good = 1, repr(problem)
            with self.lock:
                self.sent += count
                self.slowest = max(self.slowest, time.monotonic() - begin)
                self.failed += [] if good is True else [f"{one}: {good}"]
            time.sleep(pause)

    def visit(self):
        page = Visitor(self.world.mijn).get("/")
        return 1, page.status == 200 and page.text.rstrip().endswith("</html>") or page.status

    def pupil(self, name):
        visitor = Visitor(self.world.mijn)

        def sign_in_and_look():
            answer = visitor.sign_in(name, wachtwoord=self.world.secrets[name])
            page = visitor.get("/")
            out = visitor.post("/afmelden", page.csrf)
            return 4, answer.status == out.status == 303 and name in page.text or (
                answer.status,
                page.status,
                out.status,
            )

        return sign_in_and_look

    def drafts(self):
        staff = self.world.staff()

        def draft():
            path, _ = staff.draft(groep="1ste leerjaar")
            return 4, "/bulk/" in path or path

        return draft

    def stop(self):
        self.ending = True
        for thread in self.threads:
            thread.join()
