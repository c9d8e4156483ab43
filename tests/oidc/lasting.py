"""Flows: the subject of a pupil, what lasts after the sign-in, and what ends it."""
import json
import subprocess
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from party import Party, REDIRECT, call, tab_of, verify
from steps import HERE, journey
from tap import check


@journey
def sub_is_a_pseudonym(world):
    def subject(party):
        return party.check_id_token(
            party.exchange(party.authorize(world.visitor)["code"]).json["id_token"]
        )["sub"]

    elsewhere = Party(
        world.site, "Elders", "--all-schools", redirect="https://elders.example.org/terug"
    )
    same, open1, open2 = (
        world.other,
        Party(world.site, "O1", "--all-schools", "--public-subject"),
        None,
    )
    open2 = Party(
        world.site,
        "O2",
        "--all-schools",
        "--public-subject",
        redirect="https://elders.example.org/terug",
    )
    check(subject(world.party) == subject(world.party) == subject(same), "the same in one sector")
    check(subject(elsewhere) != subject(world.party), "another one in another sector")
    check(
        subject(open1) == subject(open2) != subject(world.party),
        "public ones are the same everywhere",
    )


@journey
def es256_and_asked_claims(world):
    party = Party(
        world.site, "Kromme", "--all-schools", "--alg", "ES256", "--data", "first_name", "class"
    )
    claims = {
        "id_token": {"given_name": None, "family_name": {"essential": True}},
        "userinfo": {"school_class": None, "school_roll_number": None},
    }
    tokens = party.exchange(
        party.authorize(world.visitor, scope="openid", claims=json.dumps(claims))["code"]
    ).json
    told = party.check_id_token(tokens["id_token"], tokens["access_token"])
    check(
        told["given_name"] and "family_name" not in told,
        f"only the data the application may get: {told}",
    )
    info = party.userinfo(tokens["access_token"]).json
    check(set(info) <= {"sub", "school_class"}, f"{info}")


@journey
def fresh_sign_ins_are_fresh(world):
    party = world.party
    visitor, username = world.site.pupil()
    before = party.check_id_token(
        party.exchange(party.authorize(visitor, max_age="3600")["code"]).json["id_token"]
    )
    for wish in ({"prompt": "login"}, {"max_age": "0"}, {"prompt": "select_account"}):
        time.sleep(1.1)
        answer = party.ask(visitor, **wish)
        tab = tab_of(answer)
        check(answer.location == f"/aanmelden?verder={tab}", f"{wish}: {answer.location}")
        check(
            visitor.get(f"/oidc/verder?verder={tab}").location == answer.location,
            "not without a sign-in",
        )
        check(
            visitor.get(f"/{username}?verder={tab}").says("Je wachtwoord"),
            "the form is shown although somebody is signed in",
        )
        answer = visitor.sign_in(username, tab, wachtwoord=world.site.secrets[username])
        fields = party.landed(visitor.follow(answer))
        after = party.check_id_token(party.exchange(fields["code"]).json["id_token"])
        check(
            after["auth_time"] > before["auth_time"] and after["sub"] == before["sub"],
            f"{wish}: auth_time",
        )
        before = after
    check(party.authorize(visitor, max_age="3600")["code"], "young enough")
    check(
        party.authorize(
            visitor,
            prompt="none",
            id_token_hint=party.exchange(party.authorize(visitor)["code"]).json["id_token"],
        )["code"],
        "silent, hinted",
    )


@journey
def refresh_tokens_take_turns(world):
    party = world.lasting
    check(
        "refresh_token" not in party.exchange(party.authorize(world.visitor)["code"]).json,
        "not unless asked",
    )
    check(
        "refresh_token"
        not in world.party.exchange(
            world.party.authorize(world.visitor, scope="openid offline_access")["code"]
        ).json,
        "nor unless allowed",
    )
    tokens = party.exchange(
        party.authorize(world.visitor, scope="openid profile offline_access")["code"]
    ).json
    for _ in range(3):
        reply = party.refresh(tokens["refresh_token"])
        check(
            reply.status == 200 and reply.json["refresh_token"] != tokens["refresh_token"],
            reply.text,
        )
        tokens = reply.json
    check(party.userinfo(tokens["access_token"]).json["given_name"], "and userinfo goes on")
    narrow = party.refresh(tokens["refresh_token"], scope="openid").json
    check("given_name" not in party.userinfo(narrow["access_token"]).json, "less than was granted")
    check(verify(narrow["id_token"], party.jwks())["sub"], "a new ID token")


