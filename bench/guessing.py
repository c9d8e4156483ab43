"""Measures the defence against password guessing: how many attempts pass, and which users it
hinders. Uses the real service and store with a simulated clock. A comparison replaces Argon2id
(bench/guess.c), because only the number of attempts that reach it matters.
"""
import os
import subprocess
import sys
import time

from common import BUILD, ROOT, Installation, Spent, row

sys.path.insert(0, str(ROOT / "tests"))
import postgres  # noqa: E402

GUESS = BUILD / "bench/guess"
WORD = (
    1024 * 8**4 * 5
)  # the smallest search space of a new account: 1,024 words, 4 digits of 8, 5 positions (2^24.3)
CLASS = 25  # classmates of one attacker
QUICK = bool(os.environ.get("GUESS_QUICK"))
HOURS, DAYS, ACCOUNTS, SECONDS = (1, 20, 1000, 5) if QUICK else (24, 180, 10000, 20)
SERVERS, THREADS = 4, 50
ADDRESSES, SEEDS = (500, (11,)) if QUICK else (50000, tuple(range(11, 21)))
SPARE, PROVIDER = (
    20,
    400,
)  # spare tries per day: of a /24 or /48, of an IPv6 /32 (domain/throttle.h)
# From leaked password lists: a password of ten characters that is not among the 30,000 most common
# ones is used by at most four in a million people.
LIKELIEST, OWN_ACCOUNTS = 4e-6, 460_000


def run(there, url, *words):
    done = Spent(
        [GUESS, url, there.top / "state/keys", *map(str, words)],
        {"GUESS_SCHOOL": str(int(there.school))},
    )
    return [int(n) for n in done.output.split()]


def stage(pupils):
    there = Installation(pupils)
    url = f"sqlite:{there.top}/state/leerid.db"
    run(there, url, "make")
    return there, url


def spray():
    """Counts what passes for an attacker with that many IPv4 /24 and one IPv6 /32: the budget of
    the whole system while it lasts, and the spare tries once per day. Each sign-in of the
    region's own users on a new device adds half a guess to the budget; what the sample earned is
    subtracted.
    """
    with (there := stage(ACCOUNTS)[0]):
        through, tries, genuine, homes = run(
            there, f"sqlite:{there.top}/state/leerid.db", "spray", HOURS, ADDRESSES
        )
    days = 2 if HOURS > 12 else 1  # starting at noon: a night and a day grant the spare tries twice
    hourly = (through - days * (ADDRESSES * SPARE + PROVIDER) - genuine / 2 - 120) / HOURS
    quiet = 24 * hourly + 50_000 * SPARE + PROVIDER
    day = 120 + quiet + 50_000 * SPARE + PROVIDER + 1_200_000 / 2
    note = (
        f"{through:,} of {tries:,} guesses let through in {HOURS} h from {ADDRESSES:,} IPv4 /24 and"
        " an IPv6 /32"
    )
    yield row(
        "B1",
        (
            "spray over the region, 24 h, 50,000 IPv4 and an IPv6 /32, drawn secrets: accounts"
            " expected to open"
        ),
        day / WORD,
        "accounts",
        most=1,
        note=f"{note}; with 1.2 million genuine sign-ins on new devices {day:,.0f} a day",
    )
    # an account allows 20 consecutive failures; a pupil who signs in on new devices every day would
    # reset them, which at most one in twenty does
    long = min(180 * (quiet + 60_000 / 2), 1_200_000 * 20 + 60_000 * 10 * 180)
    yield row(
        "B1-180",
        "… and in 180 days",
        long / WORD,
        "accounts",
        note=f"{long:,.0f} guesses; 60,000 pupils a day sign in on a new device",
    )
    yield row(
        "B1-own",
        "… own passwords, the likeliest that pass, 24 h",
        day * LIKELIEST,
        "accounts",
        note=(
            f"each of the likeliest is taken by {LIKELIEST:.0e} of the pupils:"
            " docs/develop/throttle.md"
        ),
    )
    yield row(
        "B1-own180",
        "… and in 180 days",
        min(long, OWN_ACCOUNTS * 20) * LIKELIEST,
        "accounts",
        note=f"{OWN_ACCOUNTS:,} accounts with an own password, 20 guesses in a row each",
    )
    yield row(
        "B1-others",
        "meanwhile: first sign-ins on new devices at home that succeed",
        100 * genuine / homes,
        "%",
        least=100,
        note=f"{genuine} of {homes}, each from a site of its own",
    )


