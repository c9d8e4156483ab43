"""What commands tell an administrator."""
import subprocess

from served import PROGRAM

SETTINGS = {}


def check(holds, what):
    if not holds:
        raise AssertionError(what)


def told(site, *arguments, **settings):
    done = subprocess.run([PROGRAM, *map(str, arguments)], env={**site.env, **settings}, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def a_mail_server_needs_a_sender(site):
    for sender in ("", "leerid@localhost", "LeerID"):
        code, _, error = told(site, "settings", LEERID_MAIL_FROM=sender)
        check(code != 0 and "mail_from moet een e-mailadres zijn" in error, f"{sender}: {code} {error}")
    check(told(site, "settings", LEERID_MAIL_FROM="leerid@school.example")[0] == 0, "a real one is taken")
    check(told(site, "settings", LEERID_MAIL_FROM="", LEERID_SMTP_URL="")[0] == 0, "without a server none is needed")


CASES = [a_mail_server_needs_a_sender]
