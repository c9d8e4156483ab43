"""The numbers on the privacy pages equal the constants, the settings and the behaviour of the
server; the contact is the one the school entered.
"""
import http.client
import json
import re
from pathlib import Path

from visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {
    "LEERID_RETENTION_MONTHS": "7",
    "LEERID_PRIVACY_CONTROLLER": "Scholengroep Noord",
    "LEERID_PRIVACY_CONTACT": "privacy@noord.example",
    "LEERID_PRIVACY_OFFICER": "dpo@noord.example",
}
MINUTE, HOUR, DAY = 60 * 1000, 3600 * 1000, 24 * 3600 * 1000


def check(holds, what):
    if not holds:
        raise AssertionError(what)


def constant(name, known={}):
    """Returns the value of an enumerator in src/, evaluated from its text."""
    if not known:
        for path in (ROOT / "src").rglob("*.[hc]"):
            for body in re.findall(r"enum \{(.*?)\}", path.read_text(), re.S):
                known.update(re.findall(r"([A-Z][A-Z0-9_]+) = ([A-Z0-9_ *()]+)", body))
    text = re.sub(r"INT64_C\((\d+)\)", r"\1", known[name])
    return eval(re.sub(r"[A-Z][A-Z0-9_]+", lambda found: str(constant(found[0])), text))


def numbers_are_those_of_the_code(site):
    idle, own_idle, own_days = (
        constant("PUPIL_IDLE_MS") // MINUTE,
        constant("PUPIL_OWN_IDLE_MS") // HOUR,
        constant("PUPIL_OWN_LIFE_DAYS"),
    )
    link, device, language = (
        constant("MAIL_LINK_MS") // MINUTE,
        constant("DEVICE_COOKIE_DAYS"),
        constant("LANGUAGE_COOKIE_DAYS"),
    )
    wanted = {
        "/privacy": [
            "tot 7 maanden na je laatste dag",
            f"Wanneer je je aanmeldde: {constant('VISIT_MONTHS')} maanden.",
            f"mislukte: {constant('ATTEMPTS_KEPT_DAYS')} dagen.",
            f"komen: {constant('NETWORKS_KEPT_DAYS')} dagen.",
            f"hoogstens {idle} minuten zonder dat je iets doet",
            f"hoogstens {own_idle} uur zonder dat je iets doet, en {own_days} dagen",
            f"al eens aanmeldde: {device} dagen",
            f"je taal te onthouden: {language} dagen",
            f"hoogstens {link} minuten.",
        ],
        "/ouders": ["7 maanden na de laatste dag op school"],
        "/toegankelijkheid": [
            f"plaatjes {constant('STEP_MS') // MINUTE} minuten staan",
            f"Na {idle} minuten zonder iets te doen",
            f"na {own_idle} uur",
            f"na je kaartje: {idle} minuten. Een link in een mail: {link} minuten.",
        ],
    }
    visitor = Visitor(site.mijn)
    for path, sentences in wanted.items():
        page = visitor.get(path)
        for sentence in sentences:
            check(page.says(sentence), f"{path}: {sentence}")
        check("nergens een klok" not in page.text, "there are clocks")
    staff = Visitor(site.loket).get("/privacy")
    check(
        staff.says(
            f"hoogstens {constant('STAFF_IDLE_MS') // MINUTE} minuten zonder dat je iets doet en"
            f" {constant('STAFF_LIFE_MS') // HOUR} uur"
        ),
        "staff",
    )


def everything_kept_is_named(site):
    page = Visitor(site.mijn).get("/privacy")
    for words in (
        "geboortedatum",
        "geslacht",
        "stamnummer",
        "rijksregisternummer",
        "alleen een code",
        "netwerkadres",
        "e-mailadres",
        "opnieuw tonen en afdrukken",
        "De beheerder van LeerID bepaalt welke gegevens",
        "We vragen daar geen toestemming voor",
    ):
        check(page.says(words), words)


