"""A passkey in software (ES256), whose answers can be changed one part at a time."""
import base64
import hashlib
import html
import json
import os
import re

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, HAS_KEY = 1, 4, 0x40


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Page:
    """What the script of a page with a passkey button reads: its challenge and relying party."""

    def __init__(self, answer, kind):
        found = re.search(
            rf'data-passkey="{kind}" data-challenge="([^"]+)" data-rp="([^"]+)"', answer.text
        )
        self.challenge, self.party = (html.unescape(part) for part in found.groups())


class Authenticator:
    def __init__(self, origin):
        self.origin, self.counter = origin, 0
        self.key, self.id = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    def data(self, party, flags, counter, with_key=False):
        data = hashlib.sha256(party.encode()).digest() + bytes([flags]) + counter.to_bytes(4, "big")
        if not with_key:
            return data
        point = self.key.public_key().public_numbers()
        key = bytes.fromhex("a5010203262001215820") + point.x.to_bytes(32, "big")
        key += bytes.fromhex("225820") + point.y.to_bytes(32, "big")
        return data + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key

    def client(self, kind, text, **changes):
        return json.dumps(
            {
                "type": f"webauthn.{kind}",
                "challenge": b64(text.encode()),
                "origin": self.origin,
                "crossOrigin": False,
                **changes,
            }
        ).encode()

    def register(self, page, **changes):
        """The fields that register this key."""
        client = self.client("create", page.challenge, **changes)
        data = self.data(page.party, PRESENT | VERIFIED | HAS_KEY, 0, with_key=True)
        return {"passkey_client": b64(client), "passkey_auth": b64(data)}

    def sign(
        self,
        page,
        client=None,
        data=None,
        signer=None,
        flags=PRESENT | VERIFIED,
        party=None,
        counter=None,
    ):
        """The fields of an assertion; each argument replaces one part of it."""
        self.counter += 1
        client = client or self.client("get", page.challenge)
        data = data or self.data(
            party or page.party, flags, self.counter if counter is None else counter
        )
        signature = (signer or self).key.sign(
            data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        return {
            "passkey_id": b64(self.id),
            "passkey_client": b64(client),
            "passkey_auth": b64(data),
            "passkey_signature": b64(signature),
        }


def register(visitor, authenticator, name="Sleutel"):
    page = visitor.get("/rekening")
    fields = authenticator.register(Page(page, "create"))
    return visitor.post("/rekening", page.csrf, actie="add_passkey", passkey_name=name, **fields)


def sign_in(visitor, authenticator):
    page = visitor.get("/aanmelden")
    fields = authenticator.sign(Page(page, "get"))
    return visitor.post("/aanmelden/sleutel", page.csrf, terug="/leerlingen", **fields)
