"""The server under test and raw connections to it. Every wait has a time limit."""
import os
import select
import socket
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DRIVER = Path(os.environ.get("LEERID_BUILD", ROOT / "build-test")) / "tests/http/http_driver"


def sanitized():
    """Tells whether the build has a sanitizer, which needs memory of its own."""
    program = DRIVER.read_bytes()
    return b"__asan_init" in program or b"__tsan_init" in program


class Driver:
    """Starts tests/http/driver.c with settings as key=value.

    passed: a listening socket, handed over as systemd does.
    """

    ended = []  # exit status of every stopped server

    def __init__(self, expect_failure=False, passed=None, **settings):
        self.log = tempfile.TemporaryFile("w+")
        words = [str(DRIVER)] + [f"{key}={value}" for key, value in settings.items()]
        env = dict(os.environ)
        keep = ()
        if passed is not None:
            os.dup2(passed.fileno(), 3, inheritable=True)
            keep = (3,)
            # LISTEN_PID must be the pid of the server, known only after the fork
            words = [
                "/bin/sh",
                "-c",
                'LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=loket exec "$@"',
                "sh",
            ] + words
        self.process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=self.log, env=env, text=True, pass_fds=keep
        )
        line = self.process.stdout.readline()
        if expect_failure:
            self.process.wait(10)
            return
        self.ports = [int(word) for word in line.split()]

    @property
    def stderr(self):
        self.log.seek(0)
        return self.log.read()

    def has_read_all(self):
        """Tells whether all sent data has been received, in both directions."""
        ends = {f"0100007F:{port:04X}" for port in self.ports}
        rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
        return all(row[4] == "00000000:00000000" for row in rows if ends & {row[1], row[2]})

    def memory_kib(self):
        """Resident private memory."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1])
        raise RuntimeError("no RssAnon")

    def holds(self, needle):
        """Tells whether the bytes occur anywhere in writable memory."""
        with open(f"/proc/{self.process.pid}/maps") as maps, open(
            f"/proc/{self.process.pid}/mem", "rb", 0
        ) as memory:
            for line in maps:
                span, rights = line.split()[:2]
                if "w" not in rights or "[vvar]" in line:
                    continue
                begin, end = (int(part, 16) for part in span.split("-"))
                if end - begin > 1 << 32:
                    continue
                memory.seek(begin)
                try:
                    if needle in memory.read(end - begin):
                        return True
                except OSError:
                    pass
        return False

    def terminate(self):
        self.process.terminate()

    def wait(self, seconds):
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return "still running"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            if self.wait(5) == "still running":
                self.process.kill()
                self.process.wait(5)
        Driver.ended.append(self.process.returncode)
        self.process.stdout.close()


class Answer:
    def __init__(self, status, lines, body):
        self.status, self.lines, self.body = status, lines, body
        self.headers = dict(lines)


class Link:
    """One connection. `port`: a number on 127.0.0.1, or the path of a socket file."""

    def __init__(self, port):
        if isinstance(port, int):
            self.socket = socket.create_connection(("127.0.0.1", port), 5)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(5)
            self.socket.connect(port)
        self.buffer = b""
        self.without_body = False

    def send(self, data, quiet=False):
        try:
            self.socket.sendall(data)
        except OSError:
            if not quiet:
                pass  # the server may have responded and closed already; the response is read below

    def _readable(self, seconds):
        poll = select.poll()
        poll.register(self.socket, select.POLLIN)
        return seconds > 0 and bool(poll.poll(seconds * 1000))

    def _more(self, deadline):
        if not self._readable(deadline - time.monotonic()):
            return False
        try:
            data = self.socket.recv(65536)
        except OSError:
            return False
        self.buffer += data
        return bool(data)

    def answer(self, seconds=5):
        """Returns the next response; None when there is none."""
        deadline = time.monotonic() + seconds
        while b"\r\n\r\n" not in self.buffer:
            if not self._more(deadline):
                return None
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        first, *rest = head.decode("latin-1").split("\r\n")
        lines = [
            (name.lower(), value.strip()) for name, value in (line.split(":", 1) for line in rest)
        ]
        status = int(first.split()[1])
        if status == 100:
            return self.answer(seconds)
        size = (
            0 if self.without_body or status == 304 else int(dict(lines).get("content-length", 0))
        )
        while len(self.buffer) < size:
            if not self._more(deadline):
                return None
        body, self.buffer = self.buffer[:size], self.buffer[size:]
        return Answer(status, lines, body)

    def rest(self, seconds=5):
        """Returns everything received until the server closes."""
        deadline = time.monotonic() + seconds
        while self._more(deadline):
            pass
        data, self.buffer = self.buffer, b""
        return data

    def closed(self, seconds=3):
        """Tells whether the server closes the connection within the given time."""
        if not self._readable(seconds):
            return False
        try:
            return self.socket.recv(65536) == b""
        except OSError:
            return True

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def request(port, method, path, headers=None, body=b""):
    """Sends one complete request on a new connection. body None: the header only."""
    lines = {"Host": "localhost", **(headers or {})}
    if method == "POST" and "Content-Length" not in lines:
        lines["Content-Length"] = str(len(body or b""))
    head = (
        f"{method} {path} HTTP/1.1\r\n"
        + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        + "\r\n"
    )
    with Link(port) as link:
        link.without_body = method == "HEAD"
        link.send(head.encode() + (body or b""))
        answer = link.answer(20)
        if answer is None:
            raise RuntimeError(f"no answer to {method} {path}")
        return answer


def header(answer, name):
    """Returns all values of a header, in order."""
    return [value for key, value in answer.lines if key == name]
