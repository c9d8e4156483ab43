"""Output of commands for an administrator."""
import json
import re
import socket
import subprocess
from pathlib import Path

from served import PROGRAM
from ports import free_port
from visitor import Visitor

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


def a_dry_run_says_what_the_real_run_would_stop_at(site):
    """A dry run reports the safety limit of 15 %, as text and as JSON, and changes nothing."""
    lines = (site.folder / "sample/leerlingen.csv").read_text().splitlines()
    few = site.folder / "few.csv"
    few.write_text("\n".join(lines[:50]) + "\n")
    code, said, error = told(site, "import", few, "--school", 2, "--dry-run")
    limit = "te veel leerlingen zouden instelling 000002 verlaten"
    check(code == 0 and limit in error and "--release 000002" in error, f"{code} {error}")
    code, said, _ = told(site, "import", few, "--school", 2, "--dry-run", "--json")
    warnings = [w["message"] for w in json.loads(said)["warnings"]]
    check(code == 0 and any(limit in w for w in warnings), said)
    few.write_text("\n".join(lines) + "\n")
    _, _, error = told(site, "import", few, "--school", 2, "--dry-run")
    check(limit not in error, "a whole list is not warned of")


def a_name_that_is_taken_leads_to_reset(site):
    arguments = ("staff", "add", "lies", "--role", "manager", "--school", 2)
    check(told(site, *arguments)[0] == 0, "added")
    code, _, error = told(site, *arguments)
    check(code == 4 and "lies bestaat al; `leerid staff reset lies`" in error, f"{code} {error}")


def doctor(site, **settings):
    """Returns what doctor prints, warnings included: {label: lines below it}."""
    done = subprocess.run(
        [PROGRAM, "doctor"],
        env={**site.env, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    below, label = {}, ""
    for line in done.stdout.splitlines():
        if line.startswith(("  ", "leerid: ")):
            below[label].append(line)
        else:
            label = line[:24].strip()
            below[label] = []
    return below


def what_doctor_finds_stands_below_its_check(site):
    found = doctor(site, LEERID_SMTP_URL="", LEERID_MAIL_FROM="")
    check(any("smtp_url is leeg" in line for line in found["mails"]), found["mails"])
    check(not any("smtp" in line for line in found["proxy"]), found["proxy"])
    units = any(
        (Path(folder) / "systemd/system/leerid-backup.timer").exists()
        for folder in ("/etc", "/usr/local/lib", "/usr/lib", "/lib")
    )
    advice = "systemctl enable" if units else "doe: leerid backup leerid.copy"
    check(any(advice in line for line in found["reservekopie"]), found["reservekopie"])


def another_port_than_the_address_is_warned_of(site):
    warns = "links en kaarten wijzen naar http://localhost:8081 (loket_url)"
    port = str(free_port())
    changed = {
        "LEERID_LOKET_LISTEN": f"127.0.0.1:{port}",
        "LEERID_LOKET_URL": "http://localhost:8081",
    }
    check(any(warns in line for line in doctor(site, **changed)["proxy"]), "doctor warns")
    for fine in (
        {"LEERID_TRUSTED_PROXIES": "127.0.0.1"},
        {"LEERID_LOKET_URL": f"http://localhost:{port}"},
        {"LEERID_LOKET_URL": "https://loket.example.be"},
    ):
        check(not any(warns in line for line in doctor(site, **changed | fine)["proxy"]), fine)
    other = {"LEERID_MIJN_LISTEN": "127.0.0.1:0", "LEERID_METRICS_LISTEN": ""}
    with subprocess.Popen(
        [PROGRAM, "serve"],
        env={**site.env, **changed, **other},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as served:
        said = [served.stdout.readline() for _ in range(3)]
        served.terminate()
        log = served.communicate(timeout=60)[1]
    check(f"Let op: LeerID luistert op 127.0.0.1:{port}" in said[2] and warns in said[2], said)
    check("event=config_warning" in log and "loket_listen" in log, log)


def a_taken_port_names_the_setting(site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for setting in ("loket_listen", "mijn_listen", "metrics_listen"):
            free = {
                f"LEERID_{name.upper()}": "127.0.0.1:0"
                for name in ("loket_listen", "mijn_listen")
                if name != setting
            }
            settings = {**free, f"LEERID_{setting.upper()}": f"127.0.0.1:{port}"}
            code, _, error = told(site, "serve", **settings)
            wanted = f"{setting} = 127.0.0.1:{port}: a process listens there already"
            check(code == 1 and wanted in error and "in use" not in error, f"{code} {error}")


def a_link_is_offered_until_a_password_is_chosen(site):
    """As ./run does at every start."""
    told(site, "staff", "add", "beheer", "--role", "manager", "--school", 2)
    free = {"LEERID_LOKET_LISTEN": "127.0.0.1:0", "LEERID_MIJN_LISTEN": "127.0.0.1:0"}

    def offered():
        with subprocess.Popen(
            [PROGRAM, "serve", "--invite", "beheer"],
            env={**site.env, **free, "LEERID_METRICS_LISTEN": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as served:
            said = [served.stdout.readline() for _ in range(3)]
            served.terminate()
            served.communicate(timeout=60)
        return said[2]

    line = offered()
    check("Aanmelden: " in line and "/uitnodiging/" in line, line)
    guest = Visitor(site.loket)
    page = guest.follow(guest.get(re.search(r"/uitnodiging/\S+", line)[0]))
    done = guest.post(
        "/uitnodiging", page.csrf, gebruiker="beheer", wachtwoord="vier losse woorden samen"
    )
    check(done.status == 303, f"a password is chosen: {done.status}")
    line = offered()
    check("/uitnodiging/" not in line and "leerid staff reset beheer" in line, line)


CASES = [
    a_dry_run_says_what_the_real_run_would_stop_at,
    a_name_that_is_taken_leads_to_reset,
    what_doctor_finds_stands_below_its_check,
    another_port_than_the_address_is_warned_of,
    a_taken_port_names_the_setting,
    a_link_is_offered_until_a_password_is_chosen,
    what_does_not_exist_is_said_with_a_next_step,
    a_detail_stands_on_a_line_of_its_own,
    an_account_is_shown_in_words,
    a_mail_server_needs_a_sender,
]
