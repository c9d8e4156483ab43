"""LeerID and psql on one database, and a served LeerID."""
import os
import socket
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


LEERID = Path(os.environ.get("LEERID_BUILD", HERE.parent.parent / "build-test")) / "leerid"


def leerid(state, database, *arguments):
    env = {k: v for k, v in os.environ.items() if not k.startswith("LEERID_")}
    env.update({"LEERID_STATE": str(state), "LEERID_DATABASE": database})
    return subprocess.run(
        [LEERID, "--json", *map(str, arguments)],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def ask(url, sql):
    return subprocess.run(
        ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", url, "-c", sql],
        capture_output=True,
        text=True,
        check=False,
    )


class Served:
    """leerid serve with sockets in its folder."""

    def __init__(self, state, url, **env):
        self.state = state
        clean = {k: v for k, v in os.environ.items() if not k.startswith("LEERID_")}
        clean |= {
            "LEERID_STATE": str(state),
            "LEERID_DATABASE": url,
            "LEERID_LOKET_LISTEN": f"unix:{state}/l",
            "LEERID_MIJN_LISTEN": f"unix:{state}/m",
            **env,
        }
        with open(state / "log", "ab") as log:
            self.process = subprocess.Popen([LEERID, "serve"], env=clean, stdout=log, stderr=log)

    def get(self, path, patience=60):
        """Returns the status and the seconds it took."""
        begin = time.monotonic()
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(patience)
            link.connect(str(self.state / "m"))
            link.sendall(
                f"GET {path} HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\n\r\n".encode()
            )
            answer = b""
            while part := link.recv(65536):
                answer += part
        return int(answer.split()[1]), time.monotonic() - begin

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def wait_for(what, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if what():
                return True
        except OSError:
            pass
        time.sleep(0.2)
    return False
