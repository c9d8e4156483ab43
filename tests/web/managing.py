"""What a manager does: a roster, the settings of the school, class lists; and addresses that lead
back.
"""
import http.client
import re
import urllib.parse

from tap import case, check
from world import OWN, id_text


@case
def a_roster_is_looked_at_and_then_applied(world):
    visitor = world.staff("manager")
    lines = (world.folder / "sample/leerlingen.csv").read_text().splitlines()
    own = [lines[0]] + [line for line in lines[1:] if line.startswith("000002;")]

    def upload(text, **fields):
        token = visitor.get("/import").csrf
        parts = [
            f'--B\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
            for k, v in {"csrf": token, **fields}.items()
        ]
        file = (
            ""
            if text is None
            else (
                '--B\r\nContent-Disposition: form-data; name="bestand";'
                f' filename="lijst.csv"\r\nContent-Type: text/csv\r\n\r\n{text}\r\n'
            )
        )
        return post_parts(visitor, "/import", ("".join(parts) + file + "--B--\r\n").encode())

    check(
        upload("\n".join(own), stap="bekijk").says("Er is niets te wijzigen"),
        "the same file changes nothing",
    )
    nameless = own[3].split(";")
    nameless[lines[0].split(";").index("voornaam")] = ""
    broken = upload("\n".join([*own[:3], ";".join(nameless)]), stap="bekijk")
    check(broken.status == 422 and broken.says("rij 4, kolom 3:"), "a message with its place")
    before = world.traces()
    few = upload("\n".join(own[:100]), stap="bekijk")
    check(few.says("Meer dan 15 %") and few.says("Verlaat de school"), "the brake")
    check(
        upload(None, stap="toepassen").says("Meer dan 15 %") and world.traces() == before,
        "not without a yes",
    )
    moved = own[:3] + [own[3].replace(own[3].split(";")[8], "9Z", 1)] + own[4:]
    check(
        upload("\n".join(moved), stap="bekijk").says("Dit zou veranderen")
        and world.traces() == before,
        "only looked at",
    )
    check(
        upload(None, stap="toepassen").says("Doorgevoerd"),
        "applied without choosing the file again",
    )
    check(
        world.rows("SELECT COUNT(*) FROM enrolment WHERE class_code = '9Z'")[0][0] == 1,
        "it is there",
    )
    names = lines[0].split(";")
    sister = next(
        line.split(";") for line in own[1:] if line.split(";")[names.index("rijksregisternummer")]
    )
    told = dict(zip(names, sister)) | {
        "stamnummer": "9999999",
        "voornaam": "Borel",
        "officiële voornaam": "Borel",
    }
    copied = upload("\n".join([*moved, ";".join(told[name] for name in names)]), stap="bekijk")
    check(
        copied.says("Kijk deze rijen na")
        and copied.says("staat ook op rij")
        and copied.says("Voer door"),
        f"a copied number is a warning: {copied.status}",
    )
    check(
        upload(None, stap="toepassen").says("Doorgevoerd")
        and world.rows(
            "SELECT COUNT(*) FROM enrolment e JOIN pupil p ON p.pupil_id = e.pupil_id WHERE"
            " e.roll_number = 9999999 AND p.national_mac IS NULL"
        )
        == [(1,)],
        "and the file goes through",
    )
    others = "\n".join([lines[0]] + [line for line in lines[1:] if not line.startswith("000002;")])
    other = upload(others, stap="bekijk")
    check(
        other.status == 422
        and other.says("kies eerst die instelling met ‘Wijzig Instelling’.")
        and not other.says("--school"),
        f"another school's file is refused: {other.status}",
    )
    visitor.get("/taal/fr")
    check(
        upload(others, stap="bekijk").says(
            "Enlevez ces lignes, ou choisissez d'abord cet établissement avec « Changer"
            " d'établissement »."
        ),
        "in the language of the reader",
    )
    check(
        visitor.get("/geen/pagina").says("Cette page n'existe pas"),
        "the page for an unknown address too",
    )


@case
def a_manager_settles_the_own_school(world):
    visitor = world.staff("manager")
    page = visitor.get("/instellingen")
    group = "4de leerjaar"
    check(page.says(group), "the groups of the school")
    fields = {"plaatjes": 6, "cijfers": 4, "dagen": 30, "bewaar": 1, "groep": group, "soort": 2}
    check(
        visitor.post("/instellingen", page.csrf, **{**fields, "dagen": 0}).says("van 1 tot 365"),
        "days out of range are explained",
    )
    check(
        visitor.post(
            "/instellingen", page.csrf, **{k: v for k, v in fields.items() if k != "soort"}
        ).status
        == 400,
        "names and choices that do not pair",
    )
    name = world.rows("SELECT name FROM school WHERE school_id = ?", OWN)
    check(
        visitor.follow(visitor.post("/instellingen", page.csrf, **fields)).says(
            "De instellingen zijn bewaard"
        ),
        "saved",
    )
    check(
        world.rows(
            (
                "SELECT picture_count, word_digits, temporary_days, keep_sealed FROM school WHERE"
                " school_id = ?"
            ),
            OWN,
        )
        == [(6, 4, 30, 1)],
        "as typed",
    )
    check(
        world.rows("SELECT name FROM school WHERE school_id = ?", OWN) == name,
        "the name is the operator's",
    )
    check(
        world.rows("SELECT picture_count FROM school WHERE school_id = ?", world.foreign) == [(7,)],
        "the neighbour's stay",
    )
    pupil = world.rows(
        (
            "SELECT e.pupil_id FROM enrolment e LEFT JOIN account a ON a.pupil_id = e.pupil_id"
            " WHERE e.school_id = ? AND e.group_name = ? AND a.pupil_id IS NULL LIMIT 1"
        ),
        OWN,
        group,
    )[0][0]
    made = visitor.post(f"/leerlingen/{id_text(pupil)}/maak", page.csrf)
    form = visitor.get(made.location)
    check(re.search(r'value="gevorderd" checked', form.text), "the group's own type")
    visitor.post("/instellingen", page.csrf, **{**fields, "soort": 0, "plaatjes": 7, "dagen": 90})
    check(world.rows("SELECT COUNT(*) FROM school_group") == [(0,)], "by level again")


