"""Ended accounts, invented usernames, signing out, and the next pupil on the same tablet."""
import os
import subprocess
import threading

from alike import guesses, twin_of
from own_password import OWN
from secrets_of_pupils import database, release, taken
from served import PICTURES
from tap import case, check
from visitor import Visitor


@case
def expired_and_inactive_are_told_to_who_knows_the_secret(site):
    username = taken(site, "Tijdelijk wachtwoord")
    database(site, "UPDATE account SET secret_ends_ms = 1000 WHERE username = ?", username)
    visitor = Visitor(site.mijn)
    check(
        visitor.follow(visitor.sign_in(username, wachtwoord="pgu9J7Zx")).says("Dat klopt nog niet"),
        "wrong stays wrong",
    )
    check(
        visitor.follow(visitor.sign_in(username, wachtwoord=site.secrets[username])).says(
            "Vraag op school een nieuw kaartje."
        ),
        "expired",
    )
    username = taken(site, "Wachtwoord")
    database(
        site,
        "UPDATE account SET inactive_ms = 1000, inactive_reason = 'test' WHERE username = ?",
        username,
    )
    check(
        visitor.follow(visitor.sign_in(username, wachtwoord="fout1234")).says("Dat klopt nog niet"),
        "wrong stays wrong",
    )
    check(
        visitor.follow(visitor.sign_in(username, wachtwoord=site.secrets[username])).says(
            "Je LeerID staat uit"
        ),
        "inactive",
    )


@case
def nobody_answers_as_somebody_does(site):
    for network in ("of a stranger", "of the school"):
        for kind, field in (("Wachtwoord", "wachtwoord"), ("Afbeeldingswachtwoord", "reeks")):
            release(site)
            for table in ("school_network", "network_pupil"):
                database(site, f"DELETE FROM {table}")
            if network == "of the school":
                database(
                    site, "INSERT INTO school_network VALUES (2, '127.0.0.1', 1, 9999999999999)"
                )
            username = taken(site, kind)
            names = (username, twin_of(site, username))
            seen = guesses(site, names, field)
            check(
                seen[0] == seen[1],
                f"network {network}, {kind}: "
                + "\n".join(f"{a}\n{b}" for a, b in zip(*seen) if a != b)[:2000],
            )
            paused = [a[0] for a in seen[0]].index(503)
            check(
                paused == (6 if network == "of a stranger" else 10),
                f"network {network}: the pause came after {paused}",
            )
            check(all(a[0] == 503 for a in seen[0][paused:]), "the page shows the pause too")


class BusyHashing:
    """While this is entered the hash threads of the server get almost no processor time: they run
    idle on one processor that another process keeps busy.
    """

    HASH_NICE = 12  # NICE in src/crypto/hash_pool.c: no other thread has it

    def __init__(self, site):
        tasks = f"/proc/{site.children[-1].pid}/task"
        self.threads = [
            int(task)
            for task in os.listdir(tasks)
            if os.getpriority(os.PRIO_PROCESS, int(task)) == self.HASH_NICE
        ]

    def __enter__(self):
        self.processors = os.sched_getaffinity(0)
        one = {min(self.processors)}
        self.hogs = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(2)]
        for hog in self.hogs:
            os.sched_setaffinity(hog.pid, one)
            # also when the tests themselves run at idle priority
            os.sched_setscheduler(hog.pid, os.SCHED_OTHER, os.sched_param(0))
        for thread in self.threads:
            os.sched_setaffinity(thread, one)
            os.sched_setscheduler(thread, os.SCHED_IDLE, os.sched_param(0))
        return self

    def __exit__(self, *_):
        for hog in self.hogs:
            hog.kill()
            hog.wait()
        for thread in self.threads:
            os.sched_setscheduler(thread, os.SCHED_OTHER, os.sched_param(0))
            os.sched_setaffinity(thread, self.processors)


