"""Histories that were altered, persons that are exported and erased, and retention."""
import json
import signal
import time

from clocks import HOUR, answers
from tap import report


def histories(place):
    done = place.leerid("doctor", "--history")
    report(
        done.returncode == 0 and json.loads(done.stdout)["ok"],
        f"{place.engine}: an unmodified history is intact",
        done.stderr,
    )
    pupil = place.sql("SELECT MAX(subject_id) FROM history WHERE event = 1")
    for name, change, back in (
        (
            "an event is modified",
            "UPDATE history SET event = 2 WHERE subject_id = {p} AND seq = 2",
            "UPDATE history SET event = 1 WHERE subject_id = {p} AND seq = 2",
        ),
        (
            "a row in the middle is deleted",
            "UPDATE history SET subject_id = 1 - subject_id WHERE subject_id = {p} AND seq = 1",
            "UPDATE history SET subject_id = 1 - subject_id WHERE subject_id < 0",
        ),
        (
            "a visit is modified",
            "UPDATE visit SET at_ms = at_ms + 1 WHERE subject_id = {p}",
            "UPDATE visit SET at_ms = at_ms - 1 WHERE subject_id = {p}",
        ),
    ):
        place.sql(change.format(p=pupil))
        done = place.leerid("doctor", "--history")
        report(
            done.returncode == 1 and json.loads(done.stdout)["broken_chains"] >= 1,
            f"{place.engine}: detected: {name}",
            done.stdout + done.stderr,
        )
        place.sql(back.format(p=pupil))
    done = place.leerid("doctor", "--history")
    report(done.returncode == 0, f"{place.engine}: restored, it is intact again", done.stderr)
    for name, table, rows in (
        (
            "the last change, a minute old, is truncated",
            "history",
            "seq = (SELECT MAX(seq) FROM history WHERE subject_id = {p})",
        ),
        ("a whole history is gone", "history", "seq > 0"),
        (
            "the last visit is truncated",
            "visit",
            "seq = (SELECT MAX(seq) FROM visit WHERE subject_id = {p})",
        ),
    ):
        cut = f"FROM {table} WHERE subject_id = {pupil} AND " + rows.format(p=pupil)
        (place.state / "keys/history-anchor").unlink(
            missing_ok=True
        )  # another check covers what it knows
        place.sql(f"CREATE TABLE cut_off AS SELECT * {cut}")
        place.sql(f"DELETE {cut}")
        done = place.leerid("doctor", "--history")
        said = json.loads(done.stdout)
        report(
            done.returncode == 1 and said["untrue"] >= 1 and said["broken_chains"] == 0,
            f"{place.engine}: detected: {name}",
            done.stdout + done.stderr,
        )
        place.sql(f"INSERT INTO {table} SELECT * FROM cut_off")
        place.sql("DROP TABLE cut_off")
    done = place.leerid("doctor", "--history")
    said = json.loads(done.stdout)
    report(
        done.returncode == 0 and said["told"] > 400 and said["untrue"] == 0,
        f"{place.engine}: everything that this machine wrote is present",
        done.stdout + done.stderr,
    )
    anchor = place.state / "keys/history-anchor"
    anchor.write_text(anchor.read_text().replace(" 0 ", " 9 ", 1))
    done = place.leerid("doctor", "--history")
    report(
        done.returncode == 1 and json.loads(done.stdout)["missing"],
        f"{place.engine}: detected: a different anchor",
        done.stdout,
    )
    anchor.unlink()
    place.clocks.set(30 * 24 * HOUR)
    done = place.leerid("doctor", "--history", clocks=True)
    place.clocks.set(0)
    report(
        done.returncode == 0 and anchor.exists(),
        f"{place.engine}: checked while the clock is a month ahead",
        done.stderr,
    )
    for verb in ("deactivate", "activate"):
        place.leerid("account", verb, place.sql("SELECT MIN(username) FROM account"))
    for when in ("", ", and again"):
        done = place.leerid("doctor", "--history")
        report(
            done.returncode == 0,
            f"{place.engine}: and when the clock is right again: nothing is missing{when}",
            done.stdout + done.stderr,
        )
    anchor.unlink()


