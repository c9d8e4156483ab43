"""A PostgreSQL server of one's own for tests: Debian's binaries, a folder under /tmp, a Unix
socket, no network.

    with Postgres() as server:
        url = server.database("name")       # postgresql://… of a new, empty database

Started as an unprivileged user (PostgreSQL refuses root), stopped by its process id.
"""
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

BIN = Path("/usr/lib/postgresql/15/bin")


def available():
    return (BIN / "postgres").exists()


def query(database, statement):
    """The first value that a query returns, as text."""
    command = [BIN / "psql", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, database]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd="/")
    return done.stdout.splitlines()[0]


class Postgres:
    def __init__(self, settings=()):
        self.settings = settings
        self.server = None

    def __enter__(self):
        self.top = Path(tempfile.mkdtemp(prefix="leerid-pg-"))
        self.as_user = (
            ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
            if os.getuid() == 0
            else []
        )
        if self.as_user:
            shutil.chown(self.top, "nobody", "nogroup")
        self.data = self.top / "data"
        self.run(
            "initdb",
            "-D",
            self.data,
            "-U",
            "leerid",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        self.start()
        return self

    def start(self):
        options = [
            f"-c{s}"
            for s in (
                "listen_addresses=",
                f"unix_socket_directories={self.top}",
                "max_connections=60",
                *self.settings,
            )
        ]
        port = next(
            (s.removeprefix("port=") for s in self.settings if s.startswith("port=")), "5432"
        )
        with open(self.top / "log", "w") as log:
            self.server = subprocess.Popen(
                [*self.as_user, BIN / "postgres", "-D", self.data, *options],
                stdout=log,
                stderr=log,
                cwd="/",
            )
        for _ in range(1200):  # recovery after a crash may take a minute on a busy machine
            if (
                subprocess.run(
                    [BIN / "pg_isready", "-q", "-h", self.top, "-p", port], check=False
                ).returncode
                == 0
            ):
                return
            if self.server.poll() is not None:
                break
            time.sleep(0.1)
        text = (self.top / "log").read_text()
        self.__exit__()
        raise RuntimeError(f"PostgreSQL did not start:\n{text}")

    def crash(self):
        """Stops at once as in a power cut: no shutdown, no checkpoint."""
        self.server.send_signal(3)  # SIGQUIT
        self.server.wait(30)

    def restart(self, settings):
        """Restarts with other settings."""
        self.settings = settings
        self.run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
        self.server.wait(30)
        self.start()

    def run(self, program, *arguments):
        subprocess.run(
            [*self.as_user, BIN / program, *map(str, arguments)],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )

    def database(self, name):
        self.run("createdb", "-h", self.top, "-U", "leerid", name)
        return f"postgresql://leerid@/{name}?host={self.top}"

    def __exit__(self, *_):
        if self.server is not None and self.server.poll() is None:
            self.server.terminate()  # SIGTERM: smart shutdown, when no clients are connected
            try:
                self.server.wait(10)
            except subprocess.TimeoutExpired:
                self.server.send_signal(3)  # SIGQUIT
                self.server.wait(10)
        shutil.rmtree(self.top, ignore_errors=True)
