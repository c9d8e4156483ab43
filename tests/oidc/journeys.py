"""Complete flows of a pupil and an application. Each function gets the world and raises when
something is wrong.
"""
import json
import time
import urllib.parse

from assertions import assertion
from party import Party, REDIRECT, call, onward, tab_of
from steps import OWN, is_strict, journey
from tap import check
from visitor import Visitor


@journey
def discovery_names_what_is_there(world):
    site = world.site
    stray = call(site.mijn + "/.well-known/openid-configuration", headers={"Host": "evil.example"})
    check(
        stray.status == 421 and "evil" not in stray.text,
        f"nothing is told under another Host: {stray.status}",
    )
    reply = call(
        site.mijn + "/.well-known/openid-configuration",
        headers={"X-Forwarded-Host": "evil.example"},
    )
    told = reply.json
    check(told["issuer"] == site.mijn and "evil" not in reply.text, "the issuer never follows Host")
    check(reply.headers["Access-Control-Allow-Origin"] == "*", "programs in browsers may read it")
    check(
        told["request_parameter_supported"] is False
        and told["request_uri_parameter_supported"] is False,
        "said, because the default is true",
    )
    for key in call(told["jwks_uri"]).json["keys"]:
        check(
            key["kid"] and key["use"] == "sig" and not {"d", "p", "q"} & set(key),
            "public halves with a kid",
        )
        check("n" not in key or not key["n"].startswith("AA"), "no leading zero octet")
        check("x" not in key or len(key["x"]) == len(key["y"]) == 43, "full-length coordinates")


@journey
def scripts_of_other_sites_may_call(world):
    """CORS on discovery, keys, token, userinfo and revocation; none where cookies are used or
    secrets are required.
    """
    for name, open_to_all in (
        ("jwks_uri", True),
        ("token_endpoint", True),
        ("userinfo_endpoint", True),
        ("revocation_endpoint", True),
        ("authorization_endpoint", False),
        ("end_session_endpoint", False),
        ("introspection_endpoint", False),
    ):
        asked = call(
            world.party.metadata[name],
            "OPTIONS",
            headers={
                "Origin": "https://app.example.org",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization",
            },
        )
        allowed = asked.headers.get("Access-Control-Allow-Origin")
        check(
            (asked.status, allowed) == ((204, "*") if open_to_all else (405, None)),
            f"{name}: {asked.status} {allowed}",
        )
        check(
            not open_to_all or "Authorization" in asked.headers["Access-Control-Allow-Headers"],
            name,
        )
        check("Access-Control-Allow-Credentials" not in asked.headers, name)
    for page in ("/", "/aanmelden", "/wachtwoord"):
        check(call(world.site.mijn + page, "OPTIONS").status == 405, f"pages do not: {page}")


@journey
def a_whole_flow_with_a_session(world):
    party = world.party
    visitor, username = world.site.pupil()
    answer = party.authorize(visitor)
    check(
        answer and answer["state"] == party.state and answer["iss"] == world.site.mijn, f"{answer}"
    )
    reply = party.exchange(answer["code"])
    check(reply.status == 200 and reply.headers["Cache-Control"] == "no-store", reply.text)
    tokens = reply.json
    claims = party.check_id_token(tokens["id_token"], tokens["access_token"])
    check(claims["acr"] == "basic" and claims["amr"] == ["pwd"] and claims["sid"], f"{claims}")
    check(
        not {"name", "email", "given_name"} & set(claims),
        "no names in the ID token unless asked for",
    )
    for method in ("GET", "POST"):
        info = party.userinfo(tokens["access_token"], method).json
        check(info["sub"] == claims["sub"] and info["preferred_username"] == username, f"{info}")
        check(
            info["school_number"] == "000002"
            and info["account_type"] == "basic"
            and info["school_group"],
            f"{info}",
        )
        check(
            "school_roll_number" not in info and "email" not in info,
            "only data that is requested and permitted",
        )
    form = call(
        party.metadata["userinfo_endpoint"], "POST", {"access_token": tokens["access_token"]}
    )
    check(form.json["sub"] == claims["sub"], "the token in a form")
    active = call(
        party.metadata["introspection_endpoint"],
        "POST",
        {"token": tokens["access_token"]},
        party.basic(),
    ).json
    check(
        active["active"]
        and active["sub"] == claims["sub"]
        and active["scope"] == "openid profile school",
        f"{active}",
    )
    other = call(
        world.other.metadata["introspection_endpoint"],
        "POST",
        {"token": tokens["access_token"]},
        world.other.basic(),
    ).json
    check(other == {"active": False}, "another application learns nothing")


