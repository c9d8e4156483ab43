"""Sets the clocks of one program without changing those of the machine (tests/fault/clock.c)."""
import os
import socket
import time
from pathlib import Path

SHIM = (
    Path(os.environ.get("LEERID_BUILD", Path(__file__).resolve().parent.parent / "build-test"))
    / "tests/fault/clock.so"
)
HOUR = 3600


class Clocks:
    """Clocks of programs started with env; creates the folder before they start."""

    def __init__(self, folder, wall=0):
        folder.mkdir()
        self.file = folder / "offset"
        self.env = {"LD_PRELOAD": str(SHIM), "FAULT_CLOCK": str(self.file)}
        self.set(wall)

    def set(self, wall, passed=0):
        """Shifts the wall clock by `wall` seconds, and the monotonic clock by `passed` seconds."""
        beside = self.file.with_suffix(".new")
        beside.write_text(f"{wall} {passed}")
        beside.rename(self.file)


def answers(path, seconds=20):
    """Waits until a server answers on the Unix socket at that path."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(seconds)
            try:
                link.connect(str(path))
                link.sendall(
                    b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                )
                if link.recv(100):
                    return
            except OSError:
                time.sleep(0.05)
    raise RuntimeError(f"nobody answers on {path}")
