"""Token and sign-out requests that are refused."""
import base64
import hashlib
import json
import time
import urllib.parse

from assertions import HOST, assertion, with_hmac, without_signature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from party import Party, REDIRECT, b64, call, onward, public_jwk, unb64
from visitor import Visitor


def fresh(world, party=None, **changes):
    """Returns an unused code."""
    party = party or world.party
    return party.authorize(world.visitor, **changes)["code"]


def code_rows(world):
    party, site = world.party, world.site
    wrong = {
        "another redirect": {"redirect_uri": HOST + "/elders"},
        "no redirect": {"redirect_uri": None},
        "a slash more": {"redirect_uri": REDIRECT + "/"},
        "no verifier": {"code_verifier": None},
        "another verifier": {"code_verifier": "x" * 43},
        "a short verifier": {"code_verifier": "abc"},
        "the challenge as verifier": {"code_verifier": "challenge"},
    }
    for name, changes in wrong.items():
        code = fresh(world)
        if changes.get("code_verifier") == "challenge":
            changes = {"code_verifier": b64(hashlib.sha256(party.verifier.encode()).digest())}
        yield f"code: {name}", party.exchange(code, **changes), 400, "invalid_grant"
    code = fresh(world)
    party.exchange(code, redirect_uri=HOST)
    yield "code: right after it was tried with another redirect", party.exchange(
        code
    ), 400, "invalid_grant"
    code = fresh(world, code_challenge=None, code_challenge_method=None)
    yield "code: a verifier without a challenge (downgrade)", party.exchange(
        code
    ), 400, "invalid_grant"
    yield "code: of another application", world.other.exchange(
        fresh(world), code_verifier=party.verifier
    ), 400, "invalid_grant"
    yield "code: invented", party.exchange("x" * 43), 400, "invalid_grant"
    yield "code: empty", party.exchange(""), 400, "invalid_request"
    code = fresh(world)
    site.sql("UPDATE oidc_grant SET code_ends_ms = 1 WHERE used_ms IS NULL")
    yield "code: a minute late", party.exchange(code), 400, "invalid_grant"
    code = fresh(world)
    first = party.exchange(code).json
    yield "code: used again", party.exchange(code), 400, "invalid_grant"
    yield "code: what it gave is taken back", party.userinfo(first["access_token"]), 401, None
    token = party.exchange(fresh(world)).json
    yield "token type: an access token as code", party.exchange(
        token["access_token"]
    ), 400, "invalid_grant"
    yield "token type: an access token as refresh token", party.refresh(
        token["access_token"]
    ), 400, "invalid_grant"
    yield "token type: an ID token at userinfo", party.userinfo(token["id_token"]), 401, None
    yield "token type: an ID token as code", party.exchange(token["id_token"]), 400, "invalid_grant"


def grant_rows(world):
    party = world.party
    endpoint = party.metadata["token_endpoint"]
    for name in (
        "password",
        "client_credentials",
        "implicit",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
    ):
        yield f"grant: {name}", call(
            endpoint, "POST", {"grant_type": name, "username": "x", "password": "y"}, party.basic()
        ), 400, "unsupported_grant_type"
    yield "grant: none", call(
        endpoint, "POST", {"code": "x"}, party.basic()
    ), 400, "invalid_request"
    twice = urllib.parse.urlencode(
        {
            "grant_type": "authorization_code",
            "code": fresh(world),
            "redirect_uri": REDIRECT,
            "code_verifier": party.verifier,
        }
    )
    yield "grant: code twice", call(
        endpoint, "POST", twice + "&code=x", party.basic()
    ), 400, "invalid_request"
    yield "grant: grant_type twice", call(
        endpoint, "POST", twice + "&grant_type=authorization_code", party.basic()
    ), 400, "invalid_request"
    as_json = json.dumps({"grant_type": "authorization_code", "code": "x"})
    yield "grant: JSON", call(
        endpoint,
        "POST",
        body=as_json,
        headers={**party.basic(), "Content-Type": "application/json"},
    ), 400, "invalid_request"
    yield "grant: in the address", call(
        endpoint + "?" + twice,
        "POST",
        body="",
        headers={**party.basic(), "Content-Type": "application/x-www-form-urlencoded"},
    ), 400, "invalid_request"
    yield "grant: GET", call(endpoint + "?" + twice, headers=party.basic()), 405, None


