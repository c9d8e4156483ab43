"""A role with too few connections: what fails works again as soon as a connection is free, and the
administrator is informed.
"""
import os
import re
import socket
import subprocess

TASKS = {"housekeeping", "mail", "logout", "retention"}


def metric(state, name):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(30)
        client.connect(str(state / "metrics"))
        client.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while piece := client.recv(65536):
            answer += piece
    found = re.search(rf"^{name} (\S+)$", answer.decode(), re.M)
    return float(found[1]) if found else None


def few_connections(tools, top, server):
    report, ask, state = tools.report, tools.ask, top / "few"
    owner = server.database("few")
    url = owner.replace("leerid@", "leerid_few@", 1)
    wanted = (
        2 + 1 + 2 + 4 * os.cpu_count() + 1
    )  # bulk jobs, metrics, workers and the program use all of them
    ask(
        owner,
        (
            f"CREATE ROLE leerid_few LOGIN CONNECTION LIMIT {wanted}; ALTER DATABASE few OWNER TO"
            " leerid_few; GRANT ALL ON SCHEMA public TO leerid_few"
        ),
    )
    done = tools.leerid(state, url, "migrate")
    report(
        done.returncode == 0,
        "a login with few connections brings the database up to date",
        done.stderr,
    )
    served = tools.served(
        state, url, LEERID_THREADS="2", LEERID_METRICS_LISTEN=f"unix:{state}/metrics"
    )
    log = lambda: (state / "log").read_text(errors="replace")  # noqa: E731

    def leases():
        return set(ask(owner, "SELECT name FROM job_lease").stdout.split()) & TASKS

    try:
        report(
            tools.wait_for(lambda: served.get("/healthz")[0] == 200, 30), "it serves", log()[-2000:]
        )
        report(
            tools.wait_for(lambda: leases() == TASKS, 60),
            (
                "mail, housekeeping and logouts work, though there is one connection too few for"
                " every thread"
            ),
            (leases(), log()[-2000:]),
        )
        ask(
            owner,
            (
                "ALTER ROLE leerid_few CONNECTION LIMIT 2; DELETE FROM job_lease; SELECT"
                " pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'leerid_few'"
            ),
        )
        held = [
            subprocess.Popen(
                ["psql", "-XAtq", url, "-c", "SELECT pg_sleep(120)"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for _ in range(2)
        ]
        count = lambda: int(
            ask(
                owner,
                (
                    "SELECT COUNT(*) FROM pg_stat_activity WHERE usename = 'leerid_few' AND query"
                    " LIKE '%pg_sleep%'"
                ),
            ).stdout
            or 0
        )  # noqa: E731
        full = tools.wait_for(lambda: count() == 2, 30) or ask(
            owner,
            (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename ="
                " 'leerid_few' AND query NOT LIKE '%pg_sleep%'"
            ),
        )
        report(
            bool(full) and tools.wait_for(lambda: served.get("/healthz")[0] == 503, 60),
            "without a connection /healthz says so",
            (count(), log()[-2000:]),
        )
        report(
            tools.wait_for(lambda: "event=database_unreachable" in log(), 30),
            "the log says so",
            log()[-2000:],
        )
        report(
            tools.wait_for(lambda: metric(state, "leerid_database_unreachable_total") > 0, 30),
            "and a metric counts it",
            metric(state, "leerid_database_unreachable_total"),
        )
        for one in held:
            one.kill()
            one.wait(10)
        ask(
            owner,
            (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE"
                " '%pg_sleep%' AND pid <> pg_backend_pid()"
            ),
        )
        ask(owner, f"ALTER ROLE leerid_few CONNECTION LIMIT {wanted}; DELETE FROM job_lease")
        report(
            tools.wait_for(lambda: served.get("/healthz")[0] == 200 and leases() == TASKS, 60),
            "everything works when connections are free again",
            (leases(), log()[-2000:]),
        )
    finally:
        served.stop()
