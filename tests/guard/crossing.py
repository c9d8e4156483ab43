"""Schools, batches and rosters: what another school or a withdrawn role must not do."""
import re
import threading
import time
import urllib.parse
import urllib.request

from steps import id_text, pupil_of, sql, staff
from tap import case, check
from visitor import Visitor


@case
def a_batch_shows_nothing_of_who_left(site):
    manager, _ = staff(site, "hilde.ivens", "--role", "manager", "--school", 2)
    page = manager.get("/leerlingen?status=geen")
    chosen = re.findall(r'name="l" value="(\w{13})"', page.text)[:2]
    fields = urllib.parse.urlencode(
        [
            ("csrf", page.csrf),
            ("filter", "?status=geen"),
            ("actie", "maak"),
            *(("l", c) for c in chosen),
        ]
    )
    batch = manager.ask("POST", "/leerlingen", fields).location.split("?")[0]
    form = manager.get(batch)
    rows = re.findall(r'name="rij" value="(\w{13})"', form.text)
    names = dict(re.findall(r'name="naam\.(\w{13})" value="([^"]+)"', form.text))
    pairs = [("csrf", form.csrf), ("actie", "bewaar")] + [
        p
        for r in rows
        for p in (("rij", r), (f"in.{r}", "1"), (f"naam.{r}", names[r]), (f"geheim.{r}", "woord"))
    ]
    result = manager.ask("POST", batch, urllib.parse.urlencode(pairs)).location
    for _ in range(600):
        if result.endswith("/klaar"):
            break
        time.sleep(0.1)
        result = manager.get(result).location or result
    manager.post("/verberg", manager.get(result).csrf, aan="0", terug=result)
    seen = manager.get(result)
    check(
        all(names[r] in seen.text for r in rows) and seen.text.count('<span class="code">') == 4,
        "both, with their secrets",
    )
    sql(
        site,
        "UPDATE enrolment SET end_day = begin_day - 1 WHERE pupil_id = ?",
        pupil_of(site, names[rows[0]]),
    )
    seen = manager.get(result)
    check(
        names[rows[0]] not in seen.text and names[rows[1]] in seen.text,
        "no name of a pupil who left",
    )
    check(len(re.findall(r'<span class="code">[^<]+</span>', seen.text)) == 2, "and no secret")


@case
def another_school_sees_and_changes_nothing(site):
    site.leerid("school", "add", 7, "Andere school")
    manager, _ = staff(site, "inge.jacobs", "--role", "manager", "--school", 2)
    pupil = id_text(
        sql(
            site,
            (
                "SELECT e.pupil_id FROM enrolment e JOIN account a ON a.pupil_id = e.pupil_id WHERE"
                " e.end_day > e.begin_day LIMIT 1"
            ),
        )[0][0]
    )
    batch = id_text(sql(site, "SELECT batch_id FROM batch WHERE state = 3 LIMIT 1")[0][0])
    nobody = id_text(12345678901)
    check(manager.get(f"/leerlingen/{pupil}").status == 200, "it is there")
    reads = [
        "/leerlingen/{p}",
        "/leerlingen/{p}/historiek",
        "/leerlingen/{p}/detail",
        "/leerlingen/{p}/kaart",
        "/leerlingen/{p}/wijzig",
        "/bulk/{b}",
        "/bulk/{b}/klaar",
        "/bulk/{b}/zip",
        "/bulk/{b}/a4",
        "/bulk/{b}/excel",
        "/bulk/{b}/bezig",
        "/maak/{b}",
        "/afdrukken?batch={b}",
    ]
    writes = [
        "/leerlingen/{p}/toon",
        "/leerlingen/{p}/scherm",
        "/leerlingen/{p}/maak",
        "/leerlingen/{p}/inactief",
        "/leerlingen/{p}/actief",
        "/leerlingen/{p}/ongedaan",
        "/leerlingen/{p}/vrij",
        "/leerlingen/{p}/wijzig",
        "/bulk/{b}",
        "/maak/{b}",
        "/bulk/{b}/ongedaan",
        "/bulk/{b}/opnieuw",
    ]
    state = (
        "SELECT (SELECT COUNT(*) FROM account), (SELECT SUM(version) FROM account), (SELECT"
        " COUNT(*) FROM batch), (SELECT SUM(version) FROM batch), (SELECT COUNT(*) FROM history)"
    )
    strangers = [
        staff(site, name, "--role", role, "--school", 7, *more)[0]
        for name, role, more in (
            ("jan.manager", "manager", ()),
            ("jan.teacher", "teacher", ("--class", "1A")),
            ("jan.viewer", "viewer", ()),
        )
    ]
    strangers.append(
        staff(
            site, "klaas.andere.klas", "--role", "teacher", "--school", 2, "--class", "geen-klas"
        )[0]
    )
    before = sql(site, state)
    for stranger in strangers:
        token = stranger.get("/leerlingen").csrf
        for method, paths in (("GET", reads), ("POST", writes)):
            for path in paths:
                there, never = (
                    stranger.ask(
                        method,
                        path.format(p=p, b=b),
                        (
                            None
                            if method == "GET"
                            else urllib.parse.urlencode(
                                {
                                    "csrf": token,
                                    "versie": 1,
                                    "vernieuw": 1,
                                    "actie": "bewaar",
                                    "rij": p,
                                    "wat": "maken",
                                }
                            )
                        ),
                    )
                    for p, b in ((pupil, batch), (nobody, nobody))
                )
                bare = [
                    (
                        a.status,
                        *(
                            re.sub(f"{pupil}|{batch}|{nobody}|code [0-9a-z-]+", "ID", said)
                            for said in (a.location, a.text)
                        ),
                    )
                    for a in (there, never)
                ]
                check(
                    there.status == 404 and bare[0] == bare[1],
                    f"{method} {path}: {there.status} {never.status}",
                )
    check(sql(site, state) == before, "something changed")


