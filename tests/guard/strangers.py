"""What unauthenticated clients, endless requests and late responses must not achieve."""
import sys
import threading
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / name) for name in ("mijn", "oidc")]
from party import Party, call, tab_of  # noqa: E402
from served import PICTURES  # noqa: E402
from steps import enter, pupil_of, sql, staff  # noqa: E402
from tap import case, check  # noqa: E402
from visitor import Visitor  # noqa: E402


@case
def a_stranger_elsewhere_keeps_nobody_from_working(site):
    manager, password = staff(site, "rik.sels", "--role", "manager", "--school", 2)
    for _ in range(8):
        enter(site, "rik.sels", "een gok van ver", source="127.0.0.9")
    far = enter(site, "rik.sels", password, source="127.0.0.8").answer
    check(
        far.says("Even pauze"),
        f"guesses from far make places that are not known wait: {far.status}",
    )
    check(
        enter(site, "rik.sels", password).answer.status == 303, "who signed in here before comes in"
    )
    sql(
        site,
        (
            "UPDATE staff_session SET proof_ms = proof_ms - 1000000 WHERE staff_id = (SELECT"
            " staff_id FROM staff WHERE login = 'rik.sels')"
        ),
    )
    asked = manager.post("/rekening", manager.get("/rekening").csrf, actie="uit")
    check(asked.says("Geef je wachtwoord nog een keer"), "asked")
    for _ in range(5):
        waits = manager.post(
            "/rekening", asked.csrf, actie="uit", bewijs="een gok aan het scherm"
        ).says("Even pauze")
    check(
        waits and enter(site, "rik.sels", password).answer.status == 303,
        "and guesses at an open screen wait there alone",
    )


@case
def a_login_that_nobody_has_is_counted_as_others_are(site):
    """A failure for an existing and for an invented login, from an unknown network, writes the same
    rows to the same tables.
    """
    staff(site, "wim.bos", "--role", "viewer", "--school", 2)
    tables = ("throttle_account", "throttle_bucket", "visit")
    staff_rows, written = sql(site, "SELECT * FROM staff ORDER BY staff_id"), {}
    for login in "wim.bos", "wim.boss", "zzz.zzz":
        for table in tables[:2]:
            sql(site, f"DELETE FROM {table}")
        before = sql(site, "SELECT COUNT(*) FROM visit")[0][0]
        answers = [
            enter(site, login, "een gok van ver", source="127.0.0.9").answer for _ in range(4)
        ]
        kept = [sql(site, f"SELECT COUNT(*) FROM {table}")[0][0] for table in tables]
        rows = sql(site, "SELECT pool, failures, day FROM throttle_account")
        written[login] = (
            [a.status for a in answers],
            [a.says("Even pauze") for a in answers],
            kept[:2],
            kept[2] - before,
            rows,
        )
    check(len({str(of_one) for of_one in written.values()}) == 1, written)
    check(
        sql(site, "SELECT * FROM staff ORDER BY staff_id") == staff_rows,
        "no row of the staff was written",
    )
    sql(site, "DELETE FROM throttle_account")
    sql(site, "DELETE FROM throttle_bucket")


@case
def requests_that_wait_are_bounded_for_each_network(site):
    """Endless authorization requests leave a bounded number of rows; other networks and waiting
    requests are not affected.
    """
    party = Party(site, "Rekenrots", "--all-schools")
    public = Party(site, "Leeslat", "--all-schools", "--public")
    count, bound, left = "SELECT COUNT(*) FROM oidc_request", 1500, 12

    def flood(address, ask):
        browser = Visitor(site.mijn)
        browser.headers = {"X-Forwarded-For": address}
        sql(site, "DELETE FROM throttle_bucket WHERE network LIKE 'request %'")
        first = party.ask(browser)
        check(
            sql(site, "SELECT tokens FROM throttle_bucket WHERE network LIKE 'request %'")
            == [((bound - 1) * 1000,)],
            "one of the whole bound",
        )
        sql(
            site,
            "UPDATE throttle_bucket SET tokens = ? WHERE network LIKE 'request %'",
            left * 1000,
        )
        before = sql(site, count)[0][0]
        statuses = [ask(address) for _ in range(left + 8)]
        rows = sql(site, count)[0][0] - before
        check(
            left <= rows <= left + 3,
            f"{rows} rows of {len(statuses)} requests, {left} and what a few seconds bring",
        )
        check(statuses[-1] == 503 and statuses.count(503) == left + 8 - rows, statuses)
        other = Visitor(site.mijn)
        other.headers = {"X-Forwarded-For": "203.0.113.77"}
        check(party.ask(other).status == 303, "another network asks as before")
        check(
            browser.get(f"/oidc/verder?verder={tab_of(first)}").location.startswith("/aanmelden"),
            "and who waited goes on",
        )

    def by_browser(address):
        fresh = Visitor(site.mijn)
        fresh.headers = {"X-Forwarded-For": address}
        return party.ask(fresh).status

    def pushed(address):
        form = public.question()
        return call(
            site.mijn + "/oidc/par" if "://" in site.mijn else f"http://{site.mijn}/oidc/par",
            "POST",
            form,
            {"X-Forwarded-For": address},
        ).status

    flood("198.51.100.31", by_browser)
    flood("2001:db8:31:7::5", by_browser)
    flood("198.51.100.32", pushed)
    sql(site, "DELETE FROM throttle_bucket")