def client_rows(world):
    party, public, site = world.party, world.public, world.site
    none = {"client_id": None, "client_secret": None}
    ways = {
        "nothing": ({}, none),
        "only an id": ({}, {"client_id": party.id}),
        "another secret": (party.basic(secret="x" * 43), none),
        "no secret": (
            {"Authorization": "Basic " + base64.b64encode(f"{party.id}:".encode()).decode()},
            none,
        ),
        "another id": (party.basic(id="nobody"), none),
        "the secret of another": (party.basic(secret=world.other.secret), none),
        "another secret in the form": ({}, {"client_id": party.id, "client_secret": "x"}),
        "the stored hash as secret": (
            {},
            {
                "client_id": party.id,
                "client_secret": hashlib.sha256(party.secret.encode()).hexdigest(),
            },
        ),
        "no base64": ({"Authorization": "Basic %%%"}, none),
        "no colon": ({"Authorization": "Basic " + base64.b64encode(b"abc").decode()}, none),
        "Bearer": ({"Authorization": f"Bearer {party.secret}"}, none),
        "the removed one": (world.removed.basic(), none),
    }
    for name, (headers, changes) in ways.items():
        code = fresh(world)
        yield f"client authentication: {name}", party.exchange(
            code, headers=headers, **changes
        ), 401, "invalid_client"
        yield f"client authentication: {name}, and the code still works", party.exchange(
            code
        ), 200, None
    both = {"client_id": party.id, "client_secret": party.secret}
    yield "client authentication: two ways", party.exchange(
        fresh(world), headers=party.basic(), **both
    ), 400, "invalid_request"
    yield "client authentication: two names", party.exchange(
        fresh(world), headers=party.basic(), client_id=world.other.id
    ), 400, "invalid_request"
    code = public.authorize(world.visitor)["code"]
    yield "client authentication: a public one with a secret", public.exchange(
        code, headers={}, client_id=public.id, client_secret="x"
    ), 401, "invalid_client"
    rotated = Party(site, "Gewisseld", "--all-schools")
    site.leerid("app", "rotate", rotated.id)
    site.sql("UPDATE application SET old_secret_ends_ms = 1 WHERE old_secret_hash IS NOT NULL")
    yield "client authentication: an old secret after its week", rotated.exchange(
        rotated.authorize(world.visitor)["code"]
    ), 401, "invalid_client"


def assertion_rows(world):
    party = world.signer
    now = int(time.time())
    good = assertion(world)
    public = json.dumps(public_jwk(world.key, "a", "RS256")).encode()
    stranger, curve = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
    head, payload, signature = good.split(".")
    tampered = json.loads(unb64(payload)) | {"sub": world.party.id}
    rows = {
        "alg none": without_signature(good, {"alg": "none", "typ": "JWT"}),
        "alg none in capitals": without_signature(good, {"alg": "NONE", "kid": "a"}),
        "HMAC with the public key": with_hmac(good, public),
        "HMAC with nothing": with_hmac(good, b""),
        "a key nobody knows": assertion(world, key=stranger),
        "another kid": assertion(world, header={"kid": "b"}),
        "an EC signature under an RSA key": assertion(world, key=curve, alg="ES256"),
        "a key that the header brings": assertion(
            world, key=stranger, header={"jwk": public_jwk(stranger, "a", "RS256")}
        ),
        "critical extensions": assertion(world, header={"crit": ["exp"]}),
        "a changed payload": f"{head}.{b64(json.dumps(tampered).encode())}.{signature}",
        "a cut signature": good[:-4],
        "no signature": f"{head}.{payload}.",
        "expired": assertion(world, exp=now - 120, iat=now - 300),
        "no end": assertion(world, exp=None),
        "an end years away": assertion(world, exp=now + 10**8),
        "an end in words": assertion(world, exp="morgen"),
        "from the future": assertion(world, iat=now + 600, exp=now + 660),
        "not yet": assertion(world, nbf=now + 600),
        "for somebody else": assertion(world, aud="https://elders.example"),
        "for several": assertion(world, aud=[party.issuer, "https://elders.example"]),
        "for nobody": assertion(world, aud=None),
        "another issuer": assertion(world, iss=world.party.id),
        "another subject": assertion(world, sub=world.party.id),
        "no id": assertion(world, jti=None),
    }
    for name, token in rows.items():
        yield f"assertion: {name}", world.assert_exchange(token), 401, "invalid_client"
    world.assert_exchange(good)
    yield "assertion: the same twice", world.assert_exchange(good), 401, "invalid_client"
    yield "assertion: another type", world.assert_exchange(
        assertion(world), kind="urn:ietf:params:oauth:client-assertion-type:saml2-bearer"
    ), 400, "invalid_request"
    yield "assertion: beside a secret", world.assert_exchange(
        assertion(world), client_secret="x"
    ), 400, "invalid_request"