def choose(visitor, school):
    visitor.post("/instelling", visitor.get("/rekening").csrf, school=school)


def upload(visitor, text=None, **fields):
    parts = {"csrf": visitor.get("/import").csrf, **fields}
    lines = [
        f'--B\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
        for k, v in parts.items()
    ]
    if text is not None:
        lines.append(
            '--B\r\nContent-Disposition: form-data; name="bestand";'
            f' filename="lijst.csv"\r\nContent-Type: text/csv\r\n\r\n{text}\r\n'
        )
    return visitor.ask(
        "POST",
        "/import",
        ("".join(lines) + "--B--\r\n").encode(),
        "multipart/form-data; boundary=B",
    )


@case
def a_roster_goes_where_it_was_looked_at(site):
    site.leerid("school", "add", 8, "Nog een school")
    visitor, _ = staff(site, "lies.maes", "--role", "manager", "--school", 2, 8)
    lines = (site.folder / "sample/leerlingen.csv").read_text().splitlines()
    roster = "\n".join([lines[0]] + [line for line in lines if line.startswith("000002;")])
    choose(visitor, 2)
    check(upload(visitor, roster, stap="bekijk").says("zou veranderen"), "looked at")
    choose(visitor, 8)
    check(
        upload(visitor, stap="toepassen").says("Het bestand is er niet meer"),
        "not for another school",
    )
    choose(visitor, 2)
    check(
        not upload(visitor, stap="toepassen").says("Het bestand is er niet meer"),
        "it is kept for its own",
    )
    endless = upload(visitor, "\n".join([lines[0], *[lines[1]] * 50001]), stap="bekijk")
    check(
        endless.status == 422 and endless.says("meer dan 50000 rijen van één instelling"),
        f"no school is that large: {endless.status}",
    )


@case
def a_form_sent_twice_gives_one_account(site):
    many = list(range(1001, 1211))
    (site.folder / "schools.csv").write_text("".join(f"{n};School {n}\n" for n in many))
    site.leerid("school", "add", "--file", site.folder / "schools.csv")
    visitor, _ = staff(site, "mia.nijs", "--role", "manager", "--school", *many, 2)
    choose(visitor, 2)
    page = visitor.get("/leerlingen?status=geen")
    chosen = re.findall(r'name="l" value="(\w{13})"', page.text)[:3]
    draft = visitor.post(f"/leerlingen/{chosen[0]}/maak", page.csrf).location
    form = visitor.get(draft)
    fields = {
        "soort": "basis",
        "geheim": "woord",
        "actie": "bewaar",
        "gebruikersnaam": re.search(r'name="gebruikersnaam"[^>]*value="([^"]+)"', form.text)[1],
    }
    answers = [visitor.post(draft, form.csrf, **fields) for _ in range(2)]
    check(
        [(a.status, a.location) for a in answers] == [(303, f"/leerlingen/{chosen[0]}")] * 2,
        [(a.status, a.location) for a in answers],
    )
    fields = urllib.parse.urlencode(
        [
            ("csrf", page.csrf),
            ("filter", "?status=geen"),
            ("actie", "maak"),
            *(("l", c) for c in chosen[1:]),
        ]
    )
    batch = visitor.ask("POST", "/leerlingen", fields).location.split("?")[0]
    form = visitor.get(batch)
    result = visitor.post(batch, form.csrf, actie="bewaar").location
    for _ in range(600):
        if result.endswith("/klaar"):
            break
        time.sleep(0.1)
        result = visitor.get(result).location or result
    check(
        result.endswith("/klaar"),
        "staff of more than two hundred schools save in the background too",
    )


