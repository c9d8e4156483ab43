"""What an application may learn by default, and each switch that gives it more; the command line.
"""
import json
import subprocess
import urllib.parse

from party import Party, call
from served import PROGRAM
from steps import journey
from tap import check


def command(site, *words):
    return subprocess.run(
        [PROGRAM, *words],
        env=site.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


def shown(site, party):
    return json.loads(site.leerid("app", "show", party.id, "--json"))


def set_app(site, party, *options):
    return json.loads(site.leerid("app", "set", party.id, *options, "--json"))


def token_of(party, visitor, **asked):
    tokens = party.exchange(party.authorize(visitor, **asked)["code"]).json
    return party.check_id_token(tokens["id_token"]), party.userinfo(tokens["access_token"]).json


@journey
def a_new_application_gets_the_least(world):
    party = Party(world.site, "Nieuwkomer", "--all-schools", data=None)
    claims, info = token_of(party, world.visitor, scope="openid profile email school")
    check(set(info) == {"sub"}, f"{info}")
    check(
        set(claims) <= {"iss", "sub", "aud", "iat", "exp", "nonce", "acr", "amr", "sid", "at_hash"},
        f"{claims}",
    )
    told = command(
        world.site, "app", "add", "Nog een", "--redirect-uri", "https://nog.example.org/terug"
    )
    check("alleen een pseudoniem" in told.stderr, told.stderr)
    seen = shown(world.site, party)
    check(
        seen["data"] == seen["claims"] == []
        and not seen["public_subject"]
        and not seen["refresh"]
        and seen["options"] == [],
        f"{seen}",
    )


@journey
def switches_put_more_into_tokens(world):
    party = Party(
        world.site,
        "Veeleiser",
        "--all-schools",
        "--claims-in-token",
        "--mail-placeholder",
        redirect="https://veel.example.org/terug",
        data=("first_name", "class", "group", "school"),
    )
    claims, info = token_of(party, world.visitor, scope="openid profile email school")
    check(claims["given_name"] == info["given_name"] and claims["school_class"], f"{claims}")
    check(
        claims["email"] == f"{claims['sub']}@{urllib.parse.urlsplit(party.issuer).hostname}.invalid"
        and claims["email_verified"] is False,
        f"{claims}",
    )
    for told in (claims, info):
        check(
            told["roles"] == ["student"]
            and told["groups"] == [told["school_group_id"], told["school_class_id"]],
            f"{told}",
        )
        check(told["schools"][0]["school_class_id"] == told["school_class_id"], "in the list too")
    check("school_level" not in claims, "only data that it may get")
    mine = world.party and token_of(world.party, world.visitor, scope="openid school")[1]
    check(
        mine["school_class"] == info["school_class"]
        and mine["school_class_id"] != info["school_class_id"],
        "ids are per sector, like subjects",
    )
    check(
        token_of(world.other, world.visitor, scope="openid school")[1]["groups"] == mine["groups"],
        "and stable in it",
    )
    less = Party(
        world.site,
        "Minder",
        "--all-schools",
        redirect="https://minder.example.org/terug",
        data=("class",),
    )
    info = token_of(less, world.visitor, scope="openid email school")[1]
    check(
        info["groups"] == [info["school_class_id"]]
        and "school_group_id" not in info
        and "email" not in info,
        f"{info}",
    )


@journey
def each_refusal_says_why(world):
    site = world.site
    party = Party(site, "Dwaler", "--all-schools")
    code = party.authorize(world.visitor)["code"]
    attempts = {
        "secret": party.exchange(code, headers=party.basic(secret="x")),
        "no_proof": party.exchange(code, headers={}, client_id=party.id),
        "code": party.exchange("x" * 43),
        "code_verifier": party.exchange(code, code_verifier="y" * 43),
        "grant_type": call(
            party.metadata["token_endpoint"], "POST", {"grant_type": "password"}, party.basic()
        ),
        "proofs": party.exchange("x", client_secret="x"),
    }
    texts = {why: reply.json["error_description"] for why, reply in attempts.items()}
    check(len(set(texts.values())) == len(texts), f"one text for each reason: {texts}")
    party.ask(world.visitor, response_type="token")
    party.ask(world.visitor, redirect_uri="https://elders.example/terug")
    unknown = call(
        party.metadata["token_endpoint"],
        "POST",
        {"grant_type": "authorization_code", "code": "x"},
        party.basic(id="geheim=1"),
    )
    check("unknown" in unknown.json["error_description"], unknown.text)
    log = (site.folder / "log").read_text(errors="replace")
    lines = [
        line
        for line in log.splitlines()
        if "event=client_refused" in line and f"client={party.id}" in line
    ]
    for why, path in [(w, "/oidc/token") for w in attempts if w not in ("proofs",)] + [
        ("response_type", "/oidc/authorize"),
        ("redirect_uri", "/oidc/authorize"),
    ]:
        check(
            len(
                [
                    line
                    for line in lines
                    if f"why={why}" in line.split() and f"endpoint={path}" in line
                ]
            )
            == 1,
            f"one line for {why}: {lines}",
        )
    check(
        "why=client" in log and "client=- given=gehe given_bytes=8 " in log and "geheim" not in log,
        "of an invalid id only the beginning is logged",
    )
    for _ in range(5):
        party.exchange("x" * 43)
    rows = shown(site, party)["refusals"]
    check(
        sorted(r["why"] for r in rows) == sorted({r["why"] for r in rows})
        and {"secret", "code", "response_type", "redirect_uri"} <= {r["why"] for r in rows},
        f"{rows}",
    )
    check(all(r["description"] and r["error"] and r["last"] for r in rows), f"{rows}")
    check(
        party.ask(world.visitor, prompt="none", max_age=0).status == 303
        and "login" not in [r["why"] for r in shown(site, party)["refusals"]],
        "an ordinary answer is no refusal",
    )


@journey
def the_command_line_takes_back_what_it_gave(world):
    site = world.site
    party = Party(site, "Wispelturig", "--all-schools", redirect="https://wispel.example.org/terug")
    switches = (
        "public",
        "refresh",
        "public-subject",
        "all-schools",
        "audience-list",
        "auth-time",
        "claims-in-token",
        "mail-placeholder",
    )

    def states():
        seen = shown(site, party)
        return [
            seen[s.replace("-", "_")] if s.replace("-", "_") in seen else s in seen["options"]
            for s in switches
        ]

    set_app(site, party, *(f"--{s}" for s in switches))
    check(all(states()), f"{states()}")
    check(
        party.exchange("x").error == "invalid_client" and not shown(site, party)["secret"],
        "a public client has no secret",
    )
    made = set_app(site, party, *(f"--no-{s}" for s in switches))
    check(not any(states()), f"{states()}")
    party.secret = made["client_secret"]
    check(party.exchange("x" * 43).error == "invalid_grant", "a confidential one gets a new secret")
    set_app(site, party, "--data", "class", "--post-logout-uri", "https://wispel.example.org/dag")
    set_app(site, party, "--data", "", "--post-logout-uri", "")
    check(shown(site, party)["data"] == shown(site, party)["post_logout_uris"] == [], "lists too")
    check(
        command(site, "app", "set", party.id, "--no-name").returncode == 2,
        "only switches have a no",
    )
    listed = command(site, "app", "list").stdout
    check(
        "https://wispel.example.org/terug" in listed
        and "sector              wispel.example.org" in listed
        and "given_name" in listed,
        listed[-1500:],
    )
    item = next(
        i
        for i in json.loads(site.leerid("app", "list", "--json"))["items"]
        if i["client_id"] == party.id
    )
    check(
        item["redirect_uris"] == [party.redirect]
        and item["sector"] == "wispel.example.org"
        and item["claims"] == [],
        f"{item}",
    )
    told = command(site, "app", "show", party.id).stdout
    check(
        "redirect_uris       https://wispel.example.org/terug" in told and "why=code" in told, told
    )
