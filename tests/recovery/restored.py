"""Recovery to a point in time, also with Patroni."""
import shutil
import subprocess
import threading
import time
import traceback
from types import SimpleNamespace

import cluster
import postgres
import runbook
from archive import Place, SETTINGS, archived, ask, url_of, wait_for_end
from tap import report


def goes_on(place, connection):
    """The recovered database becomes the main one: it archives, has a base backup, and can be
    recovered again.
    """
    place.server.crash()
    done, again = place.recovered("laatste", "counts")
    try:
        url, own = url_of(again), connection.replace(str(place.server.top), str(again.top))
        wait_for_end(url)
        done = place.script("base-backup", own, place.backup)
        report(
            done.returncode == 1 and "archive_mode" in done.stderr,
            "without an archive there is no base backup, and it says so",
            f"{done.returncode} {done.stderr}",
        )
        again.crash()
        subprocess.run(
            ["sh", "-euc", runbook.block("sed -i '/^# recover-to/")], check=True, cwd=again.data
        )
        again.settings = SETTINGS
        again.start()
        held = place.names(url)
        time.sleep(1.1)
        done = place.script("base-backup", own, place.backup)
        report(
            done.returncode == 0
            and (place.backup / "wal/00000002.history").read_text().startswith("1\t"),
            "it archives again; its first base backup brings the begin of its timeline along",
            done.stdout + done.stderr,
        )
        number = ask(
            url,
            (
                "SELECT MIN(e.roll_number) FROM enrolment e LEFT JOIN account a ON a.pupil_id ="
                " e.pupil_id WHERE e.school_id = 2 AND a.pupil_id IS NULL"
            ),
        )
        place.account(url, number)
        archived(place, url)
    finally:
        again.crash()
        again.__exit__()
    done, again = place.recovered("laatste", "counts-again")
    try:
        wait_for_end(url_of(again))
        report(
            place.names(url_of(again)) == held | {number},
            "a second recovery contains the later changes",
            place.names(url_of(again)),
        )
    finally:
        again.__exit__()


def from_standby(place, url, connection):
    """A base backup during writes: that of a standby is complete when the primary has archived what
    followed.
    """
    made = []
    backup = threading.Thread(
        target=lambda: made.append(place.script("base-backup", connection, place.backup))
    )
    backup.start()
    while backup.is_alive():
        ask(url, "CREATE TABLE IF NOT EXISTS busy (); DROP TABLE busy; SELECT pg_switch_wal()")
        backup.join(2)
    return made[0]


def patroni_goes_on(top):
    """The same with two nodes under Patroni: both archive afterwards."""
    there = cluster.Cluster(top)
    server = SimpleNamespace(top=there.top, as_user=there.as_user)
    there.url = (
        there.owner_url.replace("/leerid?", "/postgres?") + "&target_session_attrs=read-write"
    )
    try:
        there.databases()
        place = Place(server, scripts=there.top / "postgresql")
        standby = f"host=127.0.0.1 port={there.ports['db2']} user=replica"
        done = from_standby(place, there.url, standby)
        report(
            done.returncode == 0,
            "Patroni: a base backup from the standby",
            done.stdout + done.stderr,
        )
        ask(there.url, "CREATE TABLE kept (number INT)")
        ask(there.url, "INSERT INTO kept VALUES (1)")
        time.sleep(1.1)
        moment = ask(there.url, "SELECT now()")
        ask(there.url, "DROP TABLE kept")
        archived(place, there.url)
        done = place.script("recover-to", place.backup, moment, there.top / "again")
        port = cluster.free_ports(1)[0]
        start = (
            done.stdout[done.stdout.index("pg_ctl") :]
            .split(")")[0]
            .replace("pg_ctl", f"{postgres.BIN}/pg_ctl")
            .replace("5499", str(port))
        )
        said = subprocess.run(
            ["sh", "-c", " ".join([*there.as_user, start])],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            stdin=subprocess.DEVNULL,
        )
        looked = f"host=127.0.0.1 port={port} user=leerid dbname=postgres"
        wait_for_end(looked)
        report(
            said.returncode == 0 and ask(looked, "SELECT number FROM kept") == "1",
            "Patroni: back to the moment, started as it says",
            said.stdout + said.stderr,
        )
        subprocess.run(
            [
                *there.as_user,
                postgres.BIN / "pg_ctl",
                "-D",
                there.top / "again",
                "-m",
                "fast",
                "stop",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )
        for name in ("node2", "node1"):
            there.stop(name)
        removed = subprocess.run(
            ["patronictl", "-c", there.top / "node1.yml", "remove", "leerid"],
            input="leerid\nYes I am aware\n",
            capture_output=True,
            text=True,
            check=False,
        )
        shutil.rmtree(there.top / "node1")
        shutil.rmtree(there.top / "node2")
        (there.top / "again").rename(there.top / "node1")
        there.patroni(1)
        cluster.wait_for("first database node", lambda: there.role(1) == "primary", 90)
        there.patroni(2)
        cluster.wait_for("second database node", lambda: there.role(2) == "replica", 90)
        cluster.wait_for("synchronous replication", there.synchronous, 30)
        modes = [
            ask(
                f"host=127.0.0.1 port={there.ports[db]} user=leerid dbname=postgres",
                "SHOW archive_mode",
            )
            for db in ("db1", "db2")
        ]
        report(
            modes == ["on", "on"] and ask(there.url, "SELECT number FROM kept") == "1",
            "Patroni: the recovered database is the cluster, and both nodes archive",
            f"{modes} {removed.stdout}{removed.stderr}",
        )
        archived(place, there.url)
        done = from_standby(place, there.url, standby)
        history = (
            f"{int(ask(there.url, 'SELECT timeline_id FROM pg_control_checkpoint()')):08X}.history"
        )
        kept = sorted(p.name for p in (place.backup / "wal").glob("*.history"))
        report(
            done.returncode == 0 and history in kept,
            "Patroni: and the next base backup is a good one",
            f"{history} {kept} {done.stdout}{done.stderr}",
        )
    except Exception:  # an exception is a failed check
        logs = "".join(
            line
            for name in ("node1", "node2")
            for line in (there.top / f"{name}.log").read_text().splitlines(True)[-12:]
        )
        report(False, "Patroni", logs + traceback.format_exc())
    finally:
        there.down()
