"""A stopped PostgreSQL backend on a running machine: requests fail in time, and the service
continues with other connections.
"""
import os
import signal
import threading
from pathlib import Path

LIMIT = 100  # seconds: a statement is abandoned after 65


def stopped_backends(tools, top, server):
    report, ask = tools.report, tools.ask
    url, state = server.database("stopped"), top / "stopped"
    tools.leerid(state, url, "migrate")
    served = tools.served(state, url, LEERID_THREADS="1")
    log = lambda: (state / "log").read_text(errors="replace")[-2000:]  # noqa: E731
    held = []
    try:
        report(
            tools.wait_for(lambda: served.get("/an.maes")[0] == 200, 30),
            "before its processes stand still, PostgreSQL answers",
            log(),
        )
        for pid in ask(
            url,
            (
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND"
                " application_name = 'leerid'"
            ),
        ).stdout.split():
            os.kill(int(pid), signal.SIGSTOP)
            held.append(int(pid))
        found = []

        def one():
            try:
                found.append(served.get("/an.maes", LIMIT))
            except OSError as error:
                found.append((type(error).__name__, LIMIT))

        threads = [threading.Thread(target=one) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        report(
            held and all(status in (200, 503) for status, _ in found),
            f"{len(held)} of them stand still: every request comes back",
            (found, log()),
        )
        report(
            tools.wait_for(lambda: served.get("/an.maes")[0] == 200, 30),
            "the service continues with other connections",
            log(),
        )
    finally:
        for pid in held:
            if Path(f"/proc/{pid}").exists():
                os.kill(pid, signal.SIGCONT)
        served.process.terminate()
        try:
            served.process.wait(30)
        except OSError:
            served.process.kill()