@journey
def the_password_comes_first(world):
    """A browser without a session: the request is kept, every form stays on the site, and the flow
    continues once through a page of our own.
    """
    party = world.party
    username = world.site.accounts["Wachtwoord"].pop(0)
    visitor = Visitor(world.site.mijn)
    state = 'é % & = + " \\ 𝄞 ' + "s" * 1900
    answer = party.ask(visitor, state=state, login_hint=username)
    tab = tab_of(answer)
    check(
        answer.status == 303 and answer.location == f"/aanmelden?naam={username}&verder={tab}",
        answer.location,
    )
    page = visitor.follow(answer)
    check(is_strict(page), page.headers["Content-Security-Policy"])
    check("Access-Control-Allow-Origin" not in page.headers, "no page for other origins")
    answer = visitor.post(
        f"/{username}", page.csrf, wachtwoord=world.site.secrets[username], verder=tab
    )
    check(
        answer.status == 303 and answer.location == f"/oidc/verder?verder={tab}",
        f"{answer.status} {answer.location}",
    )
    stranger = Visitor(world.site.mijn)
    check(stranger.get(answer.location).location == "/", "another browser cannot take it")
    page = visitor.get(answer.location)
    check(
        page.status == 200 and is_strict(page) and page.headers["Cache-Control"] == "no-store",
        f"{page.status} {page.headers}",
    )
    fields = party.landed(page)
    check(fields and fields["state"] == state, "the state comes back unchanged")
    for path in (
        f"/oidc/verder?verder={tab}",
        f"/aanmelden?verder={tab}",
        f"/{username}?verder={tab}",
    ):
        again = visitor.get(path)
        check(
            again.says("Je bent al verder")
            and not onward(again)
            and fields["code"] not in again.text,
            f"a second time: {path}",
        )
    check(party.exchange(fields["code"]).status == 200, "and the code works")
    check(visitor.get("/oidc/verder").location == "/", "nothing waits without a handle")


@journey
def one_request_for_each_tab(world):
    """Two tabs with two applications, twice the same application, and another pupil in the same
    browser.
    """
    (first, second), username = (world.party, world.other), world.site.accounts["Wachtwoord"][0]
    visitor = Visitor(world.site.mijn)
    tabs = [tab_of(party.ask(visitor)) for party in (first, second, first)]
    check(len(set(tabs)) == 3, f"{tabs}")
    old = visitor.get(f"/{username}?verder={tabs[1]}").csrf  # created before the session
    card = visitor.sign_in(username, wachtwoord=world.site.secrets[username])
    check(card.location == "/", f"a card starts on the own page: {card.location}")
    answer = visitor.post(
        f"/{username}", old, verder=tabs[1], wachtwoord=world.site.secrets[username]
    )
    check(answer.status == 303, f"a form of before the session: {answer.status}")
    check(second.landed(visitor.follow(answer)), "the second tab reaches the second application")
    for tab in (tabs[0], tabs[2]):
        answer = visitor.get(f"/{username}?verder={tab}")
        check(
            answer.location == f"/oidc/verder?verder={tab}", f"signed in already: {answer.location}"
        )
        check(first.landed(visitor.get(answer.location)), "and goes on")


@journey
def a_login_hint_that_is_no_username_is_ignored(world):
    for hint in ("an.peeters@school.example", "hulp", "é" * 300, "'"):
        location = world.party.ask(Visitor(world.site.mijn), login_hint=hint).location
        check(location.startswith("/aanmelden?verder="), f"{hint}: {location}")