def refresh_rows(world):
    party = world.lasting
    first = party.exchange(
        party.authorize(world.visitor, scope="openid profile offline_access")["code"]
    ).json
    second = party.refresh(first["refresh_token"]).json
    world.site.sql("UPDATE oidc_token SET used_ms = used_ms - 31000 WHERE used_ms IS NOT NULL")
    yield "refresh: used again", party.refresh(first["refresh_token"]), 400, "invalid_grant"
    yield "refresh: and its family ends", party.refresh(
        second["refresh_token"]
    ), 400, "invalid_grant"
    yield "refresh: access tokens too", party.userinfo(second["access_token"]), 401, None
    third = party.exchange(
        party.authorize(world.visitor, scope="openid offline_access")["code"]
    ).json
    yield "refresh: more than was granted", party.refresh(
        third["refresh_token"], scope="openid profile"
    ), 400, "invalid_scope"
    yield "refresh: of another application", world.party.refresh(
        third["refresh_token"]
    ), 400, "invalid_grant"
    call(
        party.metadata["revocation_endpoint"],
        "POST",
        {"token": third["refresh_token"]},
        party.basic(),
    )
    yield "refresh: revoked", party.refresh(third["refresh_token"]), 400, "invalid_grant"
    fourth = party.exchange(
        party.authorize(world.visitor, scope="openid offline_access")["code"]
    ).json
    world.site.sql("UPDATE oidc_token SET ends_ms = 1 WHERE kind = 2")
    yield "refresh: a month late", party.refresh(fourth["refresh_token"]), 400, "invalid_grant"


def token_rows(world):
    party = world.party
    info, introspect = party.metadata["userinfo_endpoint"], party.metadata["introspection_endpoint"]
    token = party.exchange(fresh(world)).json["access_token"]
    yield "userinfo: no token", call(info), 401, None
    yield "userinfo: in the address", call(f"{info}?access_token={token}"), 401, None
    yield "userinfo: Basic", call(info, headers=party.basic()), 401, None
    yield "userinfo: invented", party.userinfo("x" * 43), 401, None
    yield "userinfo: cut", party.userinfo(token[:-1]), 401, None
    yield "userinfo: two ways", call(
        info, "POST", {"access_token": token}, {"Authorization": f"Bearer {token}"}
    ), 400, "invalid_request"
    yield "introspection: nobody", call(introspect, "POST", {"token": token}), 401, "invalid_client"
    yield "introspection: public", call(
        introspect, "POST", {"token": token, "client_id": world.public.id}
    ), 403, "unauthorized_client"
    yield "introspection: no token", call(
        introspect, "POST", {"x": "y"}, party.basic()
    ), 400, "invalid_request"
    yield "revocation: nobody", call(
        party.metadata["revocation_endpoint"], "POST", {"token": token}
    ), 401, "invalid_client"
    call(world.other.metadata["revocation_endpoint"], "POST", {"token": token}, world.other.basic())
    yield "revocation: by another application changes nothing", party.userinfo(token), 200, None
    call(party.metadata["revocation_endpoint"], "POST", {"token": token}, party.basic())
    yield "revocation: works", party.userinfo(token), 401, None
    late = party.exchange(fresh(world)).json["access_token"]
    world.site.sql("UPDATE oidc_token SET ends_ms = 1 WHERE kind = 1")
    yield "userinfo: a quarter late", party.userinfo(late), 401, None


def logout_rows(world):
    party, visitor = world.party, world.visitor
    wrong = {
        "a hint that is none": {"id_token_hint": "abc"},
        "a hint of another client": {"id_token_hint": world.other_token, "client_id": party.id},
        "an unsigned hint": {
            "id_token_hint": without_signature(world.other_token, {"alg": "none", "typ": "JWT"})
        },
        "another client's hint and an address": {
            "id_token_hint": world.other_token,
            "client_id": party.id,
            "post_logout_redirect_uri": HOST + "/dag",
        },
    }
    for name, changes in wrong.items():
        yield f"logout: {name}", visitor.get("/oidc/logout?" + urllib.parse.urlencode(changes))


def logout_addresses(world):
    """Never redirects to an unregistered address: the pupil is asked, and stays on the site."""
    party, nobody = world.party, Visitor(world.site.mijn)
    wrong = {
        "an address nobody registered": {
            "post_logout_redirect_uri": HOST + "/elders",
            "client_id": party.id,
        },
        "the sign-in address": {"post_logout_redirect_uri": REDIRECT, "client_id": party.id},
        "an address without a client": {"post_logout_redirect_uri": HOST + "/dag"},
        "a slash more": {"post_logout_redirect_uri": HOST + "/dag/", "client_id": party.id},
        "another host": {
            "post_logout_redirect_uri": "https://evil.example/dag",
            "client_id": party.id,
        },
    }
    for name, changes in wrong.items():
        for visitor, words in (
            (world.visitor, "Wil je je afmelden?"),
            (nobody, "Je bent afgemeld"),
        ):
            answer = visitor.follow(visitor.get("/oidc/logout?" + urllib.parse.urlencode(changes)))
            fine = (
                answer.status == 200
                and not onward(answer)
                and answer.says(words)
                and changes["post_logout_redirect_uri"] not in answer.text
            )
            yield f"logout: {name}: {words}", (
                "" if fine else f"{answer.status} {answer.location} {answer.text[-800:]}"
            )
