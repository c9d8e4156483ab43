"""Decryptions are logged, and both processes end together."""
import http.client
import os
import re
import signal

from portal import Staff
from served_keys import card_of, gone, key_process, log, pupil_of, signs_in, wait_for
from tap import case, check


@case
def what_is_opened_is_told(portal, secrets):
    username = secrets[3][0]
    number = pupil_of(portal, username)
    staff = Staff(portal).sign_in()
    before = len(log(portal))
    answer = staff.get(card_of(portal, username))
    told = wait_for(
        lambda: re.search(
            (
                r"event=keys_opened level=info label=secret count=\d+ refused=0"
                rf" ids=[\d,]*\b{number}\b"
            ),
            log(portal)[before:],
        )
    )
    check(told, (answer[0], log(portal)[before:]))
    check(not any(secret in log(portal) for _, secret in secrets), "and no secret")


@case
def no_other_site_makes_staff_print(portal, secrets):
    """A GET that decrypts secrets and is recorded: a link on another site must not trigger it."""
    username = secrets[5][0]
    staff, path = Staff(portal).sign_in(), card_of(portal, username)
    for site, status in (
        ("cross-site", 303),
        ("same-site", 303),
        ("same-origin", 200),
        ("none", 200),
    ):
        link = http.client.HTTPConnection("127.0.0.1", portal.loket, timeout=20)
        before = len(log(portal))
        link.request(
            "GET",
            path,
            headers={
                "Host": f"localhost:{portal.loket}",
                "Sec-Fetch-Site": site,
                "Cookie": "; ".join(f"{k}={v}" for k, v in staff.cookies.items()),
            },
        )
        answer = link.getresponse()
        answer.read()
        opened = wait_for(
            lambda: "label=secret" in log(portal)[before:], 10 if status == 200 else 1.2
        )
        check(
            answer.status == status and bool(opened) == (status == 200),
            f"{site}: {answer.status}, opened: {opened}",
        )


@case
def the_server_ends_with_it(portal, secrets):
    os.kill(key_process(portal), signal.SIGKILL)
    check(wait_for(lambda: portal.process.poll() is not None), "it continues without keys")
    check(
        portal.process.poll() == 1 and "event=keys_lost" in log(portal),
        (portal.process.poll(), log(portal)[-300:]),
    )
    portal.start()
    check(signs_in(portal, *secrets[0]), "started again, all is well")


@case
def it_ends_with_the_server(portal, secrets):
    child = key_process(portal)
    portal.process.kill()
    portal.process.wait(10)
    check(wait_for(lambda: gone(child)), "it lives on after kill -9")
    portal.start()
    child = key_process(portal)
    for sign in (
        signal.SIGTERM,
        signal.SIGINT,
    ):  # as a terminal and a service manager send it: to both processes
        os.kill(child, sign)
    check(
        signs_in(portal, *secrets[0]), "a signal meant for the program does not take the keys away"
    )
    os.kill(portal.process.pid, signal.SIGTERM)
    check(portal.process.wait(15) == 0 and wait_for(lambda: gone(child)), "an end in order")
    portal.start()
