"""What managers see of it: the list of their school only, and raising the budget of a colleague."""
from school import card, fields_of, is_page
from tap import case, check
from world import id_text


def staff_id(school, name):
    return id_text(school.rows(f"SELECT staff_id FROM staff WHERE login = '{name}'")[0][0])


def lift(school, visitor, name):
    return visitor.post("/wie-drukte", visitor.get("/leerlingen").csrf, wie=staff_id(school, name))


@case
def a_list_is_of_one_school_and_for_its_managers(school):
    manager, neighbour = school.staff("manager"), school.staff("buur")
    check(manager.get(card(school.pupils[0])).status == 200, "a card")
    check(manager.get("/wie-drukte").says("Kaarten of stickers afgedrukt"), "one sees it")
    other = neighbour.get("/wie-drukte")
    check(
        other.status == 200 and not other.says("Kaarten of stickers") and not other.says("manager"),
        "another school does not",
    )
    for name in ("teacher", "viewer"):
        check(school.staff(name).get("/wie-drukte").status == 404, name)
    operator = school.staff("operator")
    check(operator.get("/platform/wie-drukte/2").says("Kaarten of stickers afgedrukt"), "operator")
    check(operator.get("/platform/wie-drukte/999999").status == 404, "no such school")
    check(manager.get("/platform/wie-drukte/2").status == 404, "not for managers")


@case
def older_pages_hold_the_other_rows(school):
    manager = school.staff("manager")
    school.change(
        "INSERT INTO reveal (school_id, at_ms, reveal_id, staff_id, kind, cards, signs, class_code,"
        " reason) SELECT 2, 1000 + r.seq / 3, r.seq, (SELECT staff_id FROM staff WHERE login ="
        " 'manager'), 2, r.seq, CASE WHEN r.seq % 2 = 0 THEN 2 ELSE 0 END, '', '' FROM"
        " (WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < 120)"
        " SELECT seq FROM n) r"
    )
    for address, wanted in (("/wie-drukte", 120), ("/wie-drukte?opvallend=1", 60)):
        seen, pages = [], 0
        while address:
            page = manager.get(address).text
            body = page.split("<tbody>")[1].split("</tbody>")[0]
            seen += [row.split("</td>")[0] for row in body.split('<td class="num">')[1:]]
            older = page.split('<p class="pad"><a class="btn" href="')[1:]
            address = older[0].split('"')[0].replace("&amp;", "&") if older else ""
            pages += 1
        check(len(seen) == wanted == len(set(seen)), (len(seen), len(set(seen)), wanted))
        check(pages == (wanted + 49) // 50, pages)


@case
def a_colleague_raises_the_budget_for_today(school):
    manager, both, teacher = school.staff("manager"), school.staff("beide"), school.staff("teacher")
    school.shown("teacher", 60)
    check(is_page(teacher.get(card(school.own_class))), "used up")
    check(lift(school, teacher, "teacher").status == 404, "a teacher raises nothing")
    check(lift(school, manager, "manager").status == 404, "not one's own")
    check(lift(school, manager, "beide").status == 404, "not of who may more")
    check(lift(school, school.staff("buur"), "teacher").status == 404, "not from another school")
    check(lift(school, manager, "viewer").status == 404, "not of who cannot print")
    check(school.rows("SELECT SUM(lifted) FROM staff_reveal") == [(0,)], "nothing was raised")
    school.change("UPDATE staff_session SET proof_ms = proof_ms - 16 * 60000")
    check(lift(school, manager, "teacher").status == 403, "only after a fresh proof")
    manager = school.staff("manager")
    check(lift(school, manager, "teacher").location == "/wie-drukte", "raised")
    check(school.staff("teacher").get(card(school.own_class)).status == 200, "and it goes on")
    school.change("UPDATE staff_reveal SET shown = 1000")
    school.change("UPDATE staff_reveal SET pupils = NULL")
    check(is_page(school.staff("teacher").get(card(school.own_class))), "to 1,000")
    page = both.get("/wie-drukte")
    check(page.status in (200, 303), page.status)
    history = school.rows(
        "SELECT s.login FROM history h JOIN staff s ON s.staff_id = h.subject_id WHERE h.event = 36"
    )
    check(history == [("teacher",)], history)


def go_past(school, name):
    """Goes past the budget, with a reason; returns the answer."""
    visitor = school.staff(name)
    school.shown(name, 60)
    asked = visitor.post(f"/leerlingen/{school.own_class}/toon", visitor.get("/leerlingen").csrf)
    action, fields = fields_of(asked)
    fields |= {"waarom": "Toetsweek", "bewijs": school.passwords[name]}
    return visitor.post_fields(action, fields)


@case
def the_other_managers_get_a_message_and_a_mail(school):
    school.forget_mails()
    school.change("UPDATE staff SET email = login || '@school.example' WHERE login <> 'viewer'")
    check(go_past(school, "teacher").status == 200, "it goes on")
    told = school.rows(
        "SELECT r.login FROM staff_message m JOIN staff r ON r.staff_id = m.staff_id WHERE m.kind ="
        " 3 ORDER BY r.login"
    )
    check(told == [("beide",), ("manager",)], told)
    page = school.staff("beide").get("/rekening")
    check(page.says("teacher toonde of drukte meer wachtwoorden af dan het dagbudget"), "read")
    mails = school.mails(2)
    addresses = sorted(to.strip("<>") for to, _, _ in mails)
    check(addresses == ["beide@school.example", "manager@school.example"], addresses)
    check(all("teacher ging boven het dagbudget" in subject for _, subject, _ in mails), mails)
    check(all("Toetsweek" not in text for _, _, text in mails), "the reason stays in the portal")
    school.change("DELETE FROM staff_message")
    school.change("UPDATE staff SET email = NULL")
    school.forget_mails()
    check(go_past(school, "manager").status == 200, "a manager too")
    told = school.rows(
        "SELECT r.login FROM staff_message m JOIN staff r ON r.staff_id = m.staff_id"
    )
    check(told == [("beide",)], f"not oneself, and without an address only here: {told}")
    check(school.mails(1, seconds=2) == [], "no mail")
