"""Client assertions, and ways to sign them wrong."""
import hashlib
import json
import time

from party import b64, sign

HOST = "https://app.example.org"


def assertion(world, key=None, alg="RS256", header=None, **changes):
    now = int(time.time())
    party = world.signer
    payload = {
        "iss": party.id,
        "sub": party.id,
        "aud": party.issuer,
        "jti": b64(hashlib.sha256(str(time.time_ns()).encode()).digest()),
        "iat": now,
        "exp": now + 60,
        **changes,
    }
    return sign(
        {k: v for k, v in payload.items() if v is not None},
        key or world.key,
        alg,
        {"kid": "a", **(header or {})},
    )


def without_signature(token, header):
    return f"{b64(json.dumps(header).encode())}.{token.split('.')[1]}."


def with_hmac(token, secret):
    import hmac

    header = json.dumps({"alg": "HS256", "typ": "JWT", "kid": "a"}).encode()
    text = f"{b64(header)}.{token.split('.')[1]}"
    return f"{text}.{b64(hmac.new(secret, text.encode(), 'sha256').digest())}"