@case
def a_full_hash_queue_blames_nobody(site):
    release(site)
    said = {
        "nl": "Er melden zich nu veel leerlingen aan. Probeer het over een minuut opnieuw.",
        "fr": "Beaucoup d'élèves se connectent en ce moment. Réessaie dans une minute.",
        "en": "Many pupils are signing in right now. Try again in a minute.",
        "de": "Gerade melden sich viele Schülerinnen und Schüler an. Versuche es in einer Minute",
    }
    answers = []

    def attempt(name, code):
        visitor = Visitor(site.mijn)
        visitor.get(f"/taal/{code}?terug=/")
        answers.append((code, visitor.sign_in(name, wachtwoord="fout1234")))

    with BusyHashing(site) as busy:
        check(busy.threads, "the hash threads are found")
        threads = [
            threading.Thread(target=attempt, args=(f"niemand.{code}{number}", code))
            for number in range(len(busy.threads) + 1)
            for code in said
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(3)
    for thread in threads:
        thread.join()
    refused = [(code, answer) for code, answer in answers if answer.status == 503]
    # others may have waited for a lock that a starved thread held: they get the general page
    busy_ones = [(code, answer) for code, answer in refused if answer.says(said[code])]
    check(busy_ones, f"{[(c, a.status, a.title) for c, a in answers]}")
    for code, answer in busy_ones:
        check(answer.headers["Retry-After"] == "60", answer.headers["Retry-After"])
    for code, answer in refused:
        blame = ("Het lukte een paar keer niet", "marché plusieurs fois", "a few times", "ein paar")
        check(not any(map(answer.says, blame)), f"{code} did nothing wrong: {answer.text[-900:]}")
    failures = database(site, "SELECT COALESCE(SUM(failures), 0) FROM throttle_account")[0][0]
    check(failures <= len(answers) - len(busy_ones), "and a refused attempt counts for nothing")


@case
def signing_out(site):
    username = taken(site, "Wachtwoord")
    release(site)
    here, there = Visitor(site.mijn), Visitor(site.mijn)
    for visitor in (here, there):
        check(
            visitor.sign_in(username, wachtwoord=site.secrets[username], eigen="1").location == "/",
            "in",
        )
    check(here.get(f"/{username}").location == "/", "the own card opens the start page")
    old = dict(here.cookies)
    check(
        here.follow(here.post("/afmelden", here.get("/").csrf)).says("Je bent afgemeld.")
        and not here.get("/").says("Je bent afgemeld."),
        "out, and told once",
    )
    here.cookies = old
    check(here.get("/").says("Wie ben jij?"), "the old cookie is worth nothing")
    check(there.get("/").says("Mijn gegevens"), "still in over there")
    here.sign_in(username, wachtwoord=site.secrets[username])
    here.post("/afmelden-overal", here.get("/").csrf)
    check(there.get("/").says("Wie ben jij?"), "out everywhere")


@case
def somebody_else_takes_the_tablet(site):
    first, second = taken(site, "Wachtwoord"), taken(site, "Afbeeldingswachtwoord")
    visitor = Visitor(site.mijn)
    visitor.sign_in(first, wachtwoord=site.secrets[first])
    old = dict(visitor.cookies)
    numbers = "-".join(str(PICTURES.index(n)) for n in site.secrets[second].split("-"))
    visitor.sign_in(second, reeks=numbers, doe="klaar")
    check(visitor.get("/").says(second), "the second is in")
    visitor.cookies = old
    check(not visitor.get("/").says(first), "the first is out")


@case
def two_first_sign_ins_in_one_browser(site):
    """The form of the first pupil does not set the password of a second one, whose card was scanned
    in another tab.
    """
    visitor, names = Visitor(site.mijn), [taken(site, "Tijdelijk wachtwoord") for _ in range(2)]
    pages = []
    for username in names:
        visitor.sign_in(username, wachtwoord=site.secrets[username])
        pages.append(visitor.get("/nieuw-wachtwoord"))
    wrong = visitor.post(
        "/nieuw-wachtwoord", pages[0].csrf, gebruikersnaam=names[0], nieuw=OWN, nogeens=OWN
    )
    check(
        wrong.says("Hier meldt iemand anders zich aan") and wrong.says("Er is niets bewaard"),
        f"{wrong.status} {wrong.location}",
    )
    right = visitor.post(
        "/nieuw-wachtwoord", pages[1].csrf, gebruikersnaam=names[1], nieuw=OWN, nogeens=OWN
    )
    check(
        right.status == 303 and visitor.get("/").says(names[1]), f"{right.status} {right.location}"
    )


@case
def languages_are_remembered(site):
    visitor = Visitor(site.mijn)
    for code, lang in (("fr", "fr-BE"), ("en", "en"), ("de", "de-BE"), ("nl", "nl-BE")):
        check(visitor.get(f"/taal/{code}?terug=/hulp").location == "/hulp", "back")
        check(f'<html lang="{lang}">' in visitor.get("/").text, f"{code} stays")
    check(
        visitor.get("/taal/fr?terug=//elsewhere.example").location == "/", "never to another site"
    )


@case
def nothing_secret_is_kept_or_shown(site):
    username = taken(site, "Afbeeldingswachtwoord")
    visitor = Visitor(site.mijn)
    names = site.secrets[username].split("-")
    visitor.tap(username, names, PICTURES)
    for path in visitor.visited:
        check("?" not in path and not any(c.isdigit() for c in path.replace(username, "")), path)
    for path in ("/", f"/{username}", "/hulp", "/wachtwoord-vergeten"):
        answer = visitor.get(path)
        check(answer.headers["Cache-Control"] == "no-store", f"{path} is kept")
        check(
            "unsafe-inline" not in answer.headers["Content-Security-Policy"]
            and "style=" not in answer.text
            and "<script>" not in answer.text,
            path,
        )
    log = (site.folder / "log").read_text()
    check(username not in log and site.secrets[username] not in log, "the log")
