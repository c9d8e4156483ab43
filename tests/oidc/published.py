"""An application that publishes its keys and changes them without notice (private_key_jwt with
jwks_uri).
"""
import http.server
import json
import subprocess
import threading
import time

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from steps import journey
from tap import check
from party import Party, public_jwk, sign

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Keys:
    """Serves `said`; counts the requests."""

    def __init__(self):
        self.said, self.asked, self.keys = b"", 0, {}
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                owner.asked += 1
                self.send_response(200)
                self.send_header("Content-Type", "application/jwk-set+json")
                self.send_header("Content-Length", str(len(owner.said)))
                self.end_headers()
                self.wfile.write(owner.said)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/jwks"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def draw(self, kid, alg):
        self.keys[kid] = (
            (
                rsa.generate_private_key(65537, 2048)
                if alg == "RS256"
                else ec.generate_private_key(ec.SECP256R1())
            ),
            alg,
        )

    def publish(self, *kids):
        self.said = json.dumps(
            {"keys": [public_jwk(self.keys[kid][0], kid, self.keys[kid][1]) for kid in kids]}
        ).encode()


def prove(world, party, keys, kid, signer=None):
    """Returns the status of a code redeemed with an assertion under that kid; signer: the kid of
    the key that really signs.
    """
    now = int(time.time())
    key, alg = keys.keys[signer or kid]
    payload = {
        "iss": party.id,
        "sub": party.id,
        "aud": party.issuer,
        "jti": str(time.time_ns()),
        "iat": now,
        "exp": now + 60,
    }
    return party.exchange(
        party.authorize(world.visitor)["code"],
        headers={},
        client_assertion_type=JWT_BEARER,
        client_assertion=sign(payload, key, alg, {"kid": kid}),
    ).status


def later(world, minutes):
    """Makes the keys look requested and received that many minutes ago."""
    world.site.sql(
        f"UPDATE application_keys SET asked_ms = asked_ms - {minutes * 60000}, got_ms = got_ms -"
        f" {minutes * 60000}"
    )


@journey
def keys_that_are_published_change(world):
    keys = Keys()
    for kid, alg in (("a", "RS256"), ("b", "ES256"), ("c", "RS256"), ("d", "ES256")):
        keys.draw(kid, alg)
    keys.publish("a")
    party = Party(world.site, "Uitgever", "--all-schools", "--keys-uri", keys.address)
    check(not party.secret, "no secret beside keys")
    steps = (  # preparation, kid, signer, status, requests since the start
        ("the first time", lambda: None, "a", "a", 200, 1),
        ("kept", lambda: None, "a", "a", 200, 1),
        ("a new key, too soon", lambda: keys.publish("b"), "b", "b", 401, 1),
        ("the old one still", lambda: None, "a", "a", 200, 1),
        ("a minute later", lambda: later(world, 2), "b", "b", 200, 2),
        ("the old one is gone", lambda: None, "a", "a", 401, 2),
        ("somebody else's signature asks for nothing", lambda: later(world, 2), "b", "d", 401, 2),
        (
            "nor does one of another kind",
            lambda: None,
            "b",
            "c",
            401,
            3,
        ),  # no such key of that type: it may be new
        (
            "the keys cannot be fetched: the known ones are used",
            lambda: (setattr(keys, "said", b"<html>"), later(world, 90)),
            "b",
            "b",
            200,
            4,
        ),
        (
            "too many keys",
            lambda: (
                setattr(keys, "said", json.dumps({"keys": [], "x": "x" * 300000}).encode()),
                later(world, 90),
            ),
            "b",
            "b",
            200,
            5,
        ),
        ("but not for ever", lambda: later(world, 24 * 60), "b", "b", 401, 6),
        ("there again", lambda: (keys.publish("b", "c"), later(world, 2)), "c", "c", 200, 7),
        ("both are good", lambda: None, "b", "b", 200, 7),
    )
    for name, before, kid, signer, status, asked in steps:
        before()
        got = prove(world, party, keys, kid, signer)
        check(
            (got, keys.asked) == (status, asked),
            f"{name}: {got} after {keys.asked} questions, not {status} after {asked}",
        )


@journey
def keys_have_one_place(world):
    keys = Keys()
    for options in (
        ("--keys-uri", "http://keys.example.org/jwks"),
        ("--keys-uri", "https://u:p@keys.example.org/jwks"),
        ("--keys-uri", keys.address, "--public"),
    ):
        try:
            Party(world.site, "Verkeerd", "--all-schools", *options)
        except subprocess.CalledProcessError as error:
            check(error.returncode == 3, f"{options}: exit status {error.returncode}")
        else:
            raise AssertionError(f"{options} were taken")
