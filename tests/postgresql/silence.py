"""A database that falls silent, hangs or loses its connections."""
import fcntl
import json
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

from databases import Served, ask, leerid, wait_for
from tap import adopt, report, skip


def loopback(up):
    """Stops the network between the server and its database, in a network namespace: packets are
    dropped, not refused.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        flags = struct.unpack(
            "16xh22x", fcntl.ioctl(any_socket, 0x8913, struct.pack("16sh22x", b"lo", 0))
        )[
            0
        ]  # SIOCGIFFLAGS
        fcntl.ioctl(
            any_socket, 0x8914, struct.pack("16sh22x", b"lo", flags | 1 if up else flags & ~1)
        )  # SIOCSIFFLAGS


reads = threading.Event()  # set while the database accepts data from the network


passed = [0]  # bytes that it accepted


def pump(source, target):
    try:
        while part := source.recv(65536):
            reads.wait()
            passed[0] += len(part)
            target.sendall(part)
    except OSError:
        pass
    target.close()


def proxy(listener, to):
    """Forwards TCP to the socket of PostgreSQL. The network itself must fall silent: the kernel
    acknowledges what a proxy leaves unread.
    """
    while True:
        inside, outside = listener.accept()[0], socket.socket(socket.AF_UNIX)
        outside.connect(to)
        for pair in ((inside, outside), (outside, inside)):
            threading.Thread(target=pump, args=pair, daemon=True).start()


def silent(top, place):
    """In its own network namespace: the database machine falls silent under a running service."""
    loopback(True)
    reads.set()
    listener = socket.socket()
    listener.setsockopt(
        socket.SOL_SOCKET, socket.SO_RCVBUF, 65536
    )  # small, so that a database that reads nothing is noticed
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    threading.Thread(target=proxy, args=(listener, f"{place}/.s.PGSQL.5432"), daemon=True).start()
    url, state = f"postgresql://leerid@127.0.0.1:{listener.getsockname()[1]}/silent", top / "silent"
    leerid(state, url, "migrate")
    served = Served(state, url, LEERID_THREADS="1")
    try:
        report(
            wait_for(lambda: served.get("/an.maes")[0] == 200, 30),
            "through a wire the service works",
            (state / "log").read_text(),
        )
        loopback(False)
        status, seconds = served.get("/an.maes")
        report(
            status >= 500 and seconds < 15,
            f"the database falls silent: the request comes back ({status}, {seconds:.1f} s)",
            (state / "log").read_text(),
        )
        loopback(True)
        begin = time.monotonic()
        again = wait_for(lambda: served.get("/an.maes")[0] == 200, 20)
        report(
            again,
            f"it speaks again: so does the service ({time.monotonic() - begin:.1f} s)",
            (state / "log").read_text(),
        )
        served.stop()
    finally:
        served.process.kill()
    stands_still(top, url)


def stands_still(top, url):
    """A database that reads nothing for a while is not silent, because its machine answers: an
    import continues.
    """
    sample = top / "still"
    for words in (
        ("sample", "--schools", 60, "--pupils", 20000, "--out", sample),
        ("school", "add", "--file", sample / "scholen.csv"),
    ):
        leerid(top / "silent", url, *words)
    answer = []
    worker = threading.Thread(
        target=lambda: answer.append(
            leerid(top / "silent", url, "import", sample / "leerlingen.csv")
        )
    )
    before, backend = (
        passed[0],
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'leerid'",
    )
    worker.start()
    writing = wait_for(lambda: passed[0] > before + 1000000, 60)
    first = ask(url, backend).stdout
    reads.clear()
    time.sleep(8)
    reads.set()
    second = ask(url, backend).stdout
    worker.join()
    report(
        writing and answer[0].returncode == 0 and first == second != "",
        "an import waits for a database that hangs for 8 s",
        (writing, first, second, answer[0].stderr),
    )


def falls_silent(top, server):
    server.database("silent")
    done = subprocess.run(
        [
            "unshare",
            "-n",
            sys.executable,
            Path(__file__).with_name("run"),
            "silent",
            top,
            server.top,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    if "unshare" in done.stderr:
        skip("a database that falls silent", f"needs a network of its own: {done.stderr.strip()}")
        return
    adopt(done.stdout, done.returncode == 0)


def import_disturbed(top, server, disturb):
    """Runs an import while its connection is disturbed; returns the final counts."""
    url = server.database(f"d{len(list(top.glob('d*')))}")
    state = top / f"d{len(list(top.glob('d*')))}"
    sample = top / "large"
    if not sample.exists():
        leerid(state, url, "sample", "--schools", 100, "--pupils", 30000, "--out", sample)
    leerid(state, url, "migrate")
    leerid(state, url, "school", "add", "--file", sample / "scholen.csv")
    answer = []
    worker = threading.Thread(
        target=lambda: answer.append(leerid(state, url, "import", sample / "leerlingen.csv"))
    )
    worker.start()
    disturb(url)
    worker.join()
    held = ask(url, "SELECT COUNT(*) FROM enrolment").stdout.strip()
    chains = ask(url, "SELECT COUNT(*) FROM history WHERE event = 8").stdout.strip()
    parts = ask(url, "SELECT COUNT(*) FROM roster_import").stdout.strip()
    again = leerid(state, url, "import", sample / "leerlingen.csv")
    after = ask(url, "SELECT COUNT(*) FROM enrolment").stdout.strip()
    return answer[0], held, chains, (parts, again.returncode, after)


def kill_backends(url):
    for _ in range(3):
        time.sleep(0.4)
        ask(
            url,
            (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                " current_database() AND application_name = 'leerid'"
            ),
        )


def disturbed(top, server):
    done, held, chains, _ = import_disturbed(top, server, kill_backends)
    good = (
        done.returncode == 0
        and json.loads(done.stdout)["new"] == 30000
        and held == chains == "30000"
    )
    report(
        good,
        "an import whose connection is cut three times is done once",
        f"{done.stdout}{done.stderr} {held} {chains}",
    )

    def crash(_):
        time.sleep(0.6)
        server.crash()
        server.start()

    done, held, chains, (parts, code, after) = import_disturbed(top, server, crash)
    whole = done.returncode == 0 and held == chains == "30000"
    part = done.returncode == 1 and held == chains and int(held) < 30000
    said = "niets gewijzigd" if held == "0" else f"{parts} instelling"
    part = part and said in done.stderr
    report(
        (whole or part) and code == 0 and after == "30000",
        "a database crash during an import leaves whole schools, and the next import the rest",
        f"{done.stdout}{done.stderr} {held} {chains} {parts} {code} {after}",
    )
    begin = time.monotonic()
    url = server.database("after")
    done = leerid(top / "after", url, "migrate")
    report(
        done.returncode == 0 and time.monotonic() - begin < 5,
        "and afterwards it works again within 5 s",
        done.stderr,
    )
