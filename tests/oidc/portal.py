"""Applicatie beheer: the operator registers an application, the school enables it, the pupil sees
the tile and signs in; history and counters record it.
"""
import html
import json
import re
import sqlite3
import struct
import subprocess
import urllib.parse
import zlib

from steps import journey
from tap import check
from party import Party, call
from served import PROGRAM
from visitor import Visitor


def staff(world, name, *options):
    made = json.loads(world.site.leerid("staff", "add", name, *options, "--keep", "--json"))
    visitor = Visitor(world.site.loket)
    answer = visitor.post(
        "/aanmelden", visitor.get("/aanmelden").csrf, gebruiker=name, wachtwoord=made["password"]
    )
    check(answer.status == 303, f"{name}: {answer.status} {answer.text[:300]}")
    return visitor


def send(visitor, path, **fields):
    pairs = [("csrf", visitor.get(path).csrf)] + [
        (k, v)
        for k, values in fields.items()
        for v in (values if isinstance(values, list) else [values])
    ]
    return visitor.ask("POST", path, urllib.parse.urlencode(pairs))


@journey
def an_operator_admits_an_application(world):
    operator = staff(world, "operator", "--role", "operator")
    fields = {
        "naam": "Woordspel",
        "maker": "Woordwerk",
        "uitleg": "Woorden leggen",
        "waarom": "om bij te houden hoe ver een kind is",
        "begin": "https://woord.example.org/",
        "terug": "https://woord.example.org/terug\r\nhttps://woord.example.org/terug2",
        "na": "",
        "melding": "",
        "sector": "",
        "sleutels": "",
        "gegeven": ["first_name", "class"],
        "niveau": ["2", "3"],
    }
    bad = send(
        operator,
        "/platform/applicaties/nieuw",
        **{**fields, "terug": "http://woord.example.org/terug"},
    )
    check(
        bad.status == 422
        and bad.says("http://woord.example.org/terug: gebruik https")
        and "om bij te houden" in bad.text,
        "refused with a reason, what was typed stays",
    )
    made = send(operator, "/platform/applicaties/nieuw", **fields)
    check(
        made.status == 200 and made.says("Geef dit aan de maker van de applicatie"), made.text[:500]
    )
    client_id, secret = (
        html.unescape(re.search(rf'<dt>{n}</dt><dd class="code wrapany">([^<]+)', made.text)[1])
        for n in ("client_id", "client_secret")
    )
    listed = operator.get("/platform/applicaties")
    check(
        listed.says("Woordspel") and listed.says(client_id) and secret not in listed.text,
        "listed, without its secret",
    )
    address = re.search(
        r'href="(/platform/applicaties/\w{13})">[^<]*<span class="sr"> Woordspel', listed.text
    )[1]
    check(secret not in operator.get(address).text, "shown once only")
    renewed = operator.post(address + "/beheer", operator.get(address).csrf, doe="geheim")
    check(renewed.says("client_secret") and secret not in renewed.text, "a new secret")
    chosen = r'name="(?:gegeven|optie)" value="([^"]+)" checked'
    check(
        not re.findall(chosen, operator.get("/platform/applicaties/nieuw").text),
        "a new application gets no data by default",
    )
    changed = send(
        operator,
        address,
        **{**fields, "naam": "Woordspel 2", "optie": ["auth-time", "mail-placeholder"]},
    )
    check(
        re.findall(chosen, operator.get(address).text)
        == ["first_name", "class", "auth-time", "mail-placeholder"],
        "what was chosen is kept",
    )
    check(operator.get(address).says("Geen enkele aanvraag werd geweigerd."), "nothing was refused")
    call(
        world.site.mijn + "/oidc/token",
        "POST",
        {
            "grant_type": "authorization_code",
            "code": "x",
            "client_id": client_id,
            "client_secret": "fout",
        },
    )
    told = operator.get(address)
    check(
        told.says("/oidc/token") and told.says("invalid_clientthe client_secret is wrong"),
        "the page tells why",
    )
    check(
        changed.location == "/platform/applicaties" and operator.get(address).says("Woordspel 2"),
        "changed",
    )
    world.woordspel = client_id
    world.woordspel_page = address.rsplit("/", 1)[1]


