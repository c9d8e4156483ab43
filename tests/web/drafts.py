"""Drafts: a refused password or username leaves the proposals unchanged."""
import html
import re
import urllib.parse

from tap import case, check
from world import OWN, id_text


def pupils_without(world, count):
    """Returns pupils of a secondary class without account; theirs will be advanced."""
    rows = world.rows(
        (
            "SELECT e.pupil_id, e.first_name, e.last_name FROM enrolment e WHERE e.school_id = ?"
            " AND e.class_code = '5WEWI' AND NOT EXISTS (SELECT 1 FROM account a WHERE a.pupil_id ="
            " e.pupil_id) ORDER BY e.roll_number"
        ),
        OWN,
    )
    check(len(rows) >= count, f"{len(rows)} pupils of 5WEWI without LeerID")
    return rows[:count]


def shown(page):
    """Returns the proposed password on the page of one LeerID; None when it is hidden."""
    now = re.search(r'<div class="row now"(.*?)</div>', page.text, re.S)[1]
    word = re.search(r'<[^>]*class="[^"]*code[^"]*"[^>]*>([^<•]+)<', now)
    return html.unescape(word[1]) if word else None


@case
def a_refused_password_for_one_pupil_changes_nothing(world):
    visitor = world.staff("manager")
    pupil = id_text(pupils_without(world, 1)[0][0])
    page = visitor.get(f"/leerlingen/{pupil}")
    visitor.post("/verberg", page.csrf, aan="0", terug="/leerlingen")
    made = visitor.post(f"/leerlingen/{pupil}/maak", page.csrf)
    path = made.location
    page = visitor.get(path)
    first = shown(page)
    check(first, "the proposal is shown")
    name = re.search(r'name="gebruikersnaam" value="([^"]+)"', page.text)[1]

    def send(action, typed=""):
        fields = {"gebruikersnaam": name, "soort": "gevorderd", "wachtwoord": typed}
        return visitor.post(path, page.csrf, actie=action, **fields)

    refused = send("bewaar", "kort7")
    check(refused.status == 422 and "kort7" not in refused.text, refused.status)
    check('id="wwe"' in refused.text and 'aria-invalid="true"' in refused.text, "said beside it")
    check(shown(refused) is None, "refused input is not shown")
    check("kort7" not in visitor.get(path).text, "nor when one comes back")
    again = visitor.follow(send("vorige"))
    check(shown(again) == first, f"the proposal is back: {shown(again)}, it was {first}")
    send("bewaar", "kort7")
    fresh = visitor.follow(send("nieuw", "kort8"))
    second = shown(fresh)
    check(second and second not in ("kort7", "kort8", first), f"a new one: {second}")
    check(shown(visitor.follow(send("vorige"))) == first, "before it came the first one")
    send("bewaar", "kort7")
    check(shown(visitor.follow(send("naam"))) == first, "an empty field leaves the proposal")
    done = send("bewaar")
    check(done.status == 303 and done.location.startswith(f"/leerlingen/{pupil}"), done.status)


@case
def a_refused_password_in_a_class_changes_nothing(world):
    visitor = world.staff("manager")
    numbers = [number for number, _, _ in pupils_without(world, 2)]
    page = visitor.get("/leerlingen")
    visitor.post("/verberg", page.csrf, aan="0", terug="/leerlingen")
    body = [("csrf", page.csrf), ("actie", "maak"), *(("l", id_text(n)) for n in numbers)]
    made = visitor.ask("POST", "/leerlingen", urllib.parse.urlencode(body))
    path = made.location.split("?")[0]
    one, two = (id_text(number) for number in numbers)

    def field(page, what, pupil):
        return html.unescape(
            re.search(rf'name="{what}\.{pupil}"[^>]* value="([^"]*)"', page.text)[1]
        )

    page = visitor.get(path)
    before = {pupil: field(page, "ww", pupil) for pupil in (one, two)}

    def send(action, **typed):
        fields = [("csrf", page.csrf), ("actie", action)]
        for pupil in (one, two):
            fields += [("rij", pupil), (f"in.{pupil}", "1")]
            fields += [(f"naam.{pupil}", field(page, "naam", pupil))]
            fields += [(f"ww.{pupil}", typed.get(pupil, ""))]
        return visitor.follow(visitor.ask("POST", path, urllib.parse.urlencode(fields)))

    page = send("bijwerken", **{one: "kort7"})
    check(page.says("tekens") and f'id="s{one}"' in page.text, "said beside it")
    page = send(f"vorige.{one}", **{one: "kort7"})
    check(field(page, "ww", one) == before[one], "the proposal is back")
    send("bijwerken", **{one: "kort7"})
    page = send(f"nieuw.{one}", **{one: "kort7"})
    fresh = field(page, "ww", one)
    check(fresh not in ("kort7", before[one]), f"a new one: {fresh}")
    page = send(f"vorige.{one}")
    check(field(page, "ww", one) == before[one], "before it came the first one")
    check(field(page, "ww", two) == before[two], "the other row stays as it was")


@case
def a_name_with_an_at_gets_the_proposal_of_the_pupil(world):
    visitor = world.staff("manager")
    number, _, _ = pupils_without(world, 1)[0]
    pupil = id_text(number)
    page = visitor.get(f"/leerlingen/{pupil}")
    path = visitor.post(f"/leerlingen/{pupil}/maak", page.csrf).location
    page = visitor.get(path)
    proposal = re.search(r'name="gebruikersnaam" value="([^"]+)"', page.text)[1]
    first, _, last = proposal.partition(".")
    for typed in (f"{first}@{last}", f"{first}@school.be", "iemand.anders@school.be", "@"):
        answer = visitor.post(
            path, page.csrf, actie="naam", gebruikersnaam=typed, soort="gevorderd"
        )
        answer = visitor.follow(answer)
        check(f'name="voorstel" value="{proposal}"' in answer.text, f"{typed}: {proposal} offered")
    took = visitor.post(
        path, page.csrf, actie="neem", gebruikersnaam="@", voorstel=proposal, soort="gevorderd"
    )
    check(f'name="gebruikersnaam" value="{proposal}"' in visitor.follow(took).text, "taken")


@case
def a_class_list_of_nobody_says_why(world):
    visitor = world.staff("manager")
    page = visitor.get("/klaslijsten")
    group = world.rows(
        (
            "SELECT MIN(group_name) FROM enrolment WHERE school_id = ? AND class_code <> '5WEWI'"
            " AND group_name NOT IN (SELECT group_name FROM enrolment WHERE class_code = '5WEWI')"
        ),
        OWN,
    )[0][0]
    answer = visitor.post("/klaslijsten", page.csrf, actie="druk", klas="5WEWI", groep=group)
    check(answer.status == 422, answer.status)
    check(answer.says(f"Niemand zit in klas 5WEWI en in groep {group}."), "they do not meet")
    check(not answer.says("Hier heeft nog niemand"), "nothing untrue")
    without = world.rows(
        (
            "SELECT MIN(class_code) FROM enrolment e WHERE school_id = ? AND class_code <> '' AND"
            " NOT EXISTS (SELECT 1 FROM account a JOIN enrolment o ON o.pupil_id = a.pupil_id WHERE"
            " o.class_code = e.class_code)"
        ),
        OWN,
    )[0][0]
    answer = visitor.post("/klaslijsten", page.csrf, actie="druk", klas=without)
    check(answer.says("Hier heeft nog niemand een LeerID."), f"{without} has nobody with one")
