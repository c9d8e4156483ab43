"""Pupils from primary schools whose basic accounts become advanced: the list, the draft, the
result, the pupil, and back again.
"""
import io
import json
import re
import time
import urllib.parse
import zipfile

from served import PICTURES, rows_of_workbook
from visitor import Visitor
from tap import case, check
from world import OWN, id_text

OWN_PASSWORD = "vier blauwe fietsen in de regen"


class Class:
    """Three pupils of a secondary class with a basic account, one without, and Ivica Cauberghs,
    whose account is advanced.
    """

    def __init__(self, world):
        rows = world.rows(
            (
                "SELECT e.roll_number, e.pupil_id FROM enrolment e LEFT JOIN account a ON"
                " a.pupil_id = e.pupil_id WHERE e.school_id = ? AND e.class_code = '5LAWI' AND"
                " a.pupil_id IS NULL ORDER BY e.roll_number LIMIT 4"
            ),
            OWN,
        )
        self.world, self.numbers, self.ids = (
            world,
            [n for n, _ in rows],
            [id_text(p) for _, p in rows],
        )
        self.pupils = [p for _, p in rows]
        world.create(self.numbers[:3], "--type", "basic", "--secret", "picture")
        self.names = [
            world.rows("SELECT username FROM account WHERE pupil_id = ?", p)[0][0]
            for p in self.pupils[:3]
        ]
        self.made_by = self.account(1)[-1]
        self.staff = world.staff("manager")

    def account(self, i):
        return world_row(
            self.world,
            (
                "SELECT type, secret_kind, must_change, email, batch_id FROM account WHERE"
                " pupil_id = ?"
            ),
            self.pupils[i],
        )

    def send(self, path, *fields):
        fields = [("csrf", self.staff.get("/leerlingen").csrf), *fields]
        return self.staff.ask("POST", path, urllib.parse.urlencode(fields))

    def choose(self, *ids):
        return self.send(
            "/leerlingen", ("filter", ""), ("actie", "maak"), *(("l", i) for i in ids)
        ).location

    def edit(self, draft, action, *more):
        listed = [field for i in self.ids for field in (("rij", i), (f"in.{i}", "1"))]
        return self.send(draft, *listed, *more, ("actie", action))


def world_row(world, statement, *values):
    return world.rows(statement, *values)[0]


def taps(world, visitor, name):
    return visitor.tap(name, world.secrets[name].split("-"), PICTURES)


def seen_in_the_list(group):
    page = group.staff.get("/leerlingen?wordt=gevorderd")
    check(
        page.says("Wordt gevorderd 3")
        and page.says("Totaal aantal rijen: 3")
        and page.says("wordt gevorderd"),
        "the pill, the filter, the mark",
    )
    check(
        group.staff.get(f"/leerlingen/{group.ids[0]}").says("Dit basis account wordt gevorderd"),
        "on the pupil's page",
    )
    check(
        not group.staff.get(f"/leerlingen/{group.world.own_class}").says(
            "Dit basis account wordt gevorderd"
        ),
        "not of who fits",
    )


def looked_over(group):
    """The draft, with fields that a form may not change, and a weak password that is rejected."""
    address = group.choose(*group.ids, group.world.own_class)
    draft = address.split("?")[0]
    first, new = group.ids[0], group.ids[3]
    page = group.staff.get(address)
    check(
        page.says("3 leerlingen hebben een basis LeerID en worden gevorderd")
        and page.says("1 gekozen leerling heeft al een LeerID"),
        "said",
    )
    check(
        f'name="naam.{first}"' not in page.text and f'name="naam.{new}"' in page.text,
        "the username of an upgraded pupil is fixed",
    )
    group.edit(
        draft,
        "bijwerken",
        (f"naam.{first}", "een.andere"),
        (f"geheim.{first}", "plaatjes"),
        (f"ww.{new}", "welkom12"),
    )
    page = group.staff.get(draft)
    check(
        "een.andere" not in page.text
        and page.says("te makkelijk te raden")
        and page.text.count("worden gevorderd") == 1,
        "only the secret is read",
    )
    group.edit(draft, f"nieuw.{new}")
    check(not group.staff.get(draft).says("te makkelijk te raden"), "another one")
    group.edit(draft, f"vorige.{new}")
    check(
        not group.staff.get(draft).says("te makkelijk te raden"),
        "refused secrets are never sent back",
    )
    group.edit(draft, f"nieuw.{new}")
    return draft


def saved(group, draft):
    world = group.world
    world.change(
        "UPDATE account SET type = 2 WHERE pupil_id = ?", group.pupils[2]
    )  # a colleague was first
    answer = group.edit(draft, "bewaar")
    page = group.staff.follow(answer)
    for _ in range(100):
        if "/bezig" not in page.path:
            break
        time.sleep(0.2)
        page = group.staff.follow(group.staff.get(page.path))
    check(
        page.says("2 LeerID's zijn gevorderd geworden")
        and page.says("1 LeerID met gevorderd wachtwoord")
        and page.says("GEVORDERD GEWORDEN"),
        "the counts",
    )
    check(page.says("is intussen al gevorderd"), "and who was not turned, and why")
    with zipfile.ZipFile(io.BytesIO(raw(group.staff, draft + "/zip"))) as archive:
        book = next(n for n in archive.namelist() if n.endswith(".xlsx"))
        world.read(list(rows_of_workbook(archive.open(book))))
    versions = world.rows("SELECT SUM(version) FROM account")
    again = group.edit(draft, "bewaar")
    check(
        again.location.startswith(draft + "/klaar")
        and world.rows("SELECT SUM(version) FROM account") == versions,
        "sent again: the same result",
    )
    check(
        [group.account(i)[:4] for i in (0, 1)] == [(2, 3, 1, None)] * 2,
        "advanced, temporary, to be replaced, no address",
    )
    events = [
        e
        for e, in world.rows(
            "SELECT event FROM history WHERE subject_id = ? ORDER BY seq", group.pupils[0]
        )
    ][-2:]
    check(events == [4, 3], f"type and secret stand in the history: {events}")