def lockout():
    with (there := stage(1000)[0]):
        count, devices, school, through = run(
            there, f"sqlite:{there.top}/state/leerid.db", "lockout"
        )
    yield row(
        "B2",
        f"lock-out attack on {count:,} pupils: sign-ins that succeed from a known device",
        100 * devices / count,
        "%",
        least=100,
        note=f"{through:,} guesses let through in an hour",
    )
    yield row("B2-school", "… and from the school's network", 100 * school / count, "%", least=100)


CLASSES = (
    ("B3", "known", 30, "its network known"),
    ("B3-70", "known", 70, "its network known"),
    ("B3-first", "new", 30, "first day, no network known"),
    ("B3-first70", "new", 70, "first day, no network known"),
    ("B3-guesser", "guesser", 30, "first day, 30 invented names before"),
    ("B3-guess70", "guesser", 70, "first day, 30 invented names before"),
    ("B3-ipv6", "attacked", 30, "first day, three IPv6 /48 keep the budget empty"),
    ("B3-ipv6-70", "attacked", 70, "first day, three IPv6 /48 keep the budget empty"),
)


def school_class():
    """Takes the worst of several seeds. Under an attack the class has only the spare tries."""
    for name, how, mistakes, text in CLASSES:
        outcomes = []
        for seed in SEEDS:
            with (there := stage(700)[0]):
                outcomes.append(
                    run(there, f"sqlite:{there.top}/state/leerid.db", "class", mistakes, how, seed)
                )
        done, refused, tries = max(outcomes, key=lambda o: o[1])
        yield row(
            name,
            f"600 behind one address in 10 min, {mistakes} % mistakes, {text}: refused for others",
            refused,
            "pupils",
            most=0,
            note=(
                f"{done} signed in with {tries} attempts; of {len(SEEDS)} seeds:"
                f" {', '.join(str(o[1]) for o in outcomes)}"
            ),
        )


def mates():
    with (there := stage(100)[0]):
        through, signed_in, victims = run(
            there, f"sqlite:{there.top}/state/leerid.db", "mates", DAYS
        )
    if signed_in != DAYS * victims:
        raise RuntimeError(f"pupils were kept out: {signed_in} of {DAYS * victims}")
    each = through / victims * 180 / DAYS
    yield row(
        "B33",
        (
            f"a classmate on the school network, 180 days, a class of {CLASS}: accounts expected to"
            " open"
        ),
        each * CLASS / WORD,
        "accounts",
        most=0.05,
        note=(
            f"{each:,.0f} guesses let through for each pupil; were a whole school of 600 attacked"
            f" so every day: {each * 600 / WORD:.2f}"
        ),
    )


def hammer():
    if not postgres.available():
        yield row(
            "B4",
            "consecutive failures let through per account, 200 threads over 4 servers",
            None,
            "failures",
            most=100,
            note="no PostgreSQL",
        )
        return
    with postgres.Postgres(settings=(f"max_connections={SERVERS * THREADS + 20}",)) as server:
        url = server.database("guess")
        with Installation(100, database=url) as there:
            run(there, url, "make")
            run(there, url, "prepare", there.top / "devices")
            begin = str(int(time.time() * 1000))
            words = [
                str(w)
                for w in (
                    GUESS,
                    url,
                    there.top / "state/keys",
                    "hammer",
                    SECONDS,
                    THREADS,
                    there.top / "devices",
                    begin,
                )
            ]
            env = {**os.environ, "GUESS_SCHOOL": str(int(there.school))}
            servers = [
                subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True)
                for _ in range(SERVERS)
            ]
            counts = [
                [int(n) for n in s.communicate(timeout=SECONDS + 120)[0].split()] for s in servers
            ]
    if any(s.returncode != 0 for s in servers):
        raise RuntimeError(f"hammer ended with {[s.returncode for s in servers]}")
    sums = [sum(of_one) for of_one in zip(*counts)]
    yield row(
        "B4",
        "consecutive failures let through per account, 200 threads over 4 servers",
        max(sums),
        "failures",
        most=100,
        note=f"{sums}, PostgreSQL, {SECONDS} s at 2,000 times the pace",
    )


def rows():
    for part in (spray, lockout, school_class, mates, hammer):
        yield from part()
