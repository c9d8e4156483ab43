"""A site without a mail server: no page offers e-mail or promises a mail."""
import sqlite3

from visitor import Visitor

SETTINGS = {"LEERID_SMTP_URL": "", "LEERID_MAIL_FROM": ""}
OWN = "kaas fietst naar mars"


def check(holds, what):
    if not holds:
        raise AssertionError(what)


def own_account(site):
    """Signs in a pupil and sets an own password; returns the response to the last form and the
    browser.
    """
    username = site.accounts["Tijdelijk wachtwoord"].pop(0)
    visitor = Visitor(site.mijn)
    page = visitor.follow(visitor.sign_in(username, wachtwoord=site.secrets[username]))
    check(not page.says("Stap 1 van 2"), "there is no second step")
    return username, visitor, visitor.post("/nieuw-wachtwoord", page.csrf, nieuw=OWN, nogeens=OWN)


def no_step_asks_for_an_address(site):
    _, visitor, answer = own_account(site)
    check(answer.status == 303 and answer.location == "/", f"{answer.status} {answer.location}")
    check(not visitor.get("/").says("Mijn e-mail"), "the start page offers no address")
    for page in (
        visitor.get("/e-mail"),
        visitor.post("/e-mail", visitor.get("/").csrf, email="a@example.org"),
    ):
        check(
            page.says("LeerID verstuurt hier geen mails.") and 'name="email"' not in page.text,
            "the page says so",
        )
    with sqlite3.connect(site.folder / "state/leerid.db", timeout=10) as database:
        check(database.execute("SELECT COUNT(*) FROM mail").fetchone()[0] == 0, "no mail waits")


def an_address_of_before_can_be_removed(site):
    username, visitor, _ = own_account(site)
    with sqlite3.connect(site.folder / "state/leerid.db", timeout=10) as database:
        database.execute(
            "UPDATE account SET email = 'a@example.org', email_proved_ms = 1 WHERE username = ?",
            (username,),
        )
    page = visitor.get("/e-mail")
    check(
        page.says("a@example.org")
        and page.says("Haal mijn e-mailadres weg")
        and not page.says("Stuur de mail"),
        "only that",
    )
    check(
        visitor.follow(visitor.post("/e-mail", page.csrf, doe="weg")).says(
            "Je e-mailadres is weggehaald."
        ),
        "removed",
    )


def a_forgotten_password_is_asked_at_school(site):
    visitor = Visitor(site.mijn)
    for page in (
        visitor.get("/wachtwoord-vergeten"),
        visitor.post("/wachtwoord-vergeten", visitor.get("/jade.aerts").csrf, naam="jade.aerts"),
    ):
        check(
            page.says("Vraag op school een nieuw wachtwoord.")
            and not page.says("Stuur de mail")
            and not page.says("mailbox"),
            page.text[-900:],
        )
    check(
        "/wachtwoord-vergeten" not in visitor.get("/hulp").text,
        "nor does the help page send anybody there",
    )


def the_doctor_says_so(site):
    import json
    import subprocess
    from served import PROGRAM

    done = subprocess.run(
        [PROGRAM, "doctor", "--json"], env=site.env, capture_output=True, text=True
    )
    check(
        json.loads(done.stdout)["mail"] is False and "smtp_url is leeg" in done.stdout,
        done.stdout + done.stderr,
    )


CASES = [
    no_step_asks_for_an_address,
    an_address_of_before_can_be_removed,
    a_forgotten_password_is_asked_at_school,
    the_doctor_says_so,
]