@journey
def signing_out_everywhere_ends_what_lasts_too(world):
    party, (visitor, username) = world.lasting, world.site.pupil()
    tokens = party.exchange(
        party.authorize(visitor, scope="openid profile offline_access")["code"]
    ).json
    visitor.post("/afmelden", visitor.get("/").csrf)
    reply = party.refresh(tokens["refresh_token"])
    check(reply.status == 200, "lasting access outlives one session")
    visitor.sign_in(username, wachtwoord=world.site.secrets[username])
    tokens = party.exchange(
        party.authorize(visitor, scope="openid profile offline_access")["code"]
    ).json
    visitor.post("/afmelden-overal", visitor.get("/").csrf)
    check(
        party.refresh(tokens["refresh_token"]).error == "invalid_grant",
        f"{username} signed out everywhere",
    )
    check(party.userinfo(tokens["access_token"]).status == 401, "and what it gave")


@journey
def a_pushed_request(world):
    party = world.party
    reply = call(
        party.metadata["pushed_authorization_request_endpoint"],
        "POST",
        party.question(),
        party.basic(),
    )
    check(reply.status == 201 and reply.json["expires_in"] == 60, reply.text)
    answer = world.visitor.get(
        f"/oidc/authorize?client_id={party.id}&request_uri="
        + urllib.parse.quote(reply.json["request_uri"])
    )
    check(party.exchange(party.landed(answer)["code"]).status == 200, answer.location)


@journey
def redirect_addresses_with_a_query(world):
    party = Party(
        world.site, "Vraagteken", "--all-schools", redirect=REDIRECT + "?school=2&taal=nl"
    )
    answer = party.ask(world.visitor)
    check(answer.location.startswith(party.redirect + "&code="), answer.location)
    check(party.exchange(party.landed(answer)["code"]).status == 200, "the code works")


@journey
def no_access_is_said_kindly(world):
    answer = world.closed.ask(world.visitor)
    check(
        answer.status == 200
        and answer.says("Nog geen toegang")
        and answer.says("Toetslab staat voor jou niet aan"),
        answer.text[:500],
    )
    check(
        "error=access_denied" in answer.text and world.closed.redirect in answer.text,
        "the way back tells the application",
    )


@journey
def one_code_a_hundred_times(world):
    party = world.party
    code = party.authorize(world.visitor)["code"]
    with ThreadPoolExecutor(100) as pool:
        replies = list(pool.map(lambda _: party.exchange(code), range(100)))
    good = [r for r in replies if r.status == 200]
    check(len(good) == 1, f"{len(good)} of 100 were given tokens")
    check(
        all(r.status == 400 and r.error == "invalid_grant" for r in replies if r.status != 200),
        {(r.status, r.text[:100]) for r in replies if r.status != 200},
    )
    check(
        party.userinfo(good[0].json["access_token"]).status == 401,
        "the tokens of the first application are revoked",
    )


@journey
def authlib_signs_pupils_in(world):
    """An unmodified real client; openid-client and mod_auth_openidc are in tests/browser."""
    key = world.site.folder / "key.pem"
    key.write_bytes(world.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    for party, secret, method, scope in (
        (
            world.lasting,
            world.lasting.secret,
            "client_secret_basic",
            "openid profile school offline_access",
        ),
        (world.party, world.party.secret, "client_secret_post", "openid profile"),
        (world.signer, str(key), "private_key_jwt", "openid school"),
    ):
        child = subprocess.Popen(
            [
                HERE / "authlib_party.py",
                party.issuer,
                party.id,
                secret,
                method,
                party.redirect,
                scope,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        answer = world.visitor.get(child.stdout.readline().strip().removeprefix(world.site.mijn))
        out, said = child.communicate(answer.location + "\n", timeout=30)
        check(child.returncode == 0, f"{method}: {said}")
        told = json.loads(out)
        check(told["userinfo"]["sub"] == told["claims"]["sub"], f"{told}")
        check(method != "client_secret_basic" or told["again"], "refreshed")