def max_ages(site, method, path, cookies="", body=None):
    """Returns {cookie: days} that the response sets."""
    connection = http.client.HTTPConnection("127.0.0.1", site.ports[0], timeout=30)
    connection.request(
        method,
        path,
        body,
        {
            "Host": f"localhost:{site.ports[0]}",
            "Cookie": cookies,
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    lines = connection.getresponse().headers.get_all("Set-Cookie") or []
    connection.close()
    found = [(line.split("=")[0], re.search(r"Max-Age=(\d+)", line)) for line in lines]
    return {name: int(age[1]) / 86400 for name, age in found if age}


def the_server_does_what_the_page_says(site):
    username = site.accounts["Wachtwoord"].pop(0)
    visitor = Visitor(site.mijn)
    csrf = visitor.get(f"/{username}").csrf
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    ages = max_ages(
        site, "POST", f"/{username}", cookies, f"csrf={csrf}&wachtwoord={site.secrets[username]}"
    )
    check(ages == {"mijn-toestel": constant("DEVICE_COOKIE_DAYS")}, f"signing in: {ages}")
    check(
        max_ages(site, "GET", "/taal/fr") == {"mijn-taal": constant("LANGUAGE_COOKIE_DAYS")},
        "the language",
    )


def the_school_says_whom_to_ask(site):
    password = json.loads(
        site.leerid(
            "staff", "add", "manager", "--role", "manager", "--school", 2, "--keep", "--json"
        )
    )["password"]
    username = site.accounts["Wachtwoord"].pop(0)
    pupil, stranger, staff = Visitor(site.mijn), Visitor(site.mijn), Visitor(site.loket)
    pupil.sign_in(username, wachtwoord=site.secrets[username])
    staff.post("/aanmelden", staff.get("/aanmelden").csrf, gebruiker="manager", wachtwoord=password)
    platform = ("Scholengroep Noord", "privacy@noord.example", "dpo@noord.example")

    def shows(words, visitors):
        for visitor, paths in visitors:
            for path in paths:
                page = visitor.get(path)
                check(
                    all(page.says(word) for word in (*words, "Gegevensbeschermingsautoriteit")),
                    f"{path}: {words} {page.text[-1500:]}",
                )

    shows(
        platform,
        (
            (pupil, ("/privacy", "/ouders")),
            (stranger, ("/privacy", "/ouders")),
            (staff, ("/privacy",)),
        ),
    )
    answer = staff.post(
        "/instellingen",
        staff.get("/instellingen").csrf,
        plaatjes=7,
        cijfers=4,
        dagen=90,
        bewaar=1,
        verantwoordelijke="vzw De Haven",
        contact="02 555 01 02",
        functionaris="fg@haven.example",
    )
    check(answer.status == 303, f"{answer.status}")
    page = staff.get("/instellingen")
    check('value="vzw De Haven"' in page.text and 'value="02 555 01 02"' in page.text, "kept")
    shows(
        ("vzw De Haven", "02 555 01 02", "fg@haven.example"),
        ((pupil, ("/privacy", "/ouders")), (staff, ("/privacy",))),
    )
    shows(platform, ((stranger, ("/privacy", "/ouders")),))
    site.leerid("school", "set", 2, "--digits", 4)
    shows(("vzw De Haven",), ((pupil, ("/privacy",)),))
    long = staff.post(
        "/instellingen", page.csrf, plaatjes=7, cijfers=4, dagen=90, contact="x" * 201
    )
    check(
        long.status >= 400 and staff.get("/privacy").says("02 555 01 02"),
        "a text that is too long changes nothing",
    )


def parents_are_led_to_their_page(site):
    visitor = Visitor(site.mijn)
    for path in ("/hulp", "/privacy"):
        check('href="/ouders"' in visitor.get(path).text, path)
    check(
        visitor.get("/ouders").says(
            "LeerID vraagt nooit per mail of telefoon naar het wachtwoord."
        ),
        "the page",
    )
    for code in ("fr", "en", "de"):
        visitor.get(f"/taal/{code}")
        for path in ("/privacy", "/ouders", "/toegankelijkheid"):
            check(
                re.search(r"\{\d\}", re.sub(r"<[^>]+>", "", visitor.get(path).text)) is None,
                f"{code} {path}",
            )


CASES = [
    numbers_are_those_of_the_code,
    everything_kept_is_named,
    the_server_does_what_the_page_says,
    the_school_says_whom_to_ask,
    parents_are_led_to_their_page,
]
