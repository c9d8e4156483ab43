"""Sends each form with fields that are missing, too long, repeated, of another type or undeclared;
the cases come from the table of the form (web/form.h).
"""
from tap import case, check


def body_of(field):
    return field["name"] + (".0000000000001" if field["each"] else "")


def posted(world, visitor, path, *fields):
    """Returns the status of a form sent with these (name, value) fields."""
    token = visitor.get("/hulp").csrf
    return visitor.post_fields(path, [("csrf", token), *fields]).status


@case
def forms_refuse_what_their_tables_do_not_allow(world):
    manager, operator, tried = world.staff("manager"), world.staff("operator"), 0
    for route in world.routes:
        path = world.path(route, world.own_pupil, world.own_batch)
        if route["site"] != "loket" or not route["fields"] or path is None:
            continue
        visitor = operator if route["right"] == "platform" else manager
        missing = posted(world, visitor, path)
        check(missing < 500, f"{path} without fields: {missing}")
        unknown = posted(world, visitor, path, ("undeclared", "x" * 5000))
        check(unknown == missing, f"{path} with an undeclared field: {unknown}, not {missing}")
        for field in route["fields"]:
            name, limit = body_of(field), field["limit"]
            if limit + 1000 < route["body_max"]:
                status = posted(world, visitor, path, (name, "x" * (limit + 1)))
                check(status == 400, f"{path} {name} over {limit} bytes: {status}")
            for case, values in (("sent twice", "ab"), ("of another type", ["\u00e9;-1"])):
                status = posted(world, visitor, path, *((name, value) for value in values))
                check(status < 500, f"{path} {name} {case}: {status}")
            tried += 1
    check(tried > 80, f"only {tried} fields")
