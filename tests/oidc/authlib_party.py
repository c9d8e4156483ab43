#!/usr/bin/python3
"""An application on Debian's Authlib: prints where the browser must go, reads where it returned,
prints the claims.

usage: authlib_party.py ISSUER CLIENT_ID SECRET_OR_KEY_FILE METHOD REDIRECT_URI SCOPE
"""
import json
import os
import secrets
import sys
from pathlib import Path

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # everything runs on this machine
import requests  # noqa: E402
from authlib.integrations.requests_client import OAuth2Session  # noqa: E402
from authlib.jose import jwt  # noqa: E402
from authlib.oauth2.rfc7523 import PrivateKeyJWT  # noqa: E402
from authlib.oidc.core import CodeIDToken  # noqa: E402

issuer, client_id, secret, method, redirect, scope = sys.argv[1:]
metadata = requests.get(issuer + "/.well-known/openid-configuration", timeout=10).json()
if method == "private_key_jwt":
    session = OAuth2Session(
        client_id,
        Path(secret).read_bytes(),
        token_endpoint_auth_method=PrivateKeyJWT(metadata["token_endpoint"], headers={"kid": "a"}),
        scope=scope,
        redirect_uri=redirect,
        code_challenge_method="S256",
    )
else:
    session = OAuth2Session(
        client_id,
        secret,
        token_endpoint_auth_method=method,
        scope=scope,
        redirect_uri=redirect,
        code_challenge_method="S256",
    )
verifier, nonce = secrets.token_urlsafe(40), secrets.token_urlsafe(12)
address, _ = session.create_authorization_url(
    metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
)
print(address, flush=True)
token = session.fetch_token(
    metadata["token_endpoint"],
    authorization_response=sys.stdin.readline().strip(),
    code_verifier=verifier,
)
keys = requests.get(metadata["jwks_uri"], timeout=10).json()
claims = jwt.decode(
    token["id_token"],
    keys,
    claims_cls=CodeIDToken,
    claims_options={"iss": {"essential": True, "value": issuer}},
    claims_params={"nonce": nonce, "client_id": client_id, "access_token": token["access_token"]},
)
claims.validate(leeway=0)
told = {"claims": dict(claims), "userinfo": session.get(metadata["userinfo_endpoint"]).json()}
if "refresh_token" in token:
    told["again"] = (
        session.refresh_token(metadata["token_endpoint"])["access_token"] != token["access_token"]
    )
print(json.dumps(told), flush=True)
