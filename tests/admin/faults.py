"""Faults of an installation, each made by a function and named by the check of leerid doctor that
finds it.
"""
import os
import socket
import threading
import time

OWNER, OTHER = 4242, 4243


DAY = 86400


PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def written(place, name, text, mode=0o600):
    file = place.top / name
    file.write_text(text)
    file.chmod(mode)
    os.chown(file, place.state.stat().st_uid, place.state.stat().st_gid)
    return file


def mode(name, bits):
    return lambda place: (place.state / name).chmod(bits)


def owner(name):
    return lambda place: os.chown(place.state / name, OTHER, OTHER)


def folder(name):
    def make(place):
        (place.state / name).mkdir(exist_ok=True)
        (place.state / name).chmod(0o700)
        os.chown(place.state / name, OTHER, OTHER)

    return make


def cut(name):
    def make(place):
        file = place.state / name
        file.write_bytes(file.read_bytes()[:-9])

    return make


def damage(name):
    def make(place):
        (place.state / name).write_bytes(b"x" * 8192)

    return make


def gone(name):
    return lambda place: (place.state / name).unlink()


def aged(name, days):
    def make(place):
        if not (place.state / name).exists():
            (place.state / name).touch(0o600)
            os.chown(place.state / name, place.state.stat().st_uid, -1)
        then = time.time() - days * DAY
        os.utime(place.state / name, (then, then))

    return make


def setting(name, value):
    return lambda place: {name: value.format(top=place.top)}


def in_file(name, file, text, bits=0o600):
    return lambda place: {name: written(place, file, text, bits)}


def unreadable(name, file, text):
    def make(place):
        path = written(place, file, text)
        os.chown(path, 0, 0)
        return {name: path}

    return make


def listener(place):
    """A program that is not LeerID."""
    place.other = socket.create_server(("127.0.0.1", 0))

    def answer():
        with place.other.accept()[0] as link:
            link.recv(4096)
            link.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    threading.Thread(target=answer, daemon=True).start()
    return {"LEERID_LOKET_LISTEN": f"127.0.0.1:{place.other.getsockname()[1]}"}


