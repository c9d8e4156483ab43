"""A session that must register a factor first opens nothing else: every route of the Schoolloket for
staff, by GET and POST, for each sensitive role (B6).
"""
import json

from steps import PASSWORD
from visitor import Visitor

OWN = ("/rekening", "/afmelden")


def closed(site):
    """Yields (name, why it failed or "")."""
    routes = [
        route
        for route in json.loads(site.leerid("routes", "--json"))["items"]
        if route["site"] == "loket" and route["who"] in ("staff", "school", "operator")
    ]
    pupil, word = site.secret()
    for role in ("manager", "teacher", "operator"):
        place = () if role == "operator" else ("--school", 2)
        visitor = Visitor(site.loket)
        form = visitor.follow(visitor.get(site.invite(f"dicht.{role}", "--role", role, *place)))
        visitor.post("/uitnodiging", form.csrf, wachtwoord=PASSWORD)
        token, open_ones, tried = visitor.get("/rekening").csrf, [], 0
        for route in routes:
            if route["pattern"] in OWN:
                continue
            path = "/".join(pupil if p.startswith(":") else p for p in route["pattern"].split("/"))
            answer = (
                visitor.get(path)
                if route["method"] == "GET"
                else visitor.post(path, token, actie="bewaar", bewijs=PASSWORD)
            )
            tried += 1
            if answer.location != "/rekening" or word in answer.text:
                open_ones.append(f"{route['method']} {path}: {answer.status} {answer.location}")
        fine = not open_ones and tried > 30
        yield f"{role}: only the own account opens", "" if fine else f"{tried}: {open_ones[:5]}"
