"""Rate limits for unknown networks: a pause is visible at once, picture taps store nothing, one
guessing pupil, an exhausted budget.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "mijn"))
from served import PICTURES  # noqa: E402
from steps import sql, staff  # noqa: E402
from tap import case, check  # noqa: E402
from visitor import Visitor  # noqa: E402


def visitor_from(site, address, at=None):
    """Returns a browser with that address behind the proxy."""
    visitor = Visitor(at or site.mijn)
    visitor.headers = {"X-Forwarded-For": address}
    return visitor


def forget(site):
    for table in ("throttle_account", "throttle_bucket", "school_network", "network_pupil"):
        sql(site, f"DELETE FROM {table}")


@case
def a_pause_without_a_clock_shows_before_anything_is_typed(site):
    forget(site)
    username = site.accounts["Wachtwoord"].pop()
    visitor = visitor_from(site, "198.51.100.4")
    csrf = visitor.get(f"/{username}").csrf
    for number in range(3):
        check(visitor.get(f"/{username}").status == 200, f"no pause after {number}")
        check(
            visitor.post(f"/{username}", csrf, wachtwoord="fout1234").status == 303, "let through"
        )
    answer = visitor.get(f"/{username}")
    check(
        answer.status == 503
        and answer.says("Even pauze")
        and answer.says("Vraag je juf, meester of leerkracht om je kaartje."),
        f"paused {answer.status}",
    )
    check('name="wachtwoord"' not in answer.text, "nothing to type")
    check(
        int(answer.headers["Retry-After"]) > 0 and "geblokkeerd" not in answer.text.lower(),
        "when to come back",
    )
    answer = visitor.post(f"/{username}", csrf, wachtwoord=site.secrets[username])
    check(answer.status == 503 and answer.says("Even pauze"), "the right one waits too")
    manager, _ = staff(site, "lies.pauze", "--role", "manager", "--school", 2)
    check(
        manager.get("/leerlingen?hulp=1").says("even pauze"), "staff see it from the first wait on"
    )
    sql(
        site,
        "UPDATE throttle_account SET flight_ms = flight_ms - 1000000, next_ms = next_ms - 1000000",
    )
    check(
        not manager.get("/leerlingen").says("even pauze"),
        "and a quarter of an hour after the last attempt no more",
    )
    forget(site)
    check(visitor.sign_in(username, wachtwoord=site.secrets[username]).location == "/", "set free")


@case
def taps_write_no_rows(site):
    """Two hundred picture taps, with and without the cookie of the sequence, change nothing in the
    database.
    """
    username = site.accounts["Afbeeldingswachtwoord"][0]
    tables = ("sign_in_step", "throttle_account", "throttle_bucket", "visit", "pupil_session")
    before = [sql(site, f"SELECT COUNT(*) FROM {table}")[0][0] for table in tables]
    visitor = Visitor(site.mijn)
    csrf = visitor.get(f"/{username}").csrf
    for number in range(200):
        answer = visitor.post(
            f"/{username if number % 2 else 'niemand.hier'}", csrf, p=number % len(PICTURES)
        )
        check(answer.status == 303, answer.status)
        if number % 3 == 0:
            visitor.cookies = {k: v for k, v in visitor.cookies.items() if not k.endswith("stap")}
    check([sql(site, f"SELECT COUNT(*) FROM {table}")[0][0] for table in tables] == before, "rows")


@case
def one_who_guesses_does_not_stop_the_class(site):
    forget(site)
    guesser = visitor_from(site, "198.51.100.7")
    csrf = guesser.get("/niemand.hier").csrf
    for number in range(30):
        guesser.post(
            f"/niemand{chr(97 + number % 26)}.van{chr(97 + number // 26)}",
            csrf,
            wachtwoord="fout1234",
        )
    for username in site.accounts["Wachtwoord"][:4]:
        pupil = visitor_from(site, "198.51.100.7")
        check(
            pupil.sign_in(username, wachtwoord=site.secrets[username]).location == "/",
            f"{username} is in",
        )
    forget(site)


@case
def an_empty_budget_lets_each_site_try(site):
    """An outsider exhausts the budget of the whole system: other networks still have twenty tries
    per day, and more when pupils sign in.
    """
    forget(site)
    sql(
        site, "INSERT INTO throttle_bucket (network, tokens, at_ms) VALUES ('*', -1000000000, 1)"
    )  # a deficit that is not refilled within a minute
    usernames = site.accounts["Wachtwoord"]
    for username in usernames[:5]:
        home = visitor_from(site, "198.51.100.9")
        check(
            home.sign_in(username, wachtwoord=site.secrets[username]).location == "/",
            f"{username} is in",
        )
    kept = sql(site, "SELECT tokens FROM throttle_bucket WHERE network = 'spare 198.51.100.0/24'")
    check(kept == [(45000,)], f"five pupils gave five each: {kept}")
    for kind, there, spare in (
        ("IPv4", "203.0.113.{0}", 20),
        ("IPv6 /48", "2001:db8:7:{0}::1", 20),
        ("IPv6 /32", "2001:db8:{0}::1", 30),
    ):
        if kind == "IPv6 /32":
            check(
                sql(
                    site, "SELECT tokens FROM throttle_bucket WHERE network = 'spare 2001:db8::/32'"
                )
                == [(380000,)],
                "the /32 had 400",
            )
            sql(
                site,
                "UPDATE throttle_bucket SET tokens = ? WHERE network = 'spare 2001:db8::/32'",
                spare * 1000,
            )
        outcomes = [
            visitor_from(site, there.format(number + 10)).sign_in(
                f"niemand.{'abcdefghij'[number % 10]}{'abcdefghij'[number // 10]}",
                wachtwoord="fout1234",
            )
            for number in range(spare + 4)
        ]
        through = [a.status for a in outcomes].count(303)
        check(
            through == spare and outcomes[-1].says("Even pauze"), f"{kind}: {through} let through"
        )
    check("Retry-After" in outcomes[-1].headers, "with the time to come back")
    forget(site)


@case
def the_networks_of_an_ipv6_48_share_a_budget(site):
    """A /48 with five failures left: two of its /64 share them and the spare attempts, then every
    page of the /48 is a pause. Another /48 notices nothing.
    """
    forget(site)
    sql(
        site,  # the /48 is not refilled before that moment
        "INSERT INTO throttle_bucket (network, tokens, at_ms) VALUES ('2001:db8:31::/48', 5000, ?)",
        32503680000000,
    )
    outcomes = [
        visitor_from(site, f"2001:db8:31:{number % 2}::5").sign_in(
            f"niemand.{'abcdefghij'[number % 10]}{'abcdefghij'[number // 10]}",
            wachtwoord="fout1234",
        )
        for number in range(28)
    ]
    through = [a.status for a in outcomes].count(303)
    check(through == 25 and outcomes[-1].says("Even pauze"), f"{through} let through")
    check(visitor_from(site, "2001:db8:31:7::5").get("/niemand.hier").status == 503, "a third /64")
    username = site.accounts["Wachtwoord"][0]
    beside = visitor_from(site, "2001:db8:32:1::5")
    check(
        beside.sign_in(username, wachtwoord=site.secrets[username]).location == "/", "another /48"
    )
    forget(site)


@case
def an_unknown_network_is_told_and_entered_for_a_day(site):
    forget(site)
    manager, _ = staff(site, "lies.netwerk", "--role", "manager", "--school", 2)
    viewer, _ = staff(site, "lies.kijkt", "--role", "viewer", "--school", 2)
    told = "Het netwerk van je school is nog niet gekend"
    for browser in manager, viewer:
        browser.headers = {"X-Forwarded-For": "198.51.100.12"}
    page = manager.get("/leerlingen")
    check(
        page.says(told) and page.says("Je werkt nu vanuit 198.51.100.12."), "told, with the address"
    )
    seen = viewer.get("/leerlingen")
    check(not seen.says(told), "only to who may enter it")
    check(
        viewer.post("/netwerken", seen.csrf, netwerk="198.51.100.12", actie="dag").status
        in (403, 404),
        "nor may others enter it",
    )
    manager.headers = {"X-Forwarded-For": "10.1.2.3"}
    check(
        not manager.get("/leerlingen").says(told),
        "an address that every school uses is not offered",
    )
    manager.headers = {"X-Forwarded-For": "198.51.100.12"}
    before = sql(site, "SELECT COUNT(*) FROM history")[0][0]
    answer = manager.follow(
        manager.post("/netwerken", page.csrf, netwerk="198.51.100.12", actie="dag")
    )
    check(
        answer.says("De netwerken zijn bijgewerkt.")
        and answer.says("voor één dag ingevoerd door de school"),
        "entered with one click",
    )
    check(sql(site, "SELECT COUNT(*) FROM history")[0][0] == before + 1, "with a line of history")
    hours = sql(
        site,
        (
            "SELECT (until_ms - CAST(strftime('%s', 'now') AS INTEGER) * 1000) / 3600000.0 FROM"
            " school_network WHERE network = '198.51.100.12'"
        ),
    )
    check(len(hours) == 1 and 23.9 < hours[0][0] <= 24.01, f"for a day: {hours}")
    check(not manager.get("/leerlingen").says(told), "not told any more")
    username = site.accounts["Wachtwoord"][0]
    pupil = visitor_from(site, "198.51.100.12")
    csrf = pupil.get(f"/{username}").csrf
    check(
        [pupil.post(f"/{username}", csrf, wachtwoord="fout1234").status for _ in range(5)]
        == [303] * 5,
        "with the spare attempts of a school network",
    )
    manager.post("/netwerken", answer.csrf, netwerk="198.51.100.12", actie="weg")
    check(manager.get("/leerlingen").says(told), "taken back")
    forget(site)
