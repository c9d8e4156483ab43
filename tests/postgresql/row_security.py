"""Roles, row security between schools, and the monthly partitions of visits."""
import json
import subprocess
import time

from cut import CutAtCommit
from databases import HERE, Served, ask, leerid, wait_for
from portal import Portal, Staff, csrf_of
from tap import report


def roles(top, owner):
    sample = top / "sample"
    leerid(top / "s", owner, "sample", "--schools", 3, "--pupils", 600, "--out", sample)
    done = leerid(top / "s", owner, "migrate")
    made = subprocess.run(
        [
            "psql",
            "-Xq",
            "-v",
            "ON_ERROR_STOP=1",
            owner,
            "-f",
            HERE.parent.parent / "deploy/postgresql/roles.sql",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    report(
        done.returncode == 0 and made.returncode == 0,
        "the login of the program is made",
        done.stderr + made.stderr,
    )
    web = owner.replace("leerid@", "leerid_web@", 1)
    for command in (
        ("migrate",),
        ("school", "add", "--file", sample / "scholen.csv"),
        ("import", sample / "leerlingen.csv"),
        ("create", "--school", 2, "--roll-number", 945, 50105, "--out", top / "o.zip"),
        ("account", "show", "ivica.cauberghs"),
    ):
        done = leerid(top / "s", web, *command)
        report(done.returncode == 0, f"with it works: leerid {command[0]}", done.stderr)
    for url, owns in ((web, False), (owner, True)):
        done = leerid(top / "s", url, "doctor")
        warned = "eigenaar van de tabellen" in done.stderr and "roles.sql" in done.stderr
        report(
            done.returncode == 0 and json.loads(done.stdout)["owner_login"] == warned == owns,
            (
                "leerid doctor"
                f" {'warns that the login owns the tables' if owns else 'has nothing to say of it'}"
            ),
            done.stdout + done.stderr,
        )
    for name, sql in (
        ("altered", "UPDATE history SET event = 1"),
        ("deleted", "DELETE FROM history"),
        ("emptied", "TRUNCATE history"),
        ("altered in visits", "UPDATE visit SET event = 1"),
        ("deleted in visits", "DELETE FROM visit"),
        ("altered in a month", "UPDATE visit_other SET event = 1"),
        ("dropped", "DROP TABLE history"),
        ("freed of its rules", "ALTER TABLE enrolment DISABLE ROW LEVEL SECURITY"),
        ("given another schema", "DELETE FROM schema_step"),
        ("dropped by the month while young", "SELECT visit_month_drop(to_char(now(), 'YYYYMM'))"),
    ):
        done = ask(web, sql)
        report(done.returncode != 0, f"the history is not {name} with it", done.stdout)
    return web


def wall(web):
    mine = ask(web, "SELECT COUNT(*) FROM enrolment WHERE school_id = 2").stdout
    everything = ask(web, "SELECT COUNT(*) FROM enrolment").stdout
    inside = ask(
        web, "BEGIN; SET LOCAL leerid.school = '2'; SELECT COUNT(*) FROM enrolment; COMMIT"
    ).stdout
    report(
        inside == mine and int(mine) == 200 and int(everything) == 600,
        "a transaction of a school sees that school only",
        (mine, everything, inside),
    )
    rows = [
        (
            "moves a pupil out",
            (
                "UPDATE enrolment SET school_id = (SELECT MAX(school_id) FROM school) WHERE"
                " roll_number = 945"
            ),
            False,
        ),
        (
            "closes another's enrolment",
            "UPDATE enrolment SET end_day = 1 WHERE school_id <> 2",
            True,
        ),
        ("deletes another's enrolment", "DELETE FROM enrolment WHERE school_id <> 2", True),
        (
            "reads another's enrolment by pupil",
            "SELECT COUNT(*) FROM enrolment WHERE school_id <> 2",
            True,
        ),
        (
            "adds a group elsewhere",
            "INSERT INTO school_group SELECT MAX(school_id), 'x', 1 FROM school",
            False,
        ),
    ]
    for name, sql, silent in rows:
        done = ask(web, f"BEGIN; SET LOCAL leerid.school = '2'; {sql}; COMMIT")
        good = (
            done.returncode == 0 and done.stdout.strip() in ("", "0")
            if silent
            else done.returncode != 0
        )
        report(good, f"under row security no statement {name}", done.stdout + done.stderr)
    report(
        ask(web, "SELECT COUNT(*) FROM enrolment").stdout == everything, "and nothing has changed"
    )
    done = ask(
        web, "BEGIN; SET LOCAL leerid.school = '2'; SELECT COUNT(*) FROM enrolment_any; COMMIT"
    )
    report(
        done.stdout == everything,
        "queries about a pupil in any school use the view",
        done.stdout,
    )


def join_in_portal(server):
    """A roster is imported in the portal under row security: a pupil with an account turns out to
    be a pupil of another school, enrolled there by number. Both enrolments then belong to the
    person that is kept.
    """
    owner = server.database("portal")
    web = owner.replace("leerid@", "leerid_web@", 1)
    head = (
        "instellingsnummer;stamnummer;voornaam;naam;administratieve"
        " groep;klas;geboortedatum;rijksregisternummer\n"
    )
    eben = "Eben-Ezer;Charneux;4de leerjaar;4A;18/05/2009;"
    with Portal(10, database=owner) as portal:
        portal.env["LEERID_DATABASE"] = web
        for school, roll, national in ((7001, 1, ""), (7002, 2, "09051899873")):
            portal.leerid("school", "add", school, f"School {school}")
            file = portal.top / f"{school}.csv"
            file.write_text(f"{head}{school};{roll};{eben}{national}\n")
            portal.leerid("import", file, "--yes")
        portal.leerid("create", "--school", 7001, "--all", "--out", portal.top / "c.zip")
        portal.login = "joke"
        portal.password = json.loads(
            portal.leerid(
                "staff", "add", "joke", "--role", "manager", "--school", 7001, "--keep", "--json"
            ).output
        )["password"]
        portal.start(wait=60)
        staff = Staff(portal).sign_in()

        def send(step, text=""):
            fields = [("csrf", csrf_of(staff.page("/import"))), ("stap", step)]
            body = "".join(
                f'--B\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
                for k, v in fields
            )
            if text:
                body += (
                    '--B\r\nContent-Disposition: form-data; name="bestand";'
                    f' filename="lijst.csv"\r\nContent-Type: text/csv\r\n\r\n{text}\r\n'
                )
            return staff.ask(
                "POST", "/import", (body + "--B--\r\n").encode(), "multipart/form-data; boundary=B"
            )[2].decode()

        send("bekijk", f"{head}7001;1;{eben}09051899873\n")
        page = send("toepassen")
    both = ask(
        owner,
        (
            "SELECT COUNT(*) || ' ' || COUNT(DISTINCT e.pupil_id) || ' ' || COUNT(a.pupil_id) FROM"
            " enrolment e LEFT JOIN account a ON a.pupil_id = e.pupil_id WHERE school_id IN (7001,"
            " 7002)"
        ),
    ).stdout.strip()
    report(
        both == "2 1 2",
        "a join in the portal brings the enrolments of other schools along",
        both + page[-1500:],
    )


def months(web):
    insert = (
        "INSERT INTO visit SELECT 5, s, {at}, 62, 2, 5, 0, '', '', 'x' FROM generate_series({a},"
        " {b}) s"
    )
    may = 1777586400000  # 1 May 2026 in Brussels
    june = may + 31 * 86400000
    ask(web, insert.format(at=may + 5, a=1, b=3))
    done = ask(web, f"SELECT visit_month_make({may}, {june}, '202605')")
    moved = ask(
        web,
        (
            "SELECT (SELECT COUNT(*) FROM visit_other WHERE subject_id = 5) || ' ' || (SELECT"
            " COUNT(*) FROM visit_202605)"
        ),
    ).stdout.strip()
    report(
        done.returncode == 0 and moved == "0 3",
        "a partition is created and receives its rows",
        done.stderr + moved,
    )
    ask(web, insert.format(at=may + 6, a=4, b=6))
    done = ask(web, f"SELECT visit_month_make({may}, {june}, '202605')")
    report(
        done.returncode == 0
        and ask(web, "SELECT COUNT(*) FROM visit_202605").stdout.strip() == "6",
        "made again it stays",
        done.stderr,
    )
    report(ask(web, "DELETE FROM visit_202605").returncode != 0, "nobody deletes in a month")
    done = ask(web, "SELECT visit_month_make(1, 2, '2026; DROP TABLE pupil')")
    report(done.returncode != 0, "a month is six digits", done.stdout)
    ask(web, insert.format(at="(extract(epoch FROM now()) * 1000)::bigint", a=21, b=23))
    now = int(time.time() * 1000)
    done = ask(
        web,
        (
            f"SELECT visit_month_make({now - 86400000}, {now + 86400000}, '202001'); SELECT"
            " visit_month_drop('202001')"
        ),
    )
    kept = ask(web, "SELECT COUNT(*) FROM visit WHERE subject_id = 5 AND seq > 20").stdout.strip()
    report(
        kept == "3", "nobody makes an old month of young visits and drops it", done.stderr + kept
    )
    bounds = ask(
        web,
        (
            "SELECT visit_month_make(0, 1, '202603'); SELECT pg_get_expr(relpartbound, oid) FROM"
            " pg_class WHERE relname = 'visit_202603'"
        ),
    ).stdout.strip()
    report(
        bounds == "FOR VALUES FROM ('1772319600000') TO ('1774994400000')",
        "a month is from midnight to midnight in Brussels, summer time and all",
        bounds,
    )
    old = 1704063600000  # January 2024
    ask(web, f"SELECT visit_month_make({old}, {old + 31 * 86400000}, '202401')")
    ask(web, insert.format(at=old + 5, a=7, b=9))
    done = ask(web, "SELECT visit_month_drop('202401')")
    report(
        done.returncode == 0
        and ask(web, "SELECT COUNT(*) FROM visit WHERE subject_id = 5 AND seq <= 20").stdout.strip()
        == "6",
        "an old month goes whole",
        done.stderr,
    )


def reads_cut(top, server, web):
    """Every transaction of a read-only command breaks once at its end: it is repeated without an
    error.
    """

    def listed(nth):
        cut = CutAtCommit(server, top / f"cut{nth}", nth)
        done = leerid(
            top / "s", web.replace(f"host={server.top}", f"host={cut.path}"), "school", "list"
        )
        cut.close()
        return done, cut.seen

    whole, commits = listed(0)
    wrong = [
        f"{nth}: {done.stdout}{done.stderr}"
        for nth in range(1, commits + 1)
        for done, _ in (listed(nth),)
        if done.stdout != whole.stdout
    ]
    report(
        whole.returncode == 0 and commits > 0 and not wrong,
        f"a read whose connection breaks at its end is read again ({commits} of them)",
        wrong or whole.stderr,
    )


def outside_months(web):
    """Visits outside monthly partitions are deleted row by row, the oldest first, and none of the
    last year.
    """
    ask(
        web,
        (
            "INSERT INTO visit SELECT 6, s, 1500000000000 - s, 62, 2, 6, 0, '', '', 'x' FROM"
            " generate_series(1, 9) s"
        ),
    )
    done = ask(web, "SELECT visit_other_purge(1600000000000, 4)")
    left = ask(
        web, "SELECT COUNT(*) || ' ' || MAX(seq) FROM visit WHERE subject_id = 6"
    ).stdout.strip()
    report(
        done.returncode == 0 and left == "5 5",
        "the oldest rows outside partitions are purged",
        done.stderr + left,
    )
    done = ask(
        web,
        (
            "SELECT visit_other_purge(CAST(extract(epoch FROM now()) * 1000 AS BIGINT) - 364 *"
            " 86400000::BIGINT, 4)"
        ),
    )
    report(
        done.returncode != 0 and "are kept" in done.stderr,
        "no row of the last year is purged",
        done.stdout,
    )


def month_change(top, server):
    """A long read of visits while partitions should be created: sign-ins do not wait for it."""
    url, state = server.database("change"), top / "change"
    leerid(state, url, "migrate")
    made = lambda: int(
        ask(url, "SELECT COUNT(*) FROM pg_class WHERE relname ~ '^visit_[0-9]{6}$'").stdout
    )  # noqa: E731
    reader = subprocess.Popen(
        ["psql", "-XAtq", url, "-c", "BEGIN; SELECT COUNT(*) FROM visit; SELECT pg_sleep(90)"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(
        lambda: ask(url, "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'").stdout, 20
    )
    served, slowest, count, begin = Served(state, url), 0, 0, time.monotonic()
    while time.monotonic() - begin < 12:
        before, count = time.monotonic(), count + 1
        ask(
            url,
            (
                f"INSERT INTO visit VALUES (8, {count}, CAST(extract(epoch FROM now()) * 1000 AS"
                " BIGINT), 62, 2, 8, 0, '', '', 'x')"
            ),
        )
        slowest = max(slowest, time.monotonic() - before)
    report(
        slowest < 6 and made() == 0,
        (
            f"a long reader of visits stands in nobody's way: {count} visits, the slowest took"
            f" {slowest:.1f} s"
        ),
        (made(), (state / "log").read_text()),
    )
    ask(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
    reader.wait(20)
    report(
        wait_for(lambda: made() >= 3, 40),
        "when it is gone the months are made",
        (made(), (state / "log").read_text()),
    )
    held = ask(
        url,
        (
            "SELECT COUNT(*) || ' ' || (SELECT COUNT(*) FROM visit_other) FROM visit WHERE"
            " subject_id = 8"
        ),
    ).stdout.strip()
    report(held == f"{count} 0", "and take the visits that came meanwhile", held)
    served.stop()
