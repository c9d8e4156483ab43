"""The choices for printed cards and class lists: what is remembered, and what is refused."""
import re

from tap import case, check


def inputs_on(page):
    """The values of checked radio buttons and check boxes, and of selected options, by name."""
    text, chosen = page.text, {}
    for tag in re.findall(r"<input[^>]*\bchecked\b[^>]*>", text):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        chosen[name[1]] = value[1]
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.S):
        option = re.search(r'<option value="([^"]*)"[^>]*\bselected', body)
        chosen[name] = option[1] if option else ""
    return chosen


def is_pdf(answer):
    return answer.status == 200 and answer.headers["Content-Type"] == "application/pdf"


@case
def the_choices_of_cards_are_remembered(world):
    world.change("DELETE FROM print_choice")
    world.change("DELETE FROM sheet")
    visitor, address = world.staff("manager"), f"/afdrukken?l={world.own_class}"
    first = inputs_on(visitor.get(address))
    check(
        (first["welk"], first["taal"], first["onder"], "stapel" in first)
        == ("stickers", "nl", "niets", False),
        f"without a choice: {first}",
    )
    wish = {"welk": "l7163", "taal": "fr", "onder": "cijfers", "stapel": "1", "begin-l7163": "3"}
    made = visitor.post(
        "/afdrukken",
        visitor.get(address).csrf,
        l=world.own_class,
        printer="Lokaal 3",
        actie="druk",
        **wish,
    )
    check(is_pdf(made), f"the file: {made.status} {made.headers['Content-Type']}")
    now = inputs_on(visitor.get(address))
    check(
        {name: now.get(name) for name in wish} == {**wish, "begin-l7163": "4"},
        f"remembered, and the next label: {now}",
    )
    check(now["begin"] == "1", "the first label of another stock stays")
    check(inputs_on(visitor.get("/klaslijsten"))["taal"] == "fr", "and for class lists")
    other = inputs_on(world.staff("beide").get(address))
    check(other.get("taal", "nl") == "nl", f"not for somebody else: {other}")


@case
def captions_that_do_not_fit_are_refused(world):
    visitor, address = world.staff("manager"), f"/afdrukken?l={world.own_class}"
    world.change("DELETE FROM print_choice")
    world.change("DELETE FROM sheet")

    def send(**fields):
        csrf = visitor.get(address).csrf
        return visitor.post("/afdrukken", csrf, l=world.own_class, actie="druk", **fields)

    for captions in ("woorden", "cijfers"):
        refused = send(welk="l7160", onder=captions)
        check(
            refused.status == 422
            and refused.says("Op deze stickers is er geen plaats voor woorden of cijfers"),
            f"L7160 with {captions}: {refused.status}",
        )
        kept = inputs_on(refused)
        check((kept["welk"], kept["onder"]) == ("l7160", captions), f"the page as it was: {kept}")
        count = world.rows("SELECT count(*) FROM print_choice")
        check(count[0][0] == 0, "and nothing is remembered")
    check(is_pdf(send(welk="l7160", onder="niets")), "L7160 without captions")
    for stock in ("stickers", "l7163", "a4", "bankkaart", "a6"):
        check(is_pdf(send(welk=stock, onder="woorden")), f"{stock} with words")


@case
def unknown_choices_of_cards_change_nothing(world):
    visitor, address = world.staff("manager"), f"/afdrukken?l={world.own_class}"
    world.change("DELETE FROM print_choice")
    made = visitor.post(
        "/afdrukken",
        visitor.get(address).csrf,
        l=world.own_class,
        actie="druk",
        **{"welk": "a3", "taal": "xx", "onder": "letters", "begin": "99"},
    )
    chosen = inputs_on(visitor.get(address))
    check(is_pdf(made), f"printed as remembered: {made.status}")
    check(
        (chosen["welk"], chosen["taal"], chosen["onder"]) == ("stickers", "nl", "niets"),
        f"unknown values: {chosen}",
    )