@case
def passwords_are_shown_at_once_only_while_the_switch_is_off(world):
    visitor = world.staff("manager")
    address = f"/leerlingen/{world.own_class}"
    page = visitor.get(address)
    check('class="dots-secret"' in page.text, "on in every session")
    visitor.post("/verberg", page.csrf, aan=0, terug=address)
    check("data-geheim" in visitor.get(address).text, "off: shown")
    world.change("UPDATE staff_session SET proof_ms = proof_ms - 16 * 60000")
    check("data-geheim" not in visitor.get(address).text, "an old proof shows nothing")
    check(
        "data-geheim" not in world.staff("manager").get(address).text,
        "another session has its own switch",
    )


@case
def a_class_list_with_passwords_wants_a_second_yes(world):
    visitor = world.staff("manager")
    token = visitor.get("/klaslijsten").csrf
    logged = lambda: world.rows("SELECT COUNT(*) FROM visit WHERE event = 67")[0][0]  # noqa: E731
    plain = visitor.post("/klaslijsten", token, klas="5WEWI", actie="druk")
    check(
        plain.headers["Content-Type"] == "application/pdf"
        and "leerid" in plain.headers["Content-Disposition"].lower()
        and logged() == 0,
        "without",
    )
    check(
        visitor.post("/klaslijsten", token, klas="5WEWI", wachtwoorden=1, actie="druk").says(
            "Ja, ik wil een lijst met wachtwoorden"
        ),
        "asked",
    )
    check(logged() == 0, "nothing yet")
    check(
        visitor.post(
            "/klaslijsten", token, klas="5WEWI", wachtwoorden=1, zeker=1, actie="druk"
        ).headers["Content-Type"]
        == "application/pdf"
        and logged() == 1,
        "with",
    )
    check(
        visitor.post("/klaslijsten", token, klas="bestaat niet", actie="druk").says(
            "Hier heeft nog niemand een LeerID"
        ),
        "an empty class is explained",
    )


@case
def addresses_that_come_back_stay_on_the_site(world):
    visitor = world.staff("beide")
    token = visitor.get("/instelling").csrf
    for path, fields in (
        ("/instelling", {"school": OWN}),
        ("/verberg", {"aan": 1}),
        ("/bevestig", {}),
    ):
        for terug in (
            "//elders.example.org/",
            "https://elders.example.org/",
            "/\\elders.example.org",
            "javascript:alert(1)",
            "/a\nb",
        ):
            answer = visitor.post(path, token, terug=terug, **fields)
            check(
                answer.status == 400
                or (
                    answer.location.startswith("/")
                    and "elders" not in answer.location
                    and ":" not in answer.location
                ),
                f"{path} {terug}: {answer.location}",
            )
    saved = visitor.post(
        "/filters",
        token,
        naam="<b>mijn & filter</b>",
        query="?q=ann&kies=alle&onbekend=1&status=geen&q2=//x",
    )
    check(
        saved.location == "/leerlingen?q=ann&status=geen",
        f"a filter is only a filter: {saved.location}",
    )
    listed = visitor.get("/leerlingen")
    check(
        "&lt;b&gt;mijn &amp; filter&lt;/b&gt;" in listed.text and "<b>mijn" not in listed.text,
        "escaped",
    )
    hostile = "/leerlingen?" + urllib.parse.urlencode(
        {
            "q": '"><script>alert(1)</script>',
            "groep": "' OR 1=1 --",
            "orde": "-x",
            "blad": "9999999999999",
        }
    )
    answer = visitor.get(hostile)
    check(
        answer.status == 200
        and "<script>alert" not in answer.text
        and answer.says("Totaal aantal rijen: 0"),
        "hostile filters match no pupil",
    )


def post_parts(visitor, path, body):
    connection = http.client.HTTPConnection("127.0.0.1", int(visitor.port), timeout=30)
    connection.request(
        "POST",
        path,
        body,
        {
            "Host": f"{visitor.host}:{visitor.port}",
            "Content-Type": "multipart/form-data; boundary=B",
            "Cookie": "; ".join(f"{k}={v}" for k, v in visitor.cookies.items()),
            "Sec-Fetch-Site": "same-origin",
        },
    )
    reply = connection.getresponse()
    answer = type(visitor.get("/hulp"))(reply.status, reply.headers, reply.read(), path)
    connection.close()
    return answer
