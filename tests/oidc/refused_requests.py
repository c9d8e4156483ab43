"""Authorization requests that are refused, on a page or at the redirect address."""
import urllib.parse

from assertions import HOST
from party import REDIRECT, call
from visitor import Visitor

# Redirect addresses that differ from the registered one in any byte: the pupil sees a page, nothing
# is sent to the address.
WRONG_REDIRECTS = {
    "none": None,
    "empty": "",
    "another path": HOST + "/elders",
    "a slash more": REDIRECT + "/",
    "a query more": REDIRECT + "?x=1",
    "a fragment more": REDIRECT + "#x",
    "another host": "https://evil.example/terug",
    "a host that begins alike": "https://app.example.org.evil.example/terug",
    "a user before the host": "https://app.example.org@evil.example/terug",
    "a backslash": "https://app.example.org\\@evil.example/terug",
    "upper case": "https://APP.example.org/terug",
    "http": "http://app.example.org/terug",
    "a port": "https://app.example.org:443/terug",
    "dots": HOST + "/x/../terug",
    "encoded letters": HOST + "/%74erug",
    "encoded twice": HOST + "/terug%252f",
    "a blank behind": REDIRECT + " ",
    "a line end behind": REDIRECT + "\n",
    "a NUL behind": REDIRECT + "\0",
    "javascript": "javascript:alert(1)",
    "relative": "/terug",
    "a scheme left out": "//app.example.org/terug",
}


# Other invalid requests: the application gets an error.
WRONG_REQUESTS = {
    "no response_type": ({"response_type": None}, "", "invalid_request"),
    "implicit": ({"response_type": "token"}, "", "unsupported_response_type"),
    "implicit with ID token": (
        {"response_type": "id_token token"},
        "",
        "unsupported_response_type",
    ),
    "hybrid": ({"response_type": "code id_token"}, "", "unsupported_response_type"),
    "no scope": ({"scope": None}, "", "invalid_scope"),
    "scope without openid": ({"scope": "profile"}, "", "invalid_scope"),
    "response_mode fragment": ({"response_mode": "fragment"}, "", "invalid_request"),
    "response_mode jwt": ({"response_mode": "jwt"}, "", "invalid_request"),
    "a request object": ({"request": "eyJhbGciOiJub25lIn0.e30."}, "", "request_not_supported"),
    "a request by reference": (
        {"request_uri": "https://app.example.org/request"},
        "",
        "request_uri_not_supported",
    ),
    "a pushed request that is not there": (
        {"request_uri": "urn:ietf:params:oauth:request_uri:x"},
        "",
        "request_uri_not_supported",
    ),
    "plain PKCE": ({"code_challenge_method": "plain"}, "", "invalid_request"),
    "a challenge without method": ({"code_challenge_method": None}, "", "invalid_request"),
    "a method without challenge": ({"code_challenge": None}, "", "invalid_request"),
    "a short challenge": ({"code_challenge": "abc"}, "", "invalid_request"),
    "a challenge of other signs": ({"code_challenge": "+" * 43}, "", "invalid_request"),
    "prompt none with login": ({"prompt": "none login"}, "", "invalid_request"),
    "a prompt nobody knows": ({"prompt": "create"}, "", "invalid_request"),
    "max_age below zero": ({"max_age": "-1"}, "", "invalid_request"),
    "max_age in words": ({"max_age": "lang"}, "", "invalid_request"),
    "a nonce of controls": ({"nonce": "a\x01"}, "", "invalid_request"),
    "a nonce without end": ({"nonce": "n" * 1001}, "", "invalid_request"),
    "claims that are no JSON": ({"claims": "{"}, "", "invalid_request"),
    "claims of another shape": ({"claims": '{"userinfo":[]}'}, "", "invalid_request"),
    "claims with a doubled name": (
        {"claims": '{"userinfo":{},"userinfo":{}}'},
        "",
        "invalid_request",
    ),
    "a hint that is no token": ({"id_token_hint": "abc"}, "", "invalid_request"),
    "scope twice": ({}, "&scope=openid", "invalid_request"),
    "nonce twice": ({}, "&nonce=2", "invalid_request"),
    "PKCE twice": ({}, "&code_challenge_method=S256", "invalid_request"),
    "only an advanced account will do": (
        {"claims": '{"id_token":{"acr":{"essential":true,"value":"advanced"}}}'},
        "",
        "unmet_authentication_requirements",
    ),
}


