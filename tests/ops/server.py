"""A LeerID with its own state folder and ports for operations tests: commands, a server that is
started and stopped, its log.
"""
import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
from tap import plan  # noqa: E402
from ports import free_port  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("LEERID_BUILD", ROOT / "build-test"))
PROGRAM = BUILD / "leerid"
LINE = re.compile(
    r"^event=[a-z_]+ level=(?:info|warning|error)(?:"
    r' [a-z_]+=(?:"(?:[^"\\\x00-\x1f]|\\.)*"|[A-Za-z0-9._:/@%+,*-]+))*$'
)


def end():
    sys.exit(plan())


def wait_for(condition, seconds=15):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    return condition()


def fields(line):
    """Returns {key: value} of a log line."""
    return dict(word.split("=", 1) for word in shlex.split(line) if "=" in word)


class Leerid:
    def __init__(self, settings=None, top=None):
        self.top = Path(top or tempfile.mkdtemp(prefix="leerid-ops-"))
        self.state = self.top / "state"
        self.ports = {name: free_port() for name in ("loket", "mijn", "metrics")}
        self.urls = {name: f"http://localhost:{port}" for name, port in self.ports.items()}
        self.env = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith("LEERID_") and k != "JOURNAL_STREAM"
        }
        self.env |= {
            "LEERID_STATE": str(self.state),
            "LEERID_LOKET_LISTEN": f"127.0.0.1:{self.ports['loket']}",
            "LEERID_LOKET_URL": self.urls["loket"],
            "LEERID_MIJN_LISTEN": f"127.0.0.1:{self.ports['mijn']}",
            "LEERID_MIJN_URL": self.urls["mijn"],
            "LEERID_METRICS_LISTEN": f"127.0.0.1:{self.ports['metrics']}",
            "LEERID_THREADS": "2",
            **(settings or {}),
        }
        self.process, self.log = None, self.top / "log"
        self.log.touch()

    def run(self, *arguments, **settings):
        """Runs a command; returns (exit status, standard output, standard error)."""
        done = subprocess.run(
            [PROGRAM, *map(str, arguments)],
            env=self.env | settings,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def must(self, *arguments, **settings):
        code, out, err = self.run(*arguments, **settings)
        if code != 0:
            raise RuntimeError(f"leerid {arguments}: {code}\n{out}{err}")
        return out

    def start(self, wait=True, **settings):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve"], env=self.env | settings, stdout=subprocess.DEVNULL, stderr=log
            )
        if wait and not wait_for(lambda: self.process.poll() is not None or self.answers()):
            raise RuntimeError("the server does not start:\n" + self.said())
        return self

    def answers(self, site="loket", path="/healthz"):
        try:
            return self.get(site, path)[0] > 0
        except OSError:
            return False

    def get(self, site, path, headers=None, timeout=10):
        """Returns (status, headers, text)."""
        request = urllib.request.Request(self.urls[site] + path, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return answer.status, answer.headers, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode(errors="replace")

    def stop(self, how=signal.SIGTERM):
        """Stops the server; returns its exit status."""
        if self.process is None or self.process.poll() is not None:
            return self.process and self.process.returncode
        self.process.send_signal(how)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def said(self, begin=0):
        return self.log.read_text(errors="replace")[begin:]

    def events(self, name, begin=0):
        return [
            fields(line)
            for line in self.said(begin).splitlines()
            if re.search(rf"(^|>)event={name} ", line)
        ]

    def key_process(self):
        children = (
            Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        )
        return next(
            int(c) for c in children if Path(f"/proc/{c}/comm").read_text().strip() == "leerid-keys"
        )


@contextlib.contextmanager
def folder():
    top = tempfile.mkdtemp(prefix="leerid-ops-")
    try:
        yield Path(top)
    finally:
        shutil.rmtree(top, ignore_errors=True)