def draft_of_all(visitor):
    page = visitor.get("/leerlingen?status=geen&per=100")
    chosen = re.findall(r'name="l" value="(\w{13})"', page.text)[3:]
    fields = urllib.parse.urlencode(
        [
            ("csrf", page.csrf),
            ("filter", "?status=geen"),
            ("actie", "maak"),
            *(("l", c) for c in chosen),
        ]
    )
    batch = visitor.ask("POST", "/leerlingen", fields).location.split("?")[0]
    return batch, chosen


def hashed(site):
    """Returns how many passwords the server has hashed."""
    address = f"http://{site.env['LEERID_METRICS_LISTEN']}/metrics"
    text = urllib.request.urlopen(address, timeout=10).read().decode()
    return int(re.search(r"^leerid_hashes_total (\d+)", text, re.M)[1])


@case
def a_role_withdrawn_during_the_saving_saves_nothing(site):
    visitor, _ = staff(site, "pia.quirijns", "--role", "manager", "--school", 2)
    batch, chosen = draft_of_all(visitor)
    state = (
        "SELECT state, (SELECT COUNT(*) FROM account) FROM batch ORDER BY created_ms DESC LIMIT 1"
    )
    form, before, hashes = visitor.get(batch), sql(site, state), hashed(site)
    saving = threading.Thread(target=lambda: visitor.post(batch, form.csrf, actie="bewaar"))
    saving.start()
    for _ in range(6000):
        if hashed(site) > hashes:
            break
        time.sleep(0.01)
    sql(
        site,
        (
            "DELETE FROM staff_role WHERE staff_id = (SELECT staff_id FROM staff WHERE login ="
            " 'pia.quirijns')"
        ),
    )  # not restored: a busy machine may save late
    at_once = hashed(site) - hashes
    saving.join()
    for _ in range(600):
        if hashed(site) - hashes >= len(chosen):
            break
        time.sleep(0.1)
    Visitor(site.mijn).sign_in("van.niemand", wachtwoord="fout1234")  # written after the batch
    check(
        at_once < len(chosen) <= hashed(site) - hashes,
        f"the role went while {len(chosen)} passwords were hashed: {at_once} were",
    )
    check(
        sql(site, state) == before,
        f"{len(chosen)} accounts by somebody who may make none; the draft is still a draft",
    )


@case
def an_edit_during_the_saving_counts(site):
    visitor, _ = staff(site, "nina.otten", "--role", "manager", "--school", 2)
    batch, chosen = draft_of_all(visitor)
    form = visitor.get(batch)
    row = re.findall(r'name="rij" value="(\w{13})"', form.text)[0]
    saving = threading.Thread(target=lambda: visitor.post(batch, form.csrf, actie="bewaar"))
    saving.start()
    time.sleep(0.15)
    edited = visitor.post(
        batch, form.csrf, rij=row, **{f"in.{row}": "1", f"naam.{row}": "een.nieuwe.naam"}
    )
    saving.join()
    for _ in range(600):
        if visitor.get(batch).location.endswith("/klaar"):
            break
        time.sleep(0.1)
    number = sum(
        "0123456789abcdefghjkmnpqrstvwxyz".index(c) << 5 * i for i, c in enumerate(reversed(row))
    )
    name = sql(site, "SELECT username FROM account WHERE pupil_id = ?", number)[0][0]
    taken = (
        edited.status == 303
        and edited.location.startswith(batch)
        and "/bezig" not in edited.location
        and "/klaar" not in edited.location
    )
    check(
        not taken or name == "een.nieuwe.naam",
        f"{edited.status} {edited.location} {name} of {len(chosen)}",
    )