@journey
def a_school_decides_who(world):
    """Disabled: no tile and no access. Enabled for the class of one pupil: only that pupil. Then
    for the whole school.
    """
    party = Party.__new__(Party)
    party.__dict__.update(
        world.party.__dict__, id=world.woordspel, redirect="https://woord.example.org/terug"
    )
    manager = staff(world, "beheerder", "--role", "manager", "--school", "2")
    page = manager.get("/applicaties")
    check(
        page.says("Woordspel 2")
        and page.says("Niemand")
        and page.says("voornaam")
        and page.says("pseudoniem"),
        "the catalogue shows the provider and the data",
    )
    check(not manager.get("/platform/applicaties").says("Laat een applicatie toe"), "no operator")
    one, username = world.site.pupil()
    other, _ = world.site.pupil()
    check(not one.get("/").says("Woordspel") and party.ask(one).says("Nog geen toegang"), "off")
    mine = re.search(r"<dt>Klas</dt><dd>([^<]+)", one.get("/").text)
    chosen = html.unescape(mine[1])
    address = f"/applicaties/{world.woordspel_page}"
    detail = manager.get(address)
    check(
        detail.says("Aanmeldingen per dag")
        and detail.says("om bij te houden hoe ver een kind is")
        and f'name="klas" value="{html.escape(chosen)}"' in detail.text,
        "what and why",
    )
    check(send(manager, address, klas=chosen).location == "/applicaties", "switched on for a class")
    check(
        one.get("/").says("Woordspel 2") and party.landed(party.ask(one)),
        f"{username} of {chosen} gets in",
    )
    theirs = html.unescape(re.search(r"<dt>Klas</dt><dd>([^<]+)", other.get("/").text)[1])
    check(theirs == chosen or party.ask(other).says("Nog geen toegang"), "others do not")
    check(manager.get("/applicaties").says("1 klas"), "and the catalogue says so")
    check(
        send(manager, "/applicaties", rij=world.woordspel_page, aan=world.woordspel_page).location
        == "/applicaties",
        "saved",
    )
    check(manager.get("/applicaties").says("1 klas"), "on for some stays on for some")
    check(
        send(manager, address, school="1").status == 303 and party.landed(party.ask(other)),
        "then everybody",
    )
    check(
        send(manager, "/applicaties", rij=world.woordspel_page).location == "/applicaties",
        "one click",
    )
    check(
        party.ask(other).says("Nog geen toegang") and not other.get("/").says("Woordspel"),
        "and off again",
    )


@journey
def a_school_reads_what_its_pseudonym_is(world):
    """Pairwise subjects per application, per sector, or public."""
    manager = staff(world, "lezer", "--role", "manager", "--school", "2")
    made = [
        Party(world.site, f"Pseudoniem {i}", *options, redirect=f"https://p{i}.example.org/terug")
        for i, options in enumerate(
            ((), ("--sector", "samen"), ("--sector", "samen"), ("--public-subject",))
        )
    ]
    listed = manager.get("/applicaties").text
    texts = []
    for i, _ in enumerate(made):
        row = listed[listed.index(f"<b>Pseudoniem {i}</b>") :]
        page = manager.get(re.search(r'href="(/applicaties/\w{13})"', row)[1])
        texts.append(
            [re.search(r'<span class="tag">([^<]+)', t)[1] for t in (row, page.text)] + [page]
        )
    check(
        [t[:2] for t in texts] == [["pseudoniem"] * 2] + [["gedeeld pseudoniem"] * 2] * 3,
        f"{[t[:2] for t in texts]}",
    )
    check(
        [t[2].says("een eigen pseudoniem") for t in texts] == [True, False, False, False],
        "own only where it is",
    )
    check(
        texts[1][2].says("in deze applicatie en in Pseudoniem 2.")
        and texts[2][2].says("in deze applicatie en in Pseudoniem 1."),
        "with whom",
    )
    check(texts[3][2].says("hetzelfde pseudoniem als in alle andere"), "public")


@journey
def rights_hold_in_applicatie_beheer(world):
    address = f"/applicaties/{world.woordspel_page}"
    viewer = staff(world, "kijker", "--role", "viewer", "--school", "2")
    page = viewer.get("/applicaties")
    check(
        page.says("Woordspel 2") and 'role="switch"' not in page.text,
        "a viewer sees and cannot change",
    )
    token = viewer.get("/leerlingen").csrf
    for path, fields in (
        ("/applicaties", {"rij": world.woordspel_page, "aan": world.woordspel_page}),
        (address, {"school": "1"}),
        ("/platform/applicaties/nieuw", {"naam": "x"}),
        (f"/platform{address}/beheer", {"doe": "weg"}),
    ):
        check(viewer.post(path, token, **fields).status in (403, 404), path)
    for path in ("/platform/applicaties", "/platform/applicaties/nieuw", f"/platform{address}"):
        check(viewer.get(path).status == 404, path)
    world.site.leerid("school", "add", "7", "Andere school")
    foreign = staff(world, "vreemde", "--role", "manager", "--school", "7")
    check(send(foreign, address, school="1").status == 303, "their own school")
    pupil, _ = world.site.pupil()
    party = Party.__new__(Party)
    party.__dict__.update(
        world.party.__dict__, id=world.woordspel, redirect="https://woord.example.org/terug"
    )
    check(party.ask(pupil).says("Nog geen toegang"), "a school switches on for its own pupils only")


