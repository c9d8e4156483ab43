"""What client libraries really send, what an application learns by default, and how it learns why
it was refused.
"""
import base64
import json
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

from assertions import assertion
from logouts import Listener
from party import Party, call, onward, verify
from steps import STRICT, journey
from switches import set_app, shown, token_of
from tap import check


@journey
def an_audience_in_a_list_needs_the_switch(world):
    site, party, now = world.site, world.signer, time.time()
    token, par = (
        party.metadata["token_endpoint"],
        party.metadata["pushed_authorization_request_endpoint"],
    )
    several = [party.issuer, token, par]
    reply = world.assert_exchange(assertion(world, aud=several))
    check(reply.error == "invalid_client" and "aud" in reply.json["error_description"], reply.text)
    check(
        world.assert_exchange(assertion(world, aud=[party.issuer])).status == 200, "a list of one"
    )
    set_app(site, party, "--audience-list")
    check(world.assert_exchange(assertion(world, aud=several)).status == 200, "with the switch")
    check(
        world.assert_exchange(assertion(world, aud=[token])).status == 200,
        "one that is not the issuer",
    )
    for other in (
        ["https://elders.example"],
        [party.issuer, "https://elders.example"],
        [],
        [party.issuer, 7],
        {"a": party.issuer},
    ):
        check(
            world.assert_exchange(assertion(world, aud=other)).error == "invalid_client",
            f"never for others: {other}",
        )
    set_app(site, party, "--no-audience-list")
    check(
        world.assert_exchange(assertion(world, aud=several)).error == "invalid_client", "taken back"
    )
    check(
        world.assert_exchange(assertion(world, iat=now, nbf=now - 0.5, exp=now + 59.75)).status
        == 200,
        "decimal times",
    )
    for wrong in (
        {"exp": now - 120.5},
        {"nbf": now + 600.5},
        {"iat": now + 600.5, "exp": now + 660.5},
        {"exp": 1e300},
        {"iat": "nu"},
    ):
        check(
            world.assert_exchange(assertion(world, **wrong)).error == "invalid_client", f"{wrong}"
        )


@journey
def a_public_client_may_send_an_empty_basic_secret(world):
    public = world.public
    empty = {"Authorization": "Basic " + base64.b64encode(f"{public.id}:".encode()).decode()}
    check(
        public.exchange(public.authorize(world.visitor)["code"], headers=empty).status == 200,
        "empty",
    )
    wrong = {"Authorization": "Basic " + base64.b64encode(f"{public.id}:x".encode()).decode()}
    reply = public.exchange(public.authorize(world.visitor)["code"], headers=wrong)
    check(
        reply.error == "invalid_client" and "no client_secret" in reply.json["error_description"],
        reply.text,
    )
    none = {"Authorization": "Basic " + base64.b64encode(f"{world.party.id}:".encode()).decode()}
    check(
        world.party.exchange(world.party.authorize(world.visitor)["code"], headers=none).error
        == "invalid_client",
        "a confidential one must not",
    )


@journey
def a_program_on_the_pupils_own_machine(world):
    for registered, asked in (
        ("http://[::1]:4000/klaar", "http://[::1]:51234/klaar"),
        ("http://[::1]/klaar", "http://[::1]:51234/klaar"),
        ("http://127.0.0.1/klaar", "http://127.0.0.1:51234/klaar"),
    ):
        party = Party(world.site, "Programma", "--all-schools", "--public", redirect=registered)
        party.redirect = asked
        code = party.authorize(world.visitor)["code"]
        check(party.exchange(code, headers={}, client_id=party.id).status == 200, asked)


@journey
def a_refresh_may_be_repeated_for_half_a_minute(world):
    site, party = world.site, world.lasting
    first = party.exchange(
        party.authorize(world.visitor, scope="openid profile offline_access")["code"]
    ).json
    with ThreadPoolExecutor(12) as pool:
        replies = list(pool.map(lambda _: party.refresh(first["refresh_token"]), range(12)))
    check(
        {r.status for r in replies} == {200},
        f"{[r.text[:100] for r in replies if r.status != 200]}",
    )
    check(len({r.json["refresh_token"] for r in replies}) == 1, "the same successor")
    check(len({r.json["access_token"] for r in replies}) == 12, "access tokens of their own")
    second = replies[0].json
    check(party.refresh(second["refresh_token"]).status == 200, "the successor works")
    check(party.userinfo(replies[5].json["access_token"]).status == 200, "the family lives")
    site.sql("UPDATE oidc_token SET used_ms = used_ms - 31000 WHERE used_ms IS NOT NULL")
    reply = party.refresh(first["refresh_token"])
    check(
        reply.error == "invalid_grant" and "used before" in reply.json["error_description"],
        reply.text,
    )
    check(party.userinfo(replies[5].json["access_token"]).status == 401, "later it ends the family")


