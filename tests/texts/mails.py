"""Mails as a real SMTP server receives them: recipients, contents, and the notice of a changed
password or address.
"""
import json
import re

from visitor import Visitor

SETTINGS = {"LEERID_PRIVACY_CONTACT": "privacy@leerid.example"}
OWN, OTHER, THIRD = "kaas fietst naar mars", "vier stille olifanten", "zeven blauwe wolken"
SCHOOL = "BRUSSEL-STAD - TEST School 2 (2)"


def check(holds, what):
    if not holds:
        raise AssertionError(what)


def link_of(mail):
    return re.search(r"http://\S+?(/\S+)", mail[2].replace("http://localhost", "http://x"))[1]


def own_account(site):
    username = site.accounts["Tijdelijk wachtwoord"].pop(0)
    visitor = Visitor(site.mijn)
    page = visitor.follow(visitor.sign_in(username, wachtwoord=site.secrets[username]))
    visitor.post("/nieuw-wachtwoord", page.csrf, nieuw=OWN, nogeens=OWN)
    return username, visitor, re.search(r"Dag (.*?)!", visitor.get("/").text)[1]


def received(site, count=1):
    """Waits for mails and reads them once: {address: (subject, text)}."""
    found = site.mails(count)
    check(len(found) == count, f"{count} mails, not {found}")
    site.forget_mails()
    return {
        to.strip("<>"): (subject, text.replace("\r\n", "\n"), (to, subject, text))
        for to, subject, text in found
    }


def proved(site, visitor, address, notices):
    visitor.post("/e-mail", visitor.get("/e-mail").csrf, email=address)
    asked = received(site)[address]
    page = visitor.follow(visitor.get(link_of(asked[2])))
    visitor.post("/e-mail/bevestig", page.csrf)
    return asked, received(site, notices)


def is_signed(mail, first_name):
    text = mail[1]
    check(
        text.startswith(f"Dag {first_name},\n") and f"LeerID, {SCHOOL}" in text,
        f"the name and the school: {text}",
    )
    check(
        "privacy@leerid.example" in text
        and "Wij vragen nooit je wachtwoord" in text
        and "{" not in text,
        f"a contact and the warning: {text}",
    )


def every_change_of_an_address_is_told(site):
    _, visitor, first_name = own_account(site)
    asked, told = proved(site, visitor, "een@example.org", 1)
    for mail in (asked, told["een@example.org"]):
        is_signed(mail, first_name)
    check(
        "binnen 30 minuten" in asked[1]
        and told["een@example.org"][0] == "Je e-mailadres bij LeerID is bevestigd",
        told,
    )
    _, told = proved(site, visitor, "twee@example.org", 2)
    check(
        told["een@example.org"][0] == "Je e-mailadres bij LeerID is gewijzigd",
        f"the old address is told: {told}",
    )
    check("twee@" not in told["een@example.org"][1], "and not which the new one is")
    is_signed(told["een@example.org"], first_name)
    visitor.post("/e-mail", visitor.get("/e-mail").csrf, doe="weg")
    check(
        received(site)["twee@example.org"][0] == "Je e-mailadres bij LeerID is weggehaald",
        "told when it is removed",
    )


def every_change_of_a_password_is_told(site):
    username, visitor, first_name = own_account(site)
    proved(site, visitor, "drie@example.org", 1)
    visitor.post(
        "/wachtwoord", visitor.get("/wachtwoord").csrf, oud=OWN, nieuw=OTHER, nogeens=OTHER
    )
    told = received(site)["drie@example.org"]
    check(
        told[0] == "Je wachtwoord van LeerID is gewijzigd"
        and OTHER not in told[1]
        and "http" not in told[1],
        told,
    )
    is_signed(told, first_name)
    forgetful = Visitor(site.mijn)
    forgetful.get("/taal/fr")
    forgetful.post(
        "/wachtwoord-vergeten", forgetful.get("/wachtwoord-vergeten").csrf, naam=username
    )
    asked = received(site)["drie@example.org"]
    check(
        asked[1].startswith(f"Bonjour {first_name},\n") and "jamais ton mot de passe" in asked[1],
        f"in the language it was asked in: {asked}",
    )
    page = forgetful.follow(forgetful.get(link_of(asked[2])))
    forgetful.post("/wachtwoord-vergeten/nieuw", page.csrf, nieuw=THIRD, nogeens=THIRD)
    told = received(site)["drie@example.org"]
    check("Un nouveau mot de passe vient d'être choisi" in told[1], f"by mail too: {told}")


def a_new_password_of_the_school_is_told(site):
    username, visitor, first_name = own_account(site)
    proved(site, visitor, "vier@example.org", 1)
    secret = json.loads(site.leerid("account", "reset", username, "--json"))["password"]
    told = received(site)["vier@example.org"]
    check(
        told[0] == "Je wachtwoord van LeerID is gewijzigd"
        and "Je school gaf je een nieuw wachtwoord" in told[1],
        told,
    )
    check(secret not in told[1], "without the password")
    is_signed(told, first_name)


def without_an_address_nothing_is_sent(site):
    _, visitor, _ = own_account(site)
    visitor.post(
        "/wachtwoord", visitor.get("/wachtwoord").csrf, oud=OWN, nieuw=OTHER, nogeens=OTHER
    )
    check(not site.mails(1, seconds=4), "no mail")


CASES = [
    every_change_of_an_address_is_told,
    every_change_of_a_password_is_told,
    a_new_password_of_the_school_is_told,
    without_an_address_nothing_is_sent,
]