def raw(visitor, path):
    """Returns the bytes of a document."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", visitor.door, timeout=60)
    connection.request(
        "GET",
        path,
        headers={
            "Host": f"{visitor.host}:{visitor.port}",
            "Cookie": "; ".join(f"{k}={v}" for k, v in visitor.cookies.items()),
        },
    )
    body = connection.getresponse().read()
    connection.close()
    return body


def signed_in_anew(group, visitor, old):
    world, name = group.world, group.names[0]
    check(visitor.get("/").says("Wie ben jij?"), "the open session ended")
    check(
        visitor.sign_in(name, wachtwoord=old).location == f"/{name}"
        and not visitor.get("/").says("Mijn gegevens"),
        "the pictures are no password any more",
    )
    answer = visitor.sign_in(name, wachtwoord=world.secrets[name])
    check(answer.location == "/nieuw-wachtwoord", f"an own password is due: {answer.location}")
    check(not visitor.get("/").says("Mijn gegevens"), "and nothing goes before it")
    visitor.post(
        "/nieuw-wachtwoord",
        visitor.get("/nieuw-wachtwoord").csrf,
        nieuw=OWN_PASSWORD,
        nogeens=OWN_PASSWORD,
    )
    check(visitor.get("/").says("Mijn gegevens"), "in")


def undone(group, draft):
    world = group.world
    page = group.staff.get(draft + "/klaar")
    check(page.says("heeft weer het basis account met het vorige wachtwoord"), "said before")
    after = group.staff.follow(group.send(draft + "/ongedaan"))
    check(
        after.says(
            "Weg: 1. Weer basis, met het vorige wachtwoord: 1. Blijven, want er is al mee"
            " aangemeld: 1."
        ),
        "and how many after",
    )
    check(
        group.account(0)[:2] == (2, 4) and group.account(1) == (1, 1, 0, None, group.made_by),
        "the signed-in pupil stays, the other is unchanged",
    )
    check(
        taps(world, Visitor(world.mijn), group.names[1]).location == "/",
        "the old card is good again",
    )
    check(
        group.staff.get(draft + "/klaar").says(
            "1 leerling heeft weer het basis account van voordien"
        ),
        "the result says so",
    )
    check(
        group.staff.get("/taken").says("Aangemaakt: 0, gevorderd geworden: 1, ongedaan gemaakt: 2"),
        "and the recent tasks",
    )


def commanded(group):
    world, select = group.world, (
        "--school",
        OWN,
        "--roll-number",
        group.numbers[1],
        "--json",
        "--out",
        group.world.folder / "turn.zip",
    )
    plain = json.loads(world.leerid("create", *select))
    check(
        (plain["created"], plain["turned"], plain["skipped"][0]["reason"]) == (0, 0, "has_account"),
        "not without --turn",
    )
    turned = json.loads(world.leerid("create", "--turn", *select))
    check(
        (turned["created"], turned["turned"], turned["skipped"]) == (0, 1, [])
        and group.account(1)[:3] == (2, 3, 1),
        f"with it: {turned}",
    )
    again = json.loads(world.leerid("create", "--turn", *select))
    check((again["created"], again["turned"], again["batch"]) == (0, 0, None), "once")


@case
def pupils_from_primary_are_turned(world):
    group = Class(world)
    pupil, pictures = Visitor(world.mijn), world.secrets[group.names[0]]
    old_card = world.secrets[group.names[1]]
    check(
        taps(world, pupil, group.names[0]).location == "/" and pupil.get("/").says("Mijn gegevens"),
        "in with pictures",
    )
    seen_in_the_list(group)
    draft = looked_over(group)
    saved(group, draft)
    check(
        all(re.fullmatch(r"[A-Za-z2-9]{8}", world.secrets[n]) for n in group.names[:2]),
        "the cards hold the new passwords",
    )
    signed_in_anew(group, pupil, pictures)
    world.secrets[group.names[1]] = old_card
    undone(group, draft)
    commanded(group)
    teacher, before = world.staff("teacher"), world.traces()
    world.change(
        (
            "UPDATE account SET type = 1 WHERE pupil_id = (SELECT pupil_id FROM enrolment WHERE"
            " school_id = ? AND roll_number = 945)"
        ),
        OWN,
    )
    teacher.post("/leerlingen", teacher.get("/leerlingen").csrf, actie="maak", l=world.own_class)
    check(
        world.traces() == before,
        "a teacher cannot create or upgrade accounts, not even in the own class",
    )
