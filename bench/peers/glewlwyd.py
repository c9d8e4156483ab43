"""Glewlwyd (Debian) in a typical set-up: its SQLite store with its default durability, its own
password digest, the daemon of the package on the local machine, everything else configured
through its REST API. A user pupil1, a confidential client "bench".
"""
import gzip
import json
import sqlite3
import subprocess
import time
import urllib.request
from pathlib import Path

CLIENT, SECRET, USER, PASSWORD = "bench", "geheim-van-de-meting", "pupil1", "kaas fietst"
SCOPES = "openid profile"
SCHEMA = Path("/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz")
ADMIN_PASSWORD = "password"  # of the schema in the package
KEYS = {
    "RS256": ("rsa", ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
    "ES256": ("ecdsa", ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
}
CONFIG = """port={port}
bind_address="127.0.0.1"
external_url="http://localhost:{port}"
login_url="login.html"
api_prefix="api"
log_mode="console"
log_level="NONE"
cookie_domain="localhost"
cookie_secure=0
session_expiration=2419200
session_key="GLEWLWYD2_SESSION_ID"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
user_middleware_module_path="{folder}"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
hash_algorithm="SHA512"
database={{ type="sqlite3" path="{folder}/glewlwyd.db" }};
"""


def openssl(*words):
    return subprocess.run(["openssl", *words], check=True, capture_output=True, text=True).stdout


class Admin:
    def __init__(self, port):
        self.base, self.cookie = f"http://localhost:{port}/api", ""

    def ask(self, method, path, data):
        request = urllib.request.Request(
            self.base + path,
            json.dumps(data).encode(),
            {"Content-Type": "application/json", "Cookie": self.cookie},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=10) as reply:
            return (reply.headers.get("Set-Cookie") or "").split(";")[0]

    def sign_in(self, user, password):
        self.cookie = self.ask("POST", "/auth", {"username": user, "password": password})


def plugin(port, alg, folder):
    kind, make = KEYS[alg]
    private = folder / "key.pem"
    private.write_text(openssl("genpkey", "-algorithm", *make))
    return {
        "module": "oidc",
        "name": "oidc",
        "display_name": "oidc",
        "parameters": {
            "iss": f"http://localhost:{port}",
            "jwt-type": kind,
            "jwt-key-size": "256",
            "key": private.read_text(),
            "cert": openssl("pkey", "-in", str(private), "-pubout"),
            "access-token-duration": 900,
            "refresh-token-duration": 3600,
            "code-duration": 60,
            "refresh-token-rolling": False,
            "allow-non-oidc": False,
            "auth-type-code-enabled": True,
            "auth-type-code-revoke-replayed": True,
            "auth-type-token-enabled": False,
            "auth-type-id-token-enabled": True,
            "auth-type-none-enabled": False,
            "auth-type-password-enabled": False,
            "auth-type-client-enabled": False,
            "auth-type-refresh-enabled": False,
            "pkce-allowed": True,
            "pkce-method-plain-allowed": False,
            "subject-type": "pairwise",
            "name-claim": "on-demand",
            "email-claim": "no",
            "address-claim": {"type": "no"},
        },
    }


def set_up(port, alg, folder, redirect):
    admin = Admin(port)
    for _ in range(200):
        try:
            admin.sign_in("admin", ADMIN_PASSWORD)
            break
        except OSError:
            time.sleep(0.05)
    admin.ask(
        "POST",
        "/scope",
        {"name": "profile", "display_name": "profile", "password_required": False, "scheme": {}},
    )
    admin.ask(
        "POST",
        "/user",
        {
            "username": USER,
            "password": PASSWORD,
            "name": "An",
            "enabled": True,
            "scope": [*SCOPES.split(), "g_profile"],
        },
    )
    admin.ask(
        "POST",
        "/client",
        {
            "client_id": CLIENT,
            "name": CLIENT,
            "enabled": True,
            "confidential": True,
            "client_secret": SECRET,
            "password": SECRET,
            "redirect_uri": [redirect],
            "authorization_type": ["code"],
            "scope": [],
            "token_endpoint_auth_method": ["client_secret_basic"],
        },
    )
    admin.ask("POST", "/mod/plugin", plugin(port, alg, folder))
    pupil = Admin(port)
    pupil.sign_in(USER, PASSWORD)
    pupil.ask("PUT", f"/auth/grant/{CLIENT}", {"scope": SCOPES})  # consent is given once


def start(port, alg, folder, redirect):
    """Starts the daemon, ready for the client; folder is its own Path."""
    with sqlite3.connect(folder / "glewlwyd.db") as database:
        database.executescript(gzip.decompress(SCHEMA.read_bytes()).decode())
    database.close()
    config = folder / "glewlwyd.conf"
    config.write_text(CONFIG.format(port=port, folder=folder))
    process = subprocess.Popen(
        ["/usr/bin/glewlwyd", f"--config-file={config}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        set_up(port, alg, folder, redirect)
    except BaseException:
        process.kill()
        raise
    return process
