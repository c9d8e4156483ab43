"""A state folder and commands on it."""
import http.client
import os
import signal
import subprocess
import time
from pathlib import Path

BUILD = Path(
    os.environ.get("LEERID_BUILD", Path(__file__).resolve().parent.parent.parent / "build-test")
)
LEERID = BUILD / "leerid"


class Unix(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=20)
        self.path = path

    def connect(self):
        import socket

        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(str(self.path))


class Place:
    def __init__(self, top):
        self.top, self.state, self.server = top, top / "state", None
        self.database, self.keys = self.state / "leerid.db", self.state / "keys"

    def env(self, **more):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("LEERID_")}
        return {
            k: str(v)
            for k, v in {**clean, "LEERID_STATE": self.state, **more}.items()
            if v is not None
        }

    def leerid(self, *words, folder=None, **more):
        return subprocess.run(
            [LEERID, *map(str, words)],
            env=self.env(**more),
            cwd=folder or self.top,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def made(self, *commands):
        for words in (("migrate",), ("school", "add", 7, "Zeven"), *commands):
            done = self.leerid(*words)
            if done.returncode:
                raise RuntimeError(f"{words}: {done.stderr}")
        return self

    def serve(self, **more):
        env = self.env(
            LEERID_LOKET_LISTEN=f"unix:{self.top}/l",
            LEERID_MIJN_LISTEN=f"unix:{self.top}/m",
            **more,
        )
        self.server = subprocess.Popen(
            [LEERID, "serve"],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=open(self.top / "log", "a"),
        )
        for _ in range(200):
            if self.health() == 200 or self.server.poll() is not None:
                break
            time.sleep(0.05)
        return self.server

    def health(self):
        link = Unix(self.top / "m")
        try:
            link.request("GET", "/healthz", headers={"Host": "localhost"})
            return link.getresponse().status
        except OSError:
            return 0
        finally:
            link.close()

    def log(self):
        return (self.top / "log").read_text(errors="replace")

    def stop(self):
        self.server.send_signal(signal.SIGTERM)
        return self.server.wait(20)
