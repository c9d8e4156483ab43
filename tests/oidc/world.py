"""A served LeerID with applications of every kind, one signed-in pupil, and SQL access to either
engine.
"""
import json
import sqlite3
import subprocess

from cryptography.hazmat.primitives.asymmetric import rsa
from party import Party, public_jwk
from served import Site
from visitor import Visitor


class Served(Site):
    """A site with a given database; "" is SQLite."""

    def __init__(self, database="", **settings):
        super().__init__({**({"LEERID_DATABASE": database} if database else {}), **settings})
        self.database = database

    def sql(self, statement):
        if self.database:
            subprocess.run(
                [
                    "/usr/lib/postgresql/15/bin/psql",
                    "-q",
                    "-v",
                    "ON_ERROR_STOP=1",
                    "-c",
                    statement,
                    self.database,
                ],
                check=True,
                cwd="/",
            )
            return
        with sqlite3.connect(self.folder / "state/leerid.db", timeout=10) as connection:
            connection.execute(statement)

    def pupil(self, kind="Wachtwoord"):
        """Returns (a browser with a session, the username), another pupil each time until all were
        used.
        """
        username = self.accounts[kind].pop(0)
        self.accounts[kind].append(username)
        visitor = Visitor(self.mijn)
        answer = visitor.sign_in(username, wachtwoord=self.secrets[username])
        if answer.status != 303 or answer.location != "/":
            raise AssertionError(f"sign-in of {username}: {answer.status} {answer.location}")
        return visitor, username


class World:
    def __init__(self, site):
        self.site = site
        self.visitor, self.username = site.pupil()
        self.party = Party(
            site,
            "Rekenrots",
            "--all-schools",
            "--post-logout-uri",
            "https://app.example.org/dag",
            "https://app.example.org/dag?van=x",
        )
        self.other = Party(site, "Leesbos", "--all-schools")
        self.public = Party(
            site,
            "Taalatelier",
            "--all-schools",
            "--public",
            redirect="https://app.example.org/openbaar",
        )
        self.lasting = Party(site, "Muziekdoos", "--all-schools", "--refresh")
        self.closed = Party(site, "Toetslab")
        self.removed = Party(site, "Verleden", "--all-schools")
        site.leerid("app", "remove", self.removed.id)
        self.key = rsa.generate_private_key(65537, 2048)
        keys = site.folder / "keys.json"
        keys.write_text(json.dumps({"keys": [public_jwk(self.key, "a", "RS256")]}))
        self.signer = Party(site, "Tekenaar", "--all-schools", "--keys", keys)
        self.other_token = self.other.exchange(self.other.authorize(self.visitor)["code"]).json[
            "id_token"
        ]
        second, _ = site.pupil()
        self.other_pupil_token = self.party.exchange(self.party.authorize(second)["code"]).json[
            "id_token"
        ]

    def assert_exchange(
        self, token, kind="urn:ietf:params:oauth:client-assertion-type:jwt-bearer", **more
    ):
        code = self.signer.authorize(self.visitor)["code"]
        return self.signer.exchange(
            code, headers={}, client_assertion_type=kind, client_assertion=token, **more
        )


__all__ = ["Served", "World", "call"]
