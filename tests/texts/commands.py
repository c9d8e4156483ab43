"""What commands tell an administrator."""
import subprocess

from served import PROGRAM

SETTINGS = {}


def check(holds, what):
    if not holds:
        raise AssertionError(what)


def told(site, *arguments, **settings):
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)],
        env={**site.env, **settings},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout, done.stderr


def a_mail_server_needs_a_sender(site):
    for sender in ("", "leerid@localhost", "LeerID"):
        code, _, error = told(site, "settings", LEERID_MAIL_FROM=sender)
        check(
            code != 0 and "mail_from moet een e-mailadres zijn" in error,
            f"{sender}: {code} {error}",
        )
    check(
        told(site, "settings", LEERID_MAIL_FROM="leerid@school.example")[0] == 0,
        "a real one is taken",
    )
    check(
        told(site, "settings", LEERID_MAIL_FROM="", LEERID_SMTP_URL="")[0] == 0,
        "without a server none is needed",
    )


def what_does_not_exist_is_said_with_a_next_step(site):
    missing = site.folder / "nergens.csv"
    for wanted, *arguments in (
        (
            ("instelling 000099 bestaat niet", "leerid school list"),
            "school",
            "set",
            99,
            "--digits",
            4,
        ),
        (
            ("instelling 000099 bestaat niet", "leerid school list"),
            "create",
            "--school",
            99,
            "--all",
            "--out",
            site.folder / "x.zip",
        ),
        (
            ("instelling 000099 bestaat niet", "leerid school list"),
            "cards",
            "--school",
            99,
            "--all",
            "--out",
            site.folder / "x.zip",
        ),
        (
            ("instelling 000099 bestaat niet", "leerid school list"),
            "staff",
            "add",
            "jan",
            "--role",
            "manager",
            "--school",
            99,
        ),
        (
            ("instelling 000099 bestaat niet", "leerid school list"),
            "account",
            "export",
            "--school",
            99,
            "--roll-number",
            3,
        ),
        (
            ("stamnummer 999999 van instelling 000002 bestaat niet", "kijk"),
            "account",
            "export",
            "--school",
            2,
            "--roll-number",
            999999,
        ),
        (("personeelslid piet bestaat niet", "leerid staff list"), "staff", "reset", "piet"),
        (("personeelslid piet bestaat niet", "leerid staff list"), "staff", "disable", "piet"),
        (("piet bestaat niet", "kijk de gebruikersnaam na"), "account", "show", "piet"),
        (("applicatie xyz bestaat niet", "leerid app list"), "app", "show", "xyz"),
        ((f"{missing} kan niet geopend worden: het bestaat niet",), "import", missing),
    ):
        code, _, error = told(site, *arguments)
        check(code == 3 and all(words in error for words in wanted), f"{arguments}: {code} {error}")
        check("No such" not in error and "dat is er niet" not in error, error)


def a_detail_stands_on_a_line_of_its_own(site):
    username = site.accounts["Wachtwoord"][0]
    code, _, error = told(site, "school", "add", 2, "Nog een")
    check(code == 4 and "(" not in error, f"{code} {error}")
    import sqlite3

    with sqlite3.connect(site.folder / "state/leerid.db", timeout=10) as database:
        database.execute("ALTER TABLE school RENAME COLUMN contact TO contact_away")
    code, _, error = told(site, "school", "set", 2, "--digits", 4)
    with sqlite3.connect(site.folder / "state/leerid.db", timeout=10) as database:
        database.execute("ALTER TABLE school RENAME COLUMN contact_away TO contact")
    lines = error.splitlines()
    check(
        code == 1
        and len(lines) == 2
        and "no such column" not in lines[0]
        and lines[1].startswith("leerid: detail: "),
        f"{username} {code} {error}",
    )


def an_account_is_shown_in_words(site):
    for kind, wanted in (
        ("Wachtwoord", "basis, wachtwoord, actief"),
        ("Afbeeldingswachtwoord", "basis, afbeeldingswachtwoord, actief"),
        ("Tijdelijk wachtwoord", "gevorderd, tijdelijk wachtwoord, actief"),
    ):
        username = site.accounts[kind][0]
        code, said, _ = told(site, "account", "show", username)
        check(code == 0 and said == f"{username}: {wanted}\n", said)


CASES = [
    what_does_not_exist_is_said_with_a_next_step,
    a_detail_stands_on_a_line_of_its_own,
    an_account_is_shown_in_words,
    a_mail_server_needs_a_sender,
]
