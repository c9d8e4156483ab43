"""Counting: what counts, when, and what happens past the budget."""
import threading

from school import YEAR, card, fields_of, is_page
from tap import case, check
from world import OWN, id_text


def prints(school, visitor, pupil):
    answer = visitor.get(card(pupil))
    check(answer.status == 200 or is_page(answer), f"{answer.status} {answer.text[:300]}")
    return answer.status == 200


def post(visitor, path, **fields):
    return visitor.post(path, visitor.get("/leerlingen").csrf, **fields)


@case
def every_way_to_a_secret_asks_when_the_budget_is_used_up(school):
    visitor, pupil = school.staff("manager"), school.pupils[0]
    batch = f"/bulk/{id_text(school.batch)}"
    school.shown("manager", 60)
    ways = {
        "card": lambda: visitor.get(card(pupil)),
        "ZIP of one": lambda: visitor.get(f"/leerlingen/{pupil}/zip"),
        "shown": lambda: post(visitor, f"/leerlingen/{pupil}/toon"),
        "on the screen": lambda: post(visitor, f"/leerlingen/{pupil}/scherm"),
        "print page, cards": lambda: post(visitor, "/afdrukken", l=pupil, welk="a4", actie="druk"),
        "print page, ZIP": lambda: post(visitor, "/afdrukken", l=pupil, welk="zip", actie="druk"),
        "batch, ZIP": lambda: visitor.get(f"{batch}/zip"),
        "batch, cards": lambda: visitor.get(f"{batch}/a4"),
        "batch, workbook": lambda: visitor.get(f"{batch}/excel"),
        "class list": lambda: post(
            visitor, "/klaslijsten", l=pupil, wachtwoorden=1, zeker=1, actie="druk"
        ),
    }
    refused = {name: way() for name, way in ways.items()}
    check(all(is_page(a) for a in refused.values()), {n: a.status for n, a in refused.items()})
    school.change("UPDATE staff_session SET hide_secrets = 0")
    check(is_page(visitor.get(f"{batch}/klaar")), "the result of somebody else's batch")
    page = visitor.get(f"/leerlingen/{pupil}")
    check(page.status == 200 and 'data-geheim="1"' not in page.text, "the page of a pupil, hidden")
    check(school.count("manager") == 60, "nothing was counted")
    check(school.rows("SELECT COUNT(*) FROM reveal") == [(0,)], "or listed")
    plain = post(visitor, "/klaslijsten", l=pupil, actie="druk")
    check(plain.status == 200 and plain.text.startswith("%PDF"), "a list without passwords is free")
    school.change("UPDATE staff_reveal SET shown = 0")
    school.change("UPDATE staff_session SET hide_secrets = 1")
    kinds = {name: way().status for name, way in ways.items()}
    check(set(kinds.values()) == {200}, kinds)
    check(school.count("manager") == len(school.pupils), school.count("manager"))
    listed = school.rows("SELECT kind, COUNT(*) FROM reveal GROUP BY kind ORDER BY kind")
    check(listed == [(2, 3), (3, 3), (4, 1), (5, 1)], listed)  # shown again: not listed again


