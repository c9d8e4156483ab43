"""The guessing defence: what is let through, and whom it hurts. The real service and store on a clock that is turned; Argon2id is replaced by a
comparison (bench/guess.c), since what counts is how many attempts reach it."""
import os
import subprocess
import sys
import time

from common import BUILD, ROOT, Installation, Spent, row

sys.path.insert(0, str(ROOT / "tests"))
import postgres  # noqa: E402

GUESS = BUILD / "bench/guess"
WORD = 1024 * 8 ** 4 * 5  # the smallest space of a new account: 1,024 words, 4 digits of 8, 5 positions (2^24.3)
CLASS = 25  # classmates of one attacker
QUICK = bool(os.environ.get("GUESS_QUICK"))
HOURS, DAYS, ACCOUNTS, SECONDS = (1, 20, 1000, 5) if QUICK else (24, 180, 10000, 20)
SERVERS, THREADS = 4, 50


def run(there, url, *words):
    done = Spent([GUESS, url, there.top / "state/keys", *words], {"GUESS_SCHOOL": str(int(there.school))})
    return [int(n) for n in done.output.split()]


def stage(pupils):
    there = Installation(pupils)
    url = f"sqlite:{there.top}/state/leerid.db"
    run(there, url, "make")
    return there, url


def spray():
    with (there := stage(ACCOUNTS)[0]):
        through, tries, genuine = run(there, f"sqlite:{there.top}/state/leerid.db", "spray", HOURS)
    # the region's own sign-ins earn the attacker half a guess each: 1.2 million a day from unknown places at most
    day = through * 24 / HOURS - genuine * 24 / HOURS / 2 + 1_200_000 / 2
    yield row("B1", "spray over the region, 24 h, 50,000 addresses: accounts expected to open", day / WORD, "accounts", most=1,
              note=f"{through:,} of {tries:,} guesses let through in {HOURS} h; with 1.2 million genuine sign-ins {day:,.0f} a day")


def lockout():
    with (there := stage(1000)[0]):
        count, devices, school, through = run(there, f"sqlite:{there.top}/state/leerid.db", "lockout")
    yield row("B2", f"lock-out attack on {count:,} pupils: sign-ins that succeed from a known device", 100 * devices / count, "%", least=100,
              note=f"{through:,} guesses let through in an hour")
    yield row("B2-school", "… and from the school's network", 100 * school / count, "%", least=100)


def school_class():
    for known in "known", "new":
        with (there := stage(700)[0]):
            done, refused, tries = run(there, f"sqlite:{there.top}/state/leerid.db", "class", 30, known)
        text = "its network known" if known == "known" else "first day, no network known"
        yield row("B3" if known == "known" else "B3-first", f"600 behind one address in 10 min, 30 % mistakes, {text}: refused for others", refused, "pupils",
                  most=0, note=f"{done} signed in with {tries} attempts")


def mates():
    with (there := stage(100)[0]):
        through, signed_in, victims = run(there, f"sqlite:{there.top}/state/leerid.db", "mates", DAYS)
    if signed_in != DAYS * victims:
        raise RuntimeError(f"pupils were kept out: {signed_in} of {DAYS * victims}")
    each = through / victims * 180 / DAYS
    yield row("B33", f"a classmate on the school network, 180 days, a class of {CLASS}: accounts expected to open", each * CLASS / WORD, "accounts", most=0.05,
              note=f"{each:,.0f} guesses let through for each pupil; were a whole school of 600 attacked so every day: {each * 600 / WORD:.2f}")


def hammer():
    if not postgres.available():
        yield row("B4", "consecutive failures let through per account, 200 threads over 4 servers", None, "failures", most=100, note="no PostgreSQL")
        return
    with postgres.Postgres(settings=(f"max_connections={SERVERS * THREADS + 20}",)) as server:
        url = server.database("guess")
        with Installation(100, database=url) as there:
            run(there, url, "make")
            run(there, url, "prepare", there.top / "devices")
            begin = str(int(time.time() * 1000))
            words = [str(w) for w in (GUESS, url, there.top / "state/keys", "hammer", SECONDS, THREADS, there.top / "devices", begin)]
            env = {**os.environ, "GUESS_SCHOOL": str(int(there.school))}
            servers = [subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True) for _ in range(SERVERS)]
            counts = [[int(n) for n in s.communicate(timeout=SECONDS + 120)[0].split()] for s in servers]
    if any(s.returncode != 0 for s in servers):
        raise RuntimeError(f"hammer ended with {[s.returncode for s in servers]}")
    sums = [sum(of_one) for of_one in zip(*counts)]
    yield row("B4", "consecutive failures let through per account, 200 threads over 4 servers", max(sums), "failures", most=100,
              note=f"{sums}, PostgreSQL, {SECONDS} s at 2,000 times the pace")


def rows():
    for part in (spray, lockout, school_class, mates, hammer):
        yield from part()
