"""Form errors without scripts: the server shows the message beside the field, in the language of
the page, and keeps what was typed.
"""
import html
import re

from tap import case, check
from world import OWN

EMPTY = {"fr": "Ce champ est vide.", "de": "Dieses Feld ist noch leer.", "nl": "Vul dit veld in."}
LISTED = "?groep=5de+leerjaar"


def field(answer, name):
    """Returns the tag of a field, and the texts that describe it (aria-describedby)."""
    tag = re.search(rf'<input (?!type="hidden")[^>]*name="{name}"[^>]*>', answer.text)
    check(tag, f"no field {name}: {answer.status}")
    ids = re.search(r'aria-describedby="([^"]*)"', tag[0])
    said = [
        html.unescape(re.sub(r"<[^>]+>", "", found[1]))
        for identity in (ids[1].split() if ids else [])
        if (found := re.search(rf'<p class="err" id="{identity}">(.*?)</p>', answer.text))
    ]
    return tag[0], said


def refuses(answer, name, words, typed=None):
    tag, said = field(answer, name)
    check(answer.status in (403, 422), f"{name}: {answer.status}")
    check(said == [words] and 'aria-invalid="true"' in tag, f"{name}: {said}, wanted {words}")
    check(typed is None or f'value="{typed}"' in tag, f"{name} keeps {typed}: {tag}")


def keeps(answer, name, typed):
    tag, said = field(answer, name)
    check(not said and f'value="{typed}"' in tag, f"{name} keeps {typed}: {tag} {said}")


@case
def every_form_leaves_its_words_to_the_server(world):
    """A browser would show its own messages in its own language."""
    seen = 0
    pages = [(world.staff("operator"), ["/platform", "/platform/applicaties/nieuw"])]
    pages += [
        (
            world.staff("manager"),
            [
                world.path(route, world.own_pupil, world.own_batch)
                for route in world.routes
                if route["site"] == "loket" and route["method"] == "GET"
            ],
        )
    ]
    stranger = world.visitor(world.mijn)
    pages += [(stranger, ["/", "/aanmelden", "/niemand.hier", "/wachtwoord-vergeten"])]
    pages += [(world.visitor(world.loket), ["/aanmelden"])]
    for visitor, paths in pages:
        for path in filter(None, paths):
            if path in ("/afmelden", "/aanmelden") and visitor is pages[1][0]:
                continue
            for form in re.findall(r"<form [^>]*>", visitor.get(path).text):
                seen += 1
                check(" novalidate" in form or 'method="dialog"' in form, f"{path}: {form}")
    check(seen > 60, f"only {seen} forms are seen")


@case
def an_empty_sign_in_of_staff_is_no_attempt(world):
    counted = "SELECT (SELECT COUNT(*) FROM visit), (SELECT COUNT(*) FROM throttle_account)"
    before = world.rows(counted)
    visitor = world.visitor(world.loket)
    for language, words in EMPTY.items():
        visitor.get(f"/taal/{language}?terug=/aanmelden")
        token = visitor.get("/aanmelden").csrf
        for gebruiker, wachtwoord in (("", ""), ("manager", ""), (" ", "x")):
            answer = visitor.post(
                "/aanmelden", token, gebruiker=gebruiker, wachtwoord=wachtwoord, terug="/hulp"
            )
            if not gebruiker.strip():
                refuses(answer, "gebruiker", words)
            else:
                keeps(answer, "gebruiker", gebruiker)
            if not wachtwoord:
                refuses(answer, "wachtwoord", words)
            check('name="terug" value="/hulp"' in answer.text, "where it was going")
    check(world.rows(counted) == before, "an empty form counts as an attempt")


@case
def an_empty_own_password_of_staff_is_no_attempt(world):
    visitor = world.staff("viewer")
    token = visitor.get("/rekening").csrf
    counted = "SELECT COUNT(*) FROM throttle_account WHERE failures > 0"
    before = world.rows(counted)
    for oud, nieuw in (("", "vier losse woorden samen"), ("", ""), ("x", "")):
        answer = visitor.post("/rekening", token, actie="wachtwoord", oud=oud, nieuw=nieuw)
        for name, value in (("oud", oud), ("nieuw", nieuw)):
            if not value:
                refuses(answer, name, EMPTY["nl"])
    check(world.rows(counted) == before, "an empty field counts as an attempt")
    answer = visitor.post(
        "/rekening", token, actie="wachtwoord", oud="is het niet", nieuw="vier losse woorden samen"
    )
    refuses(answer, "oud", "Het huidige wachtwoord klopt niet. Probeer opnieuw.")