@journey
def a_public_client_repeats_no_refresh(world):
    party = Party(
        world.site,
        "Lang openbaar",
        "--all-schools",
        "--public",
        "--refresh",
        redirect="https://lang.example.org/terug",
    )
    endpoint = party.metadata["token_endpoint"]
    code = party.authorize(world.visitor, scope="openid offline_access")["code"]
    token = party.exchange(code, headers={}, client_id=party.id).json["refresh_token"]
    again = {"grant_type": "refresh_token", "refresh_token": token, "client_id": party.id}
    next_token = call(endpoint, "POST", again).json["refresh_token"]
    check(
        call(endpoint, "POST", again).error == "invalid_grant",
        "a public client's request can be replayed",
    )
    check(
        call(endpoint, "POST", {**again, "refresh_token": next_token}).error == "invalid_grant",
        "the family ended",
    )


@journey
def a_refresh_may_ask_for_less(world):
    party = world.lasting
    tokens = party.exchange(
        party.authorize(world.visitor, scope="openid profile school offline_access")["code"]
    ).json
    reply = party.refresh(tokens["refresh_token"], scope="profile")
    check(
        reply.status == 200 and reply.json["scope"] == "profile" and "id_token" not in reply.json,
        reply.text,
    )
    info = party.userinfo(reply.json["access_token"]).json
    check("given_name" in info and "school_number" not in info, f"{info}")
    whole = party.refresh(reply.json["refresh_token"]).json
    check(
        whole["id_token"] and "school" in whole["scope"],
        "the next one may ask for everything again",
    )
    check(
        party.refresh(whole["refresh_token"], scope="onzin").error == "invalid_scope",
        "nothing is not less",
    )


@journey
def an_unknown_way_back_still_signs_out(world):
    party, (visitor, _) = world.party, world.site.pupil()
    for more in ({"client_id": party.id}, {}):
        asked = urllib.parse.urlencode(
            {"post_logout_redirect_uri": "https://elders.example/dag", "state": "x", **more}
        )
        page = visitor.follow(visitor.get(f"/oidc/logout?{asked}"))
        check(
            page.status == 200
            and page.says("Wil je je afmelden?")
            and STRICT in page.headers["Content-Security-Policy"],
            f"{page.status}",
        )
    gone = visitor.post(
        "/oidc/afmelden", page.csrf, vraag=party.posted(page)[1]["vraag"], antwoord="ja"
    )
    last = visitor.get(gone.location)
    check(
        last.says("Je bent afgemeld")
        and not onward(last)
        and 'href="https://elders' not in last.text,
        "without the way back",
    )
    check(visitor.get("/").says("Wie ben jij?"), "signed out")
    log = (world.site.folder / "log").read_text(errors="replace")
    check(
        sum(
            "why=post_logout_redirect_uri" in line and f"client={party.id}" in line
            for line in log.splitlines()
        )
        == 1,
        "one line",
    )
    check(
        "post_logout_redirect_uri" in [r["why"] for r in shown(world.site, party)["refusals"]],
        "and the operator can see why",
    )


@journey
def nothing_joins_two_sectors(world):
    """sid and auth_time of one session in several applications."""
    elsewhere = Party(
        world.site, "Ander domein", "--all-schools", redirect="https://ander.example.org/terug"
    )
    public = Party(
        world.site,
        "Publiek",
        "--all-schools",
        "--public-subject",
        redirect="https://publiek.example.org/terug",
    )
    hers, same, theirs, open_one = (
        token_of(p, world.visitor)[0] for p in (world.party, world.other, elsewhere, public)
    )
    check(hers["sid"] == same["sid"], "the same in one sector")
    check(len({t["sid"] for t in (hers, theirs, open_one)}) == 3, "others in other sectors")
    values = [
        {v for k, v in t.items() if k not in ("iss", "acr", "iat", "exp") and isinstance(v, str)}
        for t in (hers, theirs)
    ]
    check(not values[0] & values[1], f"no value in common: {values[0] & values[1]}")
    check(
        not any("auth_time" in t for t in (hers, same, theirs)),
        "auth_time only where it is asked for",
    )
    essential = json.dumps({"id_token": {"auth_time": {"essential": True}}})
    check(
        token_of(world.party, world.visitor, claims=essential)[0]["auth_time"], "an essential claim"
    )
    check(
        "auth_time"
        not in token_of(
            world.party, world.visitor, claims=json.dumps({"id_token": {"auth_time": None}})
        )[0],
        "a voluntary one is none",
    )
    check(token_of(world.party, world.visitor, max_age="3600")[0]["auth_time"], "max_age")
    set_app(world.site, elsewhere, "--auth-time")
    check(token_of(elsewhere, world.visitor)[0]["auth_time"], "require_auth_time")


@journey
def logouts_carry_the_sid_of_their_sector(world):
    ears = [Listener(), Listener()]
    parties = [
        Party(
            world.site,
            f"Oor {i}",
            "--all-schools",
            "--backchannel-uri",
            ear.address,
            redirect=f"https://oor{i}.example.org/terug",
        )
        for i, ear in enumerate(ears)
    ]
    visitor, _ = world.site.pupil()
    sids = [token_of(p, visitor)[0]["sid"] for p in parties]
    visitor.post("/afmelden", visitor.get("/").csrf)
    told = [
        verify(ear.wait(1)[0]["logout_token"], p.jwks())["sid"] for ear, p in zip(ears, parties)
    ]
    check(told == sids and sids[0] != sids[1], f"{told} {sids}")