@case
def requests_side_by_side_do_not_pass_together(school):
    school.shown("manager", 57)
    visitors = [school.staff("manager") for _ in school.pupils]
    answers, gate = [], threading.Barrier(len(visitors))

    def ask(visitor, pupil):
        gate.wait()
        answers.append(visitor.get(card(pupil)))

    threads = [threading.Thread(target=ask, args=pair) for pair in zip(visitors, school.pupils)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = [a for a in answers if a.status == 200]
    check(len(passed) == 3, [a.status for a in answers])
    check(all(is_page(a) for a in answers if a.status != 200), "the others are asked why")
    check(school.count("manager") == 60, school.count("manager"))


@case
def one_pupil_counts_once_a_day_and_a_class_counts_together_or_not_at_all(school):
    visitor = school.staff("manager")
    school.shown("manager", 59)
    check(prints(school, visitor, school.pupils[0]), "the sixtieth")
    check(post(visitor, f"/leerlingen/{school.pupils[0]}/toon").status == 200, "again")
    check(prints(school, visitor, school.pupils[0]), "and again")
    check(not prints(school, visitor, school.pupils[1]), "another one")
    school.change("UPDATE staff_reveal SET shown = 55")
    fields = [("csrf", visitor.get("/leerlingen").csrf), ("welk", "a4"), ("actie", "druk")]
    fields += [("l", pupil) for pupil in school.pupils]
    answer = visitor.post_fields("/afdrukken", fields)
    check(is_page(answer) and answer.says("2 wachtwoorden meer"), answer.text[:500])
    check(school.count("manager") == 55, "nothing of it was counted")


@case
def midnight_and_a_restart(school):
    visitor = school.staff("manager")
    school.at(YEAR, 3, 2, 23, 58)
    school.shown("manager", 60)
    check(not prints(school, visitor, school.pupils[0]), "used up in Brussels")
    school.restart()
    visitor = school.staff("manager")
    check(not prints(school, visitor, school.pupils[0]), "and after a restart")
    school.at(YEAR, 3, 3, 0, 1)
    check(prints(school, visitor, school.pupils[0]), "a new day")
    check(school.count("manager") == 1, school.count("manager"))


@case
def the_two_weeks_around_the_first_of_september(school):
    visitor = school.staff("manager")
    for month, day, passes in ((8, 24, False), (8, 25, True), (9, 8, True), (9, 9, False)):
        school.at(YEAR, month, day, 12)
        school.change("DELETE FROM staff_reveal")
        school.shown("manager", 60)
        check(prints(school, visitor, school.pupils[0]) == passes, f"{day}/{month} after 60")
        school.change("UPDATE staff_reveal SET shown = 1000")
        check(not prints(school, visitor, school.pupils[1]), f"{day}/{month} after 1000")


@case
def own_batches_are_free_for_14_days(school):
    visitor, pupil = school.staff("manager"), school.pupils[0]
    saved = f"UPDATE batch SET created_ms = {{0}}, saved_ms = {{0}} WHERE batch_id = {school.batch}"
    made = school.rows(f"SELECT saved_ms FROM batch WHERE batch_id = {school.batch}")[0][0]

    def age(days, newer=0):
        at = f"({school.day - days}) * CAST(86400000 AS BIGINT)"
        school.change(saved.format(at))
        school.change(
            f"UPDATE account SET secret_ms = {at} + {newer} WHERE batch_id = {school.batch}"
        )
        school.change("DELETE FROM staff_reveal")
        school.shown("manager", 60)

    age(1)
    check(not prints(school, visitor, pupil), "somebody else's batch")
    school.change(
        f"UPDATE batch SET staff_id = (SELECT staff_id FROM staff WHERE login = 'manager') WHERE"
        f" batch_id = {school.batch}"
    )
    check(prints(school, visitor, pupil), "the own one")
    check(school.count("manager") == 60, "which does not count")
    age(13)
    check(prints(school, visitor, pupil), "after 13 days")
    age(15)
    check(not prints(school, visitor, pupil), "after 15 days")
    age(1, newer=1)
    check(not prints(school, visitor, pupil), "a secret that is newer than the batch")
    school.change(saved.format(made))


@case
def a_reason_and_a_second_proof_go_past_it(school):
    visitor, pupil = school.staff("manager"), school.pupils[0]
    school.shown("manager", 60)
    asked = post(visitor, f"/leerlingen/{pupil}/toon")
    action, fields = fields_of(asked)
    missing = fields["meer"]
    del fields["csrf"]

    def answer(**changed):
        sent = {**fields, "waarom": "Kaart verloren", "bewijs": school.passwords["manager"]}
        sent = {k: v for k, v in {**sent, **changed}.items() if v is not None}
        return visitor.post(action, asked.csrf, **sent)

    for name, changed in {
        "no reason": {"waarom": " x "},
        "too long a reason": {"waarom": "x" * 201},
        "a wrong password": {"bewijs": "niet dit"},
        "no password": {"bewijs": ""},
        "no proof at all": {"bewijs": None},
        "another number": {"meer": "9" + missing},
        "somebody's token": {"meer": "1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
        "no number": {"meer": ""},
    }.items():
        check(answer(**changed).status == 403, name)
    check(school.rows("SELECT extra FROM staff_reveal") == [(0,)], "nothing was added")
    school.change("DELETE FROM throttle_account")
    done = answer()
    check(done.status == 200 and 'data-geheim="1"' in done.text, f"{done.status} {done.text[:300]}")
    check(school.rows("SELECT shown, extra FROM staff_reveal") == [(61, 60)], "a further 60")
    listed = school.rows("SELECT kind, cards, signs, reason FROM reveal ORDER BY kind")
    wanted = [(1, 1, 1, ""), (6, 60, 1, "Kaart verloren")]
    check([(*row[:3], row[3] or "") for row in listed] == wanted, listed)
    history = school.rows(
        "SELECT h.detail FROM history h JOIN staff s ON s.staff_id = h.subject_id WHERE h.event ="
        " 35 AND s.login = 'manager'"
    )
    check(history[-1] == ("extra=60 Kaart verloren",), history)
    check(not is_page(visitor.get(card(school.pupils[1]))), "the next ones go by themselves")


@case
def the_command_line_is_not_counted(school):
    school.leerid("cards", "--school", OWN, "--all", "--out", school.folder / "all.zip")
    check(school.rows("SELECT COUNT(*) FROM staff_reveal") == [(0,)], "nobody's budget")
    check(school.rows("SELECT COUNT(*) FROM reveal") == [(0,)], "no row")