@case
def a_refused_password_of_staff_says_why(world):
    """The same messages as for pupils: too short, a name, one word, a common password."""
    visitor = world.staff("buur")
    school = world.rows("SELECT name FROM school WHERE school_id = ?", world.foreign)[0][0]
    word = max(re.findall(r"[A-Za-z]{5,}", school), key=len)
    old, token = world.passwords["buur"], visitor.get("/rekening").csrf
    for password, says in (
        ("kort", "te kort"),
        ("x" * 129, "te lang"),
        ("buurbuurbuur1", "je naam of die van je school staat erin"),
        (f"{word}2026", "je naam of die van je school staat erin"),
        ("wachtwoord1", "één gewoon woord"),
        ("qwertyuiop12", "veel mensen kiezen het"),
        (old, "Dit is je wachtwoord van nu."),
    ):
        answer = visitor.post("/rekening", token, actie="wachtwoord", oud=old, nieuw=password)
        _, said = field(answer, "nieuw")
        check(len(said) == 1 and says in said[0], f"{password}: {said}")
    made = re.search(r"/uitnodiging/\S+", world.leerid("staff", "reset", "beide"))[0]
    guest = world.visitor(world.loket)
    page = guest.follow(guest.get(made))
    for password, says in (
        ("", "Vul dit veld in."),
        ("beide12345", "je naam of die van je school staat erin"),
        (f"{word}2026", "je naam of die van je school staat erin"),
    ):
        answer = guest.post("/uitnodiging", page.csrf, gebruiker="beide", wachtwoord=password)
        _, said = field(answer, "wachtwoord")
        check(answer.status == 422 and len(said) == 1 and says in said[0], f"{password}: {said}")
    again = "vier andere woorden hier"
    answer = guest.post("/uitnodiging", page.csrf, gebruiker="beide", wachtwoord=again)
    check(answer.status == 303, f"a good one: {answer.status}")
    world.passwords["beide"] = again  # for the cases after this one


@case
def the_platform_says_beside_each_field_what_is_wrong(world):
    visitor = world.staff("operator")
    token = visitor.get("/platform").csrf
    number = "Geef een nummer van 1 tot 999999."
    schools = "Geef de nummers van instellingen die bestaan, bijvoorbeeld 2, 3."
    before = world.traces()
    for path, fields, wrong in (
        ("instelling", {"nummer": "", "naam": ""}, {"nummer": EMPTY["nl"], "naam": EMPTY["nl"]}),
        ("instelling", {"nummer": "x7", "naam": "De Brug"}, {"nummer": number}),
        ("instelling", {"nummer": "7", "naam": " "}, {"naam": EMPTY["nl"]}),
        (
            "instelling",
            {"nummer": OWN, "naam": "De Brug"},
            {"nummer": "Er is al een instelling met dat nummer."},
        ),
        (
            "personeel",
            {"gebruiker": "", "rol": "manager", "scholen": "2"},
            {"gebruiker": EMPTY["nl"]},
        ),
        (
            "personeel",
            {"gebruiker": "", "rol": "manager", "scholen": "", "klassen": "4A"},
            {
                "gebruiker": EMPTY["nl"],
                "scholen": schools,
                "klassen": "Alleen een leerkracht of een meekijker kan per klas werken.",
            },
        ),
        (
            "personeel",
            {"gebruiker": "lies", "rol": "teacher", "scholen": "999998"},
            {"scholen": schools},
        ),
        (
            "personeel",
            {"gebruiker": "lies", "rol": "teacher", "scholen": "twee"},
            {"scholen": schools},
        ),
        (
            "personeel",
            {"gebruiker": "manager", "rol": "viewer", "scholen": "2"},
            {
                "gebruiker": (
                    "Deze gebruikersnaam is al in gebruik. Kies een andere, of geef dit account"
                    " ‘Nieuwe toegang’."
                )
            },
        ),
        (
            "personeel",
            {"gebruiker": "lies peeters", "rol": "viewer", "scholen": "2"},
            {
                "gebruiker": (
                    "Geef een naam van hoogstens 60 letters, cijfers of tekens . - _ @, zonder"
                    " spaties of accenten."
                )
            },
        ),
    ):
        answer = visitor.post(f"/platform/{path}", token, **fields)
        for name, value in fields.items():
            if name in wrong:
                refuses(answer, name, wrong[name], value if str(value).strip() else None)
            elif name != "rol":
                keeps(answer, name, value)
        if "rol" in fields:
            check(f'value="{fields["rol"]}" selected' in answer.text, "the role stays")
    check(world.traces() == before, "something changed")