# fault, how it is made, the check that finds it, its verdict, words of the finding; as root: needs
# another user
FAULTS = (
    (
        "the state folder is open to others",
        mode("", 0o755),
        "owners",
        "warning",
        "chmod 0700 {state}",
    ),
    (
        "the database is open to others",
        mode("leerid.db", 0o644),
        "owners",
        "failed",
        "chmod 0600 {state}/leerid.db",
    ),
    (
        "a key is open to others",
        mode("keys/ring", 0o640),
        "owners",
        "failed",
        "chmod 0600 {state}/keys/ring",
    ),
    (
        "the folder of keys is open to others",
        mode("keys", 0o750),
        "owners",
        "failed",
        "chmod 0700 {state}/keys",
    ),
    ("the keys are cut", cut("keys/ring"), "keys", "failed", "`leerid keys restore`"),
    ("the signing keys are cut", cut("keys/signing"), "keys", "failed", "`leerid keys restore`"),
    ("the signing keys are gone", gone("keys/signing"), "keys", "failed", "sleutels om te tekenen"),
    ("the keys are gone", gone("keys/ring"), "keys", "failed", "leerid keys restore"),
    ("the database is gone", gone("leerid.db"), "database", "failed", "leerid restore"),
    (
        "the database is damaged",
        damage("leerid.db"),
        "database",
        "failed",
        "`leerid restore --yes`",
    ),
    ("there was never a backup", gone("last-backup"), "copies", "warning", "nog geen reservekopie"),
    ("the last backup is old", aged("last-backup", 5), "copies", "warning", "5 dagen oud"),
    (
        "a database that was put aside",
        aged("leerid.db.voor-1", 3),
        "copies",
        "ok",
        "voor-1: opzij gezet door `leerid restore`, 3 dagen oud",
    ),
    (
        "one that was put aside long ago",
        aged("leerid.db.voor-1", 40),
        "copies",
        "warning",
        "rm {state}/leerid.db.voor-1",
    ),
    ("another program listens", listener, "addresses", "failed", "loket_listen"),
    (
        "an address of another machine",
        setting("LEERID_MIJN_LISTEN", "192.0.2.1:8080"),
        "addresses",
        "failed",
        "mijn_listen",
    ),
    (
        "an address that is none",
        setting("LEERID_MIJN_LISTEN", "here"),
        "addresses",
        "failed",
        "mijn_listen",
    ),
    (
        "a socket in a folder that is not there",
        setting("LEERID_MIJN_LISTEN", "unix:{top}/none/m"),
        "addresses",
        "failed",
        "mijn_listen",
    ),
    (
        "one address for both",
        setting("LEERID_MIJN_LISTEN", "unix:{top}/l"),
        "addresses",
        "failed",
        "moeten verschillen",
    ),
    (
        "the address of the metrics",
        setting("LEERID_METRICS_LISTEN", "192.0.2.1:9"),
        "addresses",
        "failed",
        "metrics_listen",
    ),
    (
        "https without a proxy",
        setting("LEERID_LOKET_URL", "https://loket.example.be"),
        "proxies",
        "warning",
        "trusted_proxies is leeg",
    ),
    (
        "a proxy that is no address",
        setting("LEERID_TRUSTED_PROXIES", "proxy.example.be"),
        "proxies",
        "failed",
        "trusted_proxies",
    ),
    (
        "an address that is not a mail server",
        lambda place: {
            "LEERID_SMTP_URL": "mail.example.be",
            "LEERID_MAIL_FROM": "leerid@example.be",
        },
        "mail",
        "failed",
        "smtp_url",
    ),
    (
        "no file with the password of the mail server",
        setting("LEERID_SMTP_CREDENTIALS", "{top}/none"),
        "mail",
        "failed",
        "smtp_credentials",
    ),
    (
        "an empty file with it",
        in_file("LEERID_SMTP_CREDENTIALS", "smtp", ""),
        "mail",
        "failed",
        "smtp_credentials",
    ),
    (
        "a file without a password",
        in_file("LEERID_SMTP_CREDENTIALS", "smtp", "leerid\n"),
        "mail",
        "failed",
        "naam:wachtwoord",
    ),
    (
        "a password file that everybody can read",
        in_file("LEERID_SMTP_CREDENTIALS", "smtp", "a:b\n", 0o644),
        "mail",
        "warning",
        "chmod 0600 {top}/smtp",
    ),
    (
        "no certificates",
        setting("LEERID_CA_FILE", "{top}/none"),
        "certificates",
        "failed",
        "ca_file",
    ),
    (
        "a certificate that is cut",
        in_file("LEERID_CA_FILE", "ca", PEM[:40]),
        "certificates",
        "failed",
        "ca_file",
    ),
    (
        "a provider without https",
        lambda place: {"LEERID_STAFF_ISSUER": "http://x.example.be", "LEERID_STAFF_CLIENT_ID": "x"},
        "provider",
        "failed",
        "staff_issuer",
    ),
    (
        "a provider without a name for us",
        setting("LEERID_STAFF_ISSUER", "https://x.example.be"),
        "provider",
        "failed",
        "staff_client_id",
    ),
    (
        "a role that is none",
        lambda place: {
            "LEERID_STAFF_ISSUER": "https://x.example.be",
            "LEERID_STAFF_CLIENT_ID": "x",
            "LEERID_STAFF_ROLES": "x=boss",
        },
        "provider",
        "failed",
        "x=boss",
    ),
    (
        "a provider whose second factor has no name",
        lambda place: {
            "LEERID_STAFF_ISSUER": "https://x.example.be",
            "LEERID_STAFF_CLIENT_ID": "x",
        },
        "provider",
        "warning",
        "staff_provider_acr",
    ),
    (
        "a variable that is no setting",
        setting("LEERID_COLOUR", "red"),
        "environment",
        "warning",
        "LEERID_COLOUR",
    ),
)


AS_ROOT = (
    (
        "a database of another user",
        owner("leerid.db"),
        "owners",
        "failed",
        "chown 4242:4242 {state}/leerid.db",
    ),
    (
        "a key of another user",
        owner("keys/signing"),
        "owners",
        "failed",
        "chown 4242:4242 {state}/keys/signing",
    ),
    (
        "a folder of keys of another user",
        owner("keys"),
        "owners",
        "failed",
        "chown 4242:4242 {state}/keys",
    ),
    ("heads of another user", owner("heads"), "owners", "failed", "chown 4242:4242 {state}/heads"),
    (
        "a feed folder of another user",
        folder("feed"),
        "owners",
        "failed",
        "chown 4242:4242 {state}/feed",
    ),
    (
        "a backup folder of another user",
        folder("backup"),
        "owners",
        "failed",
        "chown 4242:4242 {state}/backup",
    ),
    (
        "a serving folder of another user",
        folder("serving"),
        "owners",
        "failed",
        "chown 4242:4242 {state}/serving",
    ),
    (
        "a password that only root reads",
        unreadable("LEERID_SMTP_CREDENTIALS", "smtp", "a:b\n"),
        "mail",
        "failed",
        "kan {top}/smtp niet lezen",
    ),
    (
        "certificates that only root reads",
        unreadable("LEERID_CA_FILE", "ca", PEM),
        "certificates",
        "failed",
        "kan {top}/ca niet lezen",
    ),
)