@journey
def visits_are_in_the_history(world):
    visitor, username = world.site.pupil()
    world.party.authorize(visitor)
    manager = staff(world, "nakijker", "--role", "manager", "--school", "2")
    with sqlite3.connect(world.site.folder / "state/leerid.db") as connection:
        number = connection.execute(
            "SELECT pupil_id FROM account WHERE username = ?", (username,)
        ).fetchone()[0]
    pupil = "".join(
        "0123456789abcdefghjkmnpqrstvwxyz"[number >> 5 * i & 31] for i in reversed(range(13))
    )
    detail = manager.get(f"/leerlingen/{pupil}/detail")
    check(
        detail.says("Applicatie geopend") and detail.says("Rekenrots"), "Detail account historiek"
    )
    page = manager.get("/applicaties")
    count = re.search(r"Rekenrots.*?Aan voor alle scholen.*?num\">(\d+)<", page.text, re.S)
    check(count and int(count[1]) > 10, "counted")


def png(width, height, text=b""):
    """Returns a minimal image of one colour."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + (chunk(b"tEXt", text) if text else b"")
        + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + b"\x55" * width for _ in range(height))))
        + chunk(b"IEND", b"")
    )


@journey
def an_application_has_a_logo(world):
    site, file = world.site, world.site.folder / "logo.png"
    told = [
        subprocess.run(
            [
                PROGRAM,
                "app",
                "add",
                "Zonder tegel",
                "--redirect-uri",
                "https://x.example.org/terug",
                "--data",
                "class",
                *more,
            ],
            env=site.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
        ).stderr
        for more in ((), ("--home-url", "https://x.example.org/"))
    ]
    check("zonder beginadres krijgen leerlingen geen tegel" in told[0] and told[1] == "", f"{told}")
    made = json.loads(
        site.leerid(
            "app",
            "add",
            "Tekendoos",
            "--redirect-uri",
            "https://teken.example.org/terug",
            "--home-url",
            "https://teken.example.org/",
            "--all-schools",
            "--json",
        )
    )
    visitor, _ = site.pupil()
    check(
        visitor.get("/").says("Tekendoos") and "/oidc/logo/" not in visitor.get("/").text,
        "letters before there is one",
    )
    for bytes_, why in (
        (b"GIF89a" + bytes(60), "geen PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "geen PNG"),
        (png(600, 600), "breder of hoger dan 512"),
        (png(64, 64)[:20], "het einde van het bestand ontbreekt"),
        (png(64, 64)[:-1] + b"x", "beschadigd"),
        (png(64, 64) + bytes(65536), "achter het beeld"),
        (png(64, 64) + bytes(1 << 20), "groter dan 1 MB"),
    ):
        file.write_bytes(bytes_)
        done = subprocess.run(
            [PROGRAM, "app", "logo", made["client_id"], file],
            env=site.env,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        check(
            done.returncode == 3
            and why in done.stderr
            and "PNG van hoogstens 64 KB" in done.stderr
            and "niets gewijzigd" in done.stderr,
            f"{why}: {done.returncode} {done.stderr}",
        )
    file.write_bytes(png(64, 64, text=b"Author\0Jan Peeters"))
    site.leerid("app", "logo", made["client_id"], file)
    address = re.search(r'<img src="(/oidc/logo/\w{13})"', visitor.get("/").text)[1]
    for origin in (site.mijn, site.loket):
        reply = call(origin + address)
        check(
            reply.status == 200
            and reply.headers["Content-Type"] == "image/png"
            and reply.headers["X-Content-Type-Options"] == "nosniff"
            and "Peeters" not in reply.text,
            f"{origin}: {reply.status} {reply.text!r}",
        )
    check(call(site.mijn + "/oidc/logo/0000000000001").status == 404, "none")


@journey
def the_language_that_the_application_asks_for(world):
    visitor = Visitor(world.site.mijn)
    page = visitor.follow(world.party.ask(visitor, ui_locales="sv fr-BE nl"))
    check(visitor.cookies["mijn-taal"] == "fr" and '<html lang="fr' in page.text, page.text[:200])
    visitor.cookies["mijn-taal"] = "nl"
    world.party.ask(visitor, ui_locales="de")
    check(visitor.cookies["mijn-taal"] == "nl", "what the pupil chose stays")