@case
def a_filter_without_a_name_and_a_network_without_an_address(world):
    visitor = world.staff("manager")
    token = visitor.get("/leerlingen").csrf
    for name, words in (
        ("", EMPTY["nl"]),
        ("  ", EMPTY["nl"]),
        ("n" * 41, "Typ hoogstens 40 tekens."),
    ):
        answer = visitor.post("/filters", token, query=LISTED, naam=name)
        refuses(answer, "naam", words, name.strip() or None)
        check(
            "5de leerjaar" in answer.text and '<details class="show mt2" open>' in answer.text,
            "the list that was being kept, and the form",
        )
    answer = visitor.post("/netwerken", token, actie="erbij", netwerk="")
    tag, said = field(answer, "netwerk")
    check(answer.status == 422 and len(said) == 1 and "193.190.1.2" in said[0], said)
    answer = visitor.post("/netwerken", token, actie="erbij", netwerk="192.168.1.1")
    check(field(answer, "netwerk")[1] == said and 'value="192.168.1.1"' in answer.text, "kept")


@case
def a_proof_without_a_password_is_no_attempt(world):
    visitor = world.staff("manager")
    world.change("UPDATE staff_session SET proof_ms = proof_ms - 16 * 60000")
    card = f"/leerlingen/{world.own_class}/kaart"
    page = visitor.get(card)
    counted = "SELECT COUNT(*) FROM throttle_account WHERE failures > 0"
    before = world.rows(counted)
    answer = visitor.post("/bevestig", page.csrf, bestand=card, terug="/leerlingen", bewijs="")
    refuses(answer, "bewijs", EMPTY["nl"])
    check(f'name="bestand" value="{card}"' in answer.text, "what was asked goes along")
    check(world.rows(counted) == before, "an empty proof counts as an attempt")
    answer = visitor.post("/bevestig", page.csrf, bestand=card, terug="/leerlingen", bewijs="mis")
    refuses(answer, "bewijs", "Dit wachtwoord klopt niet. Probeer opnieuw.")


@case
def an_import_past_the_safety_limit_wants_the_tick(world):
    """The message is beside the box that was not ticked; nothing changed, and a retry works."""
    visitor = world.staff("manager")
    lines = (world.folder / "sample/leerlingen.csv").read_text().splitlines()
    file = "\n".join(
        [lines[0], *[line for line in lines if line.split(";")[0].lstrip("0") == str(OWN)][:20]]
    )
    before = world.traces()

    def send(page, step, *more):
        parts = [("csrf", page.csrf), ("stap", step), *more]
        body = "".join(
            f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in parts
        )
        if step == "bekijk":
            body += (
                '--B\r\nContent-Disposition: form-data; name="bestand"; filename="lijst.csv"'
                f"\r\nContent-Type: text/csv\r\n\r\n{file}\r\n"
            )
        return visitor.ask(
            "POST", "/import", f"{body}--B--\r\n".encode(), "multipart/form-data; boundary=B"
        )

    page = send(visitor.get("/import"), "bekijk")
    check(page.status == 200 and page.says("Meer dan 15 % van de leerlingen"), page.status)
    year = 'name="jaar"' in page.text
    page = send(page, "toepassen", *([("jaar", "1")] if year else []))
    refuses(page, "toch", "Vink dit vakje aan om verder te gaan.")
    check(not year or field(page, "jaar")[0].count("checked") == 1, "the other tick stays")
    check(world.traces() == before, "something changed")