@journey
def a_first_sign_in_with_a_temporary_password(world):
    party = world.party
    username = world.site.accounts["Tijdelijk wachtwoord"].pop(0)
    visitor = Visitor(world.site.mijn)
    tab = tab_of(party.ask(visitor))
    answer = visitor.sign_in(username, tab, wachtwoord=world.site.secrets[username])
    check(answer.location == f"/nieuw-wachtwoord?verder={tab}", answer.location)
    page = visitor.follow(answer)
    check(is_strict(page), "the policy of this form too")
    answer = visitor.post("/nieuw-wachtwoord", page.csrf, nieuw=OWN, nogeens=OWN, verder=tab)
    check(answer.location == f"/oidc/verder?verder={tab}", answer.location)
    claims = party.check_id_token(
        party.exchange(party.landed(visitor.follow(answer))["code"]).json["id_token"]
    )
    check(claims["acr"] == "advanced", f"{claims}")


@journey
def answers_in_a_form(world):
    """Also for a pupil who is signed in: the page with the code has a one-time address."""
    answer = world.party.ask(world.visitor, response_mode="form_post")
    check(answer.location.startswith("/oidc/verder?verder="), answer.location)
    page = world.visitor.get(answer.location)
    action, fields = world.party.posted(page)
    check(
        action == REDIRECT
        and fields["state"] == world.party.state
        and fields["iss"] == world.site.mijn,
        f"{action} {fields}",
    )
    policy = page.headers["Content-Security-Policy"]
    check(
        "form-action" not in policy and "frame-ancestors 'none'" in policy,
        f"may be sent anywhere the application redirects to: {policy}",
    )
    check(world.visitor.get(answer.location).says("Je bent al verder"), "once")
    check(world.party.exchange(fields["code"]).status == 200, "the code works")
    answer = world.visitor.follow(
        world.party.ask(world.visitor, response_mode="form_post", prompt="none", max_age=0)
    )
    check(world.party.posted(answer)[1]["error"] == "login_required", "errors too")


@journey
def a_request_by_post(world):
    """A form of another site sends no cookies: the request is kept and continued in a
    navigation."""
    party = world.party
    bare = Visitor(world.site.mijn)
    answer = bare.ask(
        "POST", "/oidc/authorize", urllib.parse.urlencode(party.question(prompt="none"))
    )
    check(answer.location.startswith("/oidc/verder?verder="), answer.location)
    fields = party.landed(world.visitor.get(answer.location))
    check(fields and party.exchange(fields["code"]).status == 200, f"{fields}")
    answer = bare.ask("POST", "/oidc/authorize", urllib.parse.urlencode(party.question()))
    shown = Visitor(world.site.mijn)
    check(
        shown.get(answer.location).location.startswith("/aanmelden?verder="), "waits for a sign-in"
    )
    check(world.visitor.get(answer.location).location == "/", "of the first browser that showed it")


@journey
def every_client_authentication(world):
    party, public = world.party, world.public
    code = party.authorize(world.visitor)["code"]
    check(
        party.exchange(code, headers={}, client_id=party.id, client_secret=party.secret).status
        == 200,
        "in the form",
    )
    code = party.authorize(world.visitor, code_challenge=None, code_challenge_method=None)["code"]
    check(
        party.exchange(code, code_verifier=None).status == 200, "a confidential client without PKCE"
    )
    code = public.authorize(world.visitor)["code"]
    check(public.exchange(code, headers={}, client_id=public.id).status == 200, "public")
    check(world.assert_exchange(assertion(world)).status == 200, "a signed assertion")
    check(
        world.assert_exchange(assertion(world, aud=world.signer.metadata["token_endpoint"])).status
        == 200,
        "for the address of the endpoint",
    )
    now = int(time.time())
    check(
        world.assert_exchange(assertion(world, iat=now + 30, exp=now + 90)).status == 200,
        "a clock half a minute fast",
    )
    check(
        world.assert_exchange(assertion(world, iat=now - 90, exp=now - 30)).status == 200,
        "a clock half a minute slow",
    )
    rotated = Party(world.site, "Wissel", "--all-schools")
    new = json.loads(world.site.leerid("app", "rotate", rotated.id, "--json"))["client_secret"]
    check(
        rotated.exchange(rotated.authorize(world.visitor)["code"]).status == 200,
        "the old secret for a week",
    )
    check(
        rotated.exchange(
            rotated.authorize(world.visitor)["code"], headers=rotated.basic(secret=new)
        ).status
        == 200,
        "the new secret",
    )
