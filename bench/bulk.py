"""Measures bulk creation: 1,000 accounts from the command to the finished ZIP, compared with as
many plain Argon2id calls on as many threads.
"""
import json
import os

from common import MEASURE, Installation, Spent, median, row

COUNT, RUNS = 1000, 3


def rows():
    threads = os.cpu_count()
    bare, whole, hashing, cards = [], [], [], []
    for _ in range(RUNS):
        with Installation(COUNT) as there:
            before = float(Spent([MEASURE, "hash", COUNT, threads]).output)
            made = there.leerid(
                "create", "--school", there.school, "--all", "--out", there.top / "c.zip", "--json"
            )
            after = float(Spent([MEASURE, "hash", COUNT, threads]).output)
            answer = json.loads(made.output)
            if answer["created"] != COUNT:
                raise RuntimeError(made.output)
            bare.append(
                (before + after) / 2
            )  # one before and one after, because the speed of the machine may change
            whole.append(made.seconds)
            hashing.append(answer["hash_seconds"])
            cards.append(
                there.leerid(
                    "cards", "--school", there.school, "--all", "--out", there.top / "d.zip"
                ).seconds
            )
    more = median([w - b for w, b in zip(whole, bare)])
    note = (
        f"bare: {median(bare):.2f} s on {threads} threads; hashing inside: {median(hashing):.2f} s"
    )
    yield row(
        "B23",
        f"{COUNT:,} accounts in bulk, command to finished ZIP",
        median(whole),
        "s",
        most=10,
        note=note,
    )
    yield row(
        "B23-more", "… more than as many bare Argon2id calls in the same run", more, "s", most=0.8
    )
    yield row(
        "zip-1000",
        f"the whole ZIP of {COUNT:,} pupils besides hashing",
        median([w - h for w, h in zip(whole, hashing)]),
        "s",
        most=0.5,
        note="with plan, transaction and start of the program",
    )
    yield row(
        "zip-again",
        f"the whole ZIP of {COUNT:,} pupils printed again",
        median(cards),
        "s",
        most=0.5,
    )