def person(place):
    done = place.leerid("account", "export", "ivica.cauberghs")
    answer = json.loads(done.stdout or "{}")
    events = [e["event"] for e in answer.get("history", [])]
    report(
        answer.get("birthday") == "2007-03-19"
        and len(answer["enrolments"]) == 1
        and "history.created" in events
        and "visit.printed" in events,
        f"{place.engine}: the export of a person lists all stored data",
        done.stdout + done.stderr,
    )
    account, level = answer.get("account") or {}, answer["enrolments"][0].get("level")
    report(
        account.get("type") in ("basic", "advanced")
        and account["status"] == "active"
        and account["secret"]
        and level in (2, 3)
        and all(
            isinstance(answer.get(k), list) for k in ("sessions", "applications", "school_networks")
        ),
        f"{place.engine}: … and the state of the account",
        done.stdout,
    )
    pupil = place.sql("SELECT pupil_id FROM account WHERE username = 'ivica.cauberghs'")
    done = place.leerid("account", "erase", "ivica.cauberghs")
    report(
        done.returncode == 4 and place.sql("SELECT COUNT(*) FROM account") == "2",
        f"{place.engine}: erasing requires confirmation",
        done.stderr,
    )
    done = place.leerid("account", "erase", "ivica.cauberghs", "--yes")
    left = [
        place.sql(f"SELECT COUNT(*) FROM {t} WHERE pupil_id = {pupil}")
        for t in ("pupil", "enrolment", "account", "batch_row", "username_given")
    ]
    report(
        done.returncode == 0 and left == ["0", "0", "0", "0", "1"],
        f"{place.engine}: after erasure only the keyed hash of the username remains",
        f"{left} {done.stderr}",
    )
    report(
        place.sql(f"SELECT event FROM history WHERE subject_id = {pupil} ORDER BY seq DESC LIMIT 1")
        == "17",
        f"{place.engine}: and the history records the erasure",
    )
    done = place.leerid("doctor", "--history")
    report(done.returncode == 0, f"{place.engine}: and is intact", done.stderr)


def without_leerid(place):
    """A person without an account is found by school and roll number; the data is exported and
    erased."""
    number = place.sql(
        "SELECT MAX(e.roll_number) FROM enrolment e WHERE e.school_id = 2 AND e.pupil_id NOT IN"
        " (SELECT pupil_id FROM account)"
    )
    pupil = place.sql(
        f"SELECT pupil_id FROM enrolment WHERE school_id = 2 AND roll_number = {number}"
    )
    done = place.leerid("account", "export", "--school", 2, "--roll-number", number)
    answer = json.loads(done.stdout or "{}")
    report(
        done.returncode == 0
        and answer["username"] is None
        and str(answer["enrolments"][0]["roll_number"]) == number
        and answer["history"],
        f"{place.engine}: the export of a person without an account",
        done.stdout + done.stderr,
    )
    done = place.leerid("account", "erase", "--school", 2, "--roll-number", number)
    report(
        done.returncode == 4 and answer["enrolments"][0]["last_name"] in done.stderr,
        f"{place.engine}: before erasing it names the owner of the number",
        done.stderr,
    )
    done = place.leerid("account", "erase", "--school", 2, "--roll-number", number, "--yes")
    left = [
        place.sql(f"SELECT COUNT(*) FROM {t} WHERE pupil_id = {pupil}")
        for t in ("pupil", "enrolment")
    ]
    report(
        done.returncode == 0 and left == ["0", "0"],
        f"{place.engine}: and the data is erased",
        f"{left} {done.stderr}",
    )
    for words, code in (
        (("--school", 2, "--roll-number", number), 3),
        (("--school", 2), 2),
        (("ivica.cauberghs", "--school", 2, "--roll-number", 945), 2),
    ):
        done = place.leerid("account", "erase", *words, "--yes")
        report(done.returncode == code, f"{place.engine}: {words}: nobody", done.stderr)