@case
def a_program_that_signs_in_without_end_fills_nothing(site):
    username = site.accounts["Wachtwoord"].pop()
    browsers = [Visitor(site.mijn) for _ in range(46)]
    for browser in browsers:
        check(browser.sign_in(username, wachtwoord=site.secrets[username]).location == "/", "in")
    check(
        sql(
            site, "SELECT COUNT(*) FROM pupil_session WHERE pupil_id = ?", pupil_of(site, username)
        )[0][0]
        <= 40,
        "the newest twenty, and twenty to spare",
    )
    check(
        browsers[-1].get("/").says("Mijn gegevens") and browsers[0].get("/").says("Wie ben jij?"),
        "the oldest ended",
    )


@case
def a_sign_in_under_way_does_not_outlive_its_secret(site):
    username = site.accounts["Wachtwoord"].pop()
    pupil, late = pupil_of(site, username), []
    verifier = sql(site, "SELECT verifier FROM account WHERE pupil_id = ?", pupil)[0][0]
    for turn in range(25):
        sql(site, "DELETE FROM pupil_session WHERE pupil_id = ?", pupil)
        trying = threading.Thread(
            target=lambda: Visitor(site.mijn).sign_in(username, wachtwoord=site.secrets[username])
        )
        trying.start()
        time.sleep(turn / 1000)
        sql(
            site,
            "UPDATE account SET verifier = ? WHERE pupil_id = ?",
            verifier[:-1] + bytes([verifier[-1] ^ 1]),
            pupil,
        )
        changed = time.time() * 1000
        trying.join()
        late += sql(
            site,
            "SELECT created_ms FROM pupil_session WHERE pupil_id = ? AND created_ms > ?",
            pupil,
            changed + 1,
        )
        sql(site, "UPDATE account SET verifier = ? WHERE pupil_id = ?", verifier, pupil)
    sql(site, "DELETE FROM throttle_account")  # those were failures
    check(not late, f"{len(late)} sessions of a secret that was gone")
    check(
        Visitor(site.mijn).sign_in(username, wachtwoord=site.secrets[username]).location == "/",
        "the secret holds again",
    )


@case
def a_link_begins_no_sign_in_and_a_sign_in_leaves_nothing_behind(site):
    planted = Visitor(site.mijn)
    planted.get(f"/e-mail/bevestig/{'A' * 43}")
    check(planted.cookies and not any("stap" in name for name in planted.cookies), planted.cookies)
    username = site.accounts["Afbeeldingswachtwoord"].pop()
    visitor = Visitor(site.mijn)
    for n in [PICTURES.index(p) for p in site.secrets[username].split("-")]:
        visitor.post(f"/{username}", visitor.get(f"/{username}").csrf, p=n)
    kept = dict(visitor.cookies)
    check(any(name.endswith("stap") for name in kept), "the browser keeps the row, sealed")
    check(
        visitor.post(f"/{username}", visitor.get(f"/{username}").csrf, doe="klaar").location == "/",
        "in",
    )
    check(not any(name.endswith("stap") for name in visitor.cookies), "and forgotten")
    check(
        sql(site, "SELECT COUNT(*) FROM sign_in_step WHERE username = ?", username)[0][0] == 0,
        "nothing was kept here",
    )
    other, another = Visitor(site.mijn), site.accounts["Afbeeldingswachtwoord"][0]
    other.cookies = {k: v for k, v in kept.items() if k.endswith("stap")}
    check(other.get(f"/{another}").says("Je hebt 0 van de"), "a row goes with its name only")
    check(other.get(f"/{username}").says("Je hebt 7 van de"), "with that name it is there")


@case
def who_asks_mails_without_end_pauses(site):
    visitor = Visitor(site.mijn, source="127.0.0.7")
    form = visitor.get("/wachtwoord-vergeten").csrf
    said = [
        visitor.post(
            "/wachtwoord-vergeten",
            form,
            naam=f"niemand.{'abcdefghijklmnopqrstuvwxyz'[i % 26]}{'abc'[i // 26]}",
        )
        for i in range(34)
    ]
    check(
        [a.status for a in said[:25]] == [303] * 25 and said[-1].says("Even pauze"),
        [a.status for a in said],
    )
    elsewhere = Visitor(site.mijn)
    check(
        elsewhere.post(
            "/wachtwoord-vergeten", elsewhere.get("/wachtwoord-vergeten").csrf, naam="niemand.hier"
        ).status
        == 303,
        "nobody elsewhere does",
    )


@case
def what_is_missing_is_not_kept_for_a_year(site):
    for address in (site.mijn, site.loket):
        answer = Visitor(address).get("/a/er-is-niets.css")
        check(
            (answer.status, answer.headers["Cache-Control"]) == (404, "no-store"),
            f"{answer.status} {answer.headers['Cache-Control']}",
        )
