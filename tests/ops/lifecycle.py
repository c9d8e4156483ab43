"""Log events of a start, a stop and its reason; the next start reports a kill. Each log line is one
event.
"""
import ctypes
import os
import signal
import socket
import sqlite3

from server import LINE, Leerid, wait_for
from tap import report

PIDFD_GETFD = 438


def listening_sockets(process, port):
    """Returns the listening sockets of another process as sockets of this one (pidfd_getfd)."""
    pidfd = os.pidfd_open(process)
    found = []
    for name in os.listdir(f"/proc/{process}/fd"):
        fd = ctypes.CDLL(None).syscall(PIDFD_GETFD, pidfd, int(name), 0)
        if fd < 0:
            continue
        try:
            held = socket.socket(fileno=fd)
            if (
                held.family == socket.AF_INET
                and held.getsockname()[1] == port
                and held.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
            ):
                found.append(held)
            else:
                held.close()
        except OSError:
            os.close(fd)
    os.close(pidfd)
    return found


def stops(leerid):
    leerid.start()
    first = leerid.events("start")
    wanted = {
        "version",
        "pid",
        "database",
        "schema_step",
        "loket_listen",
        "mijn_listen",
        "loket_url",
        "mijn_url",
    }
    report(
        len(first) == 1
        and wanted <= first[0].keys()
        and first[0]["database"] == "sqlite"
        and int(first[0]["schema_step"]) > 0,
        "one line says that the server starts, with version, addresses, database and schema step",
        leerid.said(),
    )
    for how, reason in ((signal.SIGTERM, "SIGTERM"), (signal.SIGINT, "SIGINT")):
        begin = len(leerid.said())
        code = leerid.stop(how)
        stop = leerid.events("stop", begin)
        report(
            code == 0 and [s["reason"] for s in stop] == [reason],
            f"one line says that it stopped by {reason}",
            leerid.said(begin),
        )
        leerid.start()
    report(
        not leerid.events("unclean_shutdown"),
        "a clean stop is not reported as a kill",
        leerid.said(),
    )
    begin, pid = len(leerid.said()), leerid.process.pid
    leerid.stop(signal.SIGKILL)
    leerid.start()
    told = leerid.events("unclean_shutdown", begin)
    report(
        [t["pid"] for t in told] == [str(pid)],
        "the start after a SIGKILL reports it once, with the process id",
        leerid.said(begin),
    )
    begin = len(leerid.said())
    os.kill(leerid.key_process(), signal.SIGKILL)
    code = leerid.process.wait(10)
    report(
        code == 1
        and leerid.events("keys_lost", begin)
        and [s["reason"] for s in leerid.events("stop", begin)] == ["key_process_lost"],
        "a lost key process is the reason of a stop",
        leerid.said(begin),
    )


def loses_listener(leerid):
    leerid.start()
    begin = len(leerid.said())
    held = listening_sockets(leerid.process.pid, leerid.ports["mijn"])
    report(len(held) == 1, "(one listening socket is found)", held)
    for one in held:
        one.shutdown(socket.SHUT_RDWR)
        one.close()
    code = wait_for(lambda: leerid.process.poll() is not None and leerid.process.poll() + 1, 10)
    report(
        code == 2 and [s["reason"] for s in leerid.events("stop", begin)] == ["listener_lost"],
        "a lost listener ends the server, with that reason",
        f"{code}\n{leerid.said(begin)}",
    )
    leerid.stop()


def refused(leerid):
    with sqlite3.connect(leerid.state / "leerid.db") as database:
        database.execute("INSERT INTO schema_step VALUES (9000, 'later_needs_9000', 'x', 0)")
    begin = len(leerid.said())
    leerid.start()
    told = leerid.events("start_failed", begin)
    report(
        leerid.process.wait(10) == 1 and len(told) == 1 and "newer version" in told[0]["detail"],
        "a refused connection to the database is reported in one line",
        leerid.said(begin),
    )
    report(
        not leerid.events("start", begin), "and no line says that it started", leerid.said(begin)
    )


def beside(top):
    """Two servers with the same state folder: the second does not report the first as crashed."""
    one, other = Leerid(top=top), Leerid(top=top)
    one.must("migrate")
    one.start()
    begin = len(one.said())
    other.start()
    report(
        not one.events("unclean_shutdown", begin),
        "a server that is alive is not reported as killed",
        one.said(begin),
    )
    other.stop()
    one.stop()


def grammar(leerid):
    lines = leerid.said().splitlines()
    wrong = [line for line in lines if not LINE.match(line)]
    report(
        len(lines) > 10 and not wrong,
        "each line of the log is one event, escaped",
        "\n".join(wrong[:5]),
    )
    begin = len(leerid.said())
    info = os.stat(leerid.log)
    leerid.start(JOURNAL_STREAM=f"{info.st_dev}:{info.st_ino}")
    leerid.stop()
    lines = leerid.said(begin).splitlines()
    report(
        lines and all(line.startswith(("<6>event=", "<4>event=", "<3>event=")) for line in lines),
        "the journal gets the level in front of each line",
        lines[:3],
    )
    begin = len(leerid.said())
    leerid.start(JOURNAL_STREAM="1:2")
    leerid.stop()
    report(
        leerid.said(begin).startswith("event="),
        "any other stream gets the line alone",
        leerid.said(begin),
    )


def lifecycle(top):
    leerid = Leerid(top=top)
    try:
        leerid.must("migrate")
        stops(leerid)
        loses_listener(leerid)
        grammar(leerid)
        refused(leerid)
    finally:
        leerid.stop()
    (top / "beside").mkdir()
    beside(top / "beside")