def figures(place):
    place.sql(
        "INSERT INTO report_day (day, signed_in, failed) VALUES (CAST((SELECT MAX(at_ms) FROM"
        " history) / 86400000 - 5 AS INTEGER), 7, 3)"
    )
    done = place.leerid("report", "--days", 10)
    answer = json.loads(done.stdout or "{}")
    kept = [d for d in answer.get("days", []) if d["signed_in"] == 7 and d["failed"] == 3]
    good = (
        len(answer["days"]) == 10
        and len(kept) == 1
        and answer["accounts"] == 2
        and answer["schools"] == 2
    )
    report(
        good and place.sql("SELECT COUNT(*) FROM report_day") == "8",
        f"{place.engine}: the report counts each day once",
        done.stdout + done.stderr,
    )


def wait_for(question, wanted, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question() == wanted:
            return True
        time.sleep(0.3)
    return False


def retention(place):
    old = place.sql(
        "SELECT roll_number FROM enrolment WHERE school_id = 2 AND roll_number <> 50105 ORDER BY"
        " roll_number LIMIT 1"
    )
    place.sql(
        "UPDATE enrolment SET begin_day = 1, end_day = 2 WHERE school_id = 2 AND roll_number ="
        f" {old}"
    )
    place.sql(
        "UPDATE enrolment SET end_day = end_day - 400 + 30 WHERE school_id = 2 AND roll_number ="
        " 50105"
    )  # ended, but recently
    place.sql(
        "INSERT INTO visit SELECT 777, 1, 1600000000000, 62, 2, 777, 0, '', '', mac FROM visit"
        " LIMIT 1"
    )
    place.clocks.set(-HOUR)
    names = ("a", "b") if place.url else ("a",)
    servers = [place.serve(name) for name in names]
    try:
        for name in names:
            answers(place.state / f"{name}-l")
        place.clocks.set(0, HOUR)  # nothing is erased in the first hour
        gone = wait_for(
            lambda: place.sql(
                f"SELECT COUNT(*) FROM enrolment WHERE school_id = 2 AND roll_number = {old}"
            ),
            "0",
            40,
        )
        report(
            gone,
            f"{place.engine}: the service erases pupils who left long ago",
            (place.state / "a.log").read_text(),
        )
        report(
            place.sql("SELECT COUNT(*) FROM enrolment WHERE school_id = 2") == "197",
            f"{place.engine}: and no others",
        )
        told = [
            f.name
            for f in (place.state / "heads").iterdir()
            if f.name.split("-")[1] in {str(s.pid) for s in servers} and f.stat().st_size >= 32
        ]
        report(
            told,
            f"{place.engine}: the sandboxed service records its commits",
            sorted(f.name for f in (place.state / "heads").iterdir()),
        )
        report(
            wait_for(
                lambda: place.sql("SELECT COUNT(*) FROM visit WHERE subject_id = 777"), "0", 20
            ),
            f"{place.engine}: old visits are deleted",
        )
        if place.url:
            month = place.sql("SELECT to_char(now() AT TIME ZONE 'Europe/Brussels', 'YYYYMM')")
            made = place.sql(
                f"SELECT COUNT(*) FROM pg_class WHERE relname IN ('visit_{month}') OR relname ~"
                " '^visit_[0-9]{6}$'"
            )
            report(
                int(made) >= 3, "postgresql: the partitions of the coming months are created", made
            )
            now = "CAST(extract(epoch FROM now()) * 1000 AS BIGINT)"
            held = (
                "SELECT COUNT(*) || ' jobs, ' || COUNT(DISTINCT holder) || ' holders' FROM"
                f" job_lease WHERE until_ms > {now}"
            )
            report(
                wait_for(lambda: int(place.sql(held)[0]) >= 3, True, 30),
                "postgresql: each job is held by one server",
                place.sql(held),
            )
            servers[0].send_signal(signal.SIGTERM)
            servers[0].wait(20)
            taken = wait_for(
                lambda: place.sql(held) in ("3 jobs, 1 holders", "4 jobs, 1 holders"), True, 60
            )
            report(
                taken, "postgresql: the other has them all when the first has gone", place.sql(held)
            )
    finally:
        for server in servers:
            if server.poll() is None:
                server.send_signal(signal.SIGTERM)
                server.wait(20)