def page_rows(world):
    party, visitor = world.party, world.visitor
    for name, redirect in WRONG_REDIRECTS.items():
        yield f"redirect: {name}", party.ask(visitor, redirect_uri=redirect)
    yield "client: unknown", party.ask(visitor, client_id="nobody")
    yield "client: none", party.ask(visitor, client_id=None)
    yield "client: twice", party.ask(visitor, extra=f"&client_id={party.id}")
    yield "redirect: twice", party.ask(
        visitor, extra="&redirect_uri=" + urllib.parse.quote(REDIRECT)
    )
    yield "client: removed", world.removed.ask(visitor)
    yield "client: the address of another one", party.ask(visitor, client_id=world.public.id)
    yield "POST: another address", visitor.ask(
        "POST", "/oidc/authorize", urllib.parse.urlencode(party.question(redirect_uri=HOST))
    )


def request_rows(world):
    for name, (changes, extra, error) in WRONG_REQUESTS.items():
        yield f"request: {name}", world.party, world.party.ask(
            world.visitor, extra=extra, **changes
        ), error
    public = world.public
    yield "request: public without PKCE", public, public.ask(
        world.visitor, code_challenge=None, code_challenge_method=None
    ), "invalid_request"
    yield "request: silent, nobody there", world.party, world.party.ask(
        Visitor(world.site.mijn), prompt="none"
    ), "login_required"
    yield "request: silent, too long ago", world.party, world.party.ask(
        world.visitor, prompt="none", max_age="0"
    ), "login_required"
    yield "request: silent, no access", world.closed, world.closed.ask(
        world.visitor, prompt="none"
    ), "access_denied"
    yield "request: the hint of another application", world.party, world.party.ask(
        world.visitor, id_token_hint=world.other_token
    ), "invalid_request"
    yield "request: silent, the hint of another pupil", world.party, world.party.ask(
        world.visitor, prompt="none", id_token_hint=world.other_pupil_token
    ), "login_required"


def push_rows(world):
    party = world.party
    endpoint = party.metadata["pushed_authorization_request_endpoint"]
    yield "pushed: nobody", call(endpoint, "POST", party.question()), 401, "invalid_client"
    yield "pushed: another address", call(
        endpoint, "POST", party.question(redirect_uri=HOST), party.basic()
    ), 400, "invalid_request"
    yield "pushed: plain", call(
        endpoint, "POST", party.question(code_challenge_method="plain"), party.basic()
    ), 400, "invalid_request"
    yield "pushed: with a reference", call(
        endpoint, "POST", party.question(request_uri="urn:x"), party.basic()
    ), 400, "request_uri_not_supported"


def pushed_pages(world):
    party = world.party
    pushed = call(
        party.metadata["pushed_authorization_request_endpoint"],
        "POST",
        party.question(),
        party.basic(),
    ).json["request_uri"]
    uri = urllib.parse.quote(pushed)
    yield "pushed: taken by another application", world.visitor.get(
        f"/oidc/authorize?client_id={world.other.id}&request_uri={uri}"
    )
    pushed = call(
        party.metadata["pushed_authorization_request_endpoint"],
        "POST",
        party.question(),
        party.basic(),
    ).json["request_uri"]
    uri = urllib.parse.quote(pushed)
    world.visitor.get(f"/oidc/authorize?client_id={party.id}&request_uri={uri}")
    yield "pushed: taken twice", world.visitor.get(
        f"/oidc/authorize?client_id={party.id}&request_uri={uri}"
    )
