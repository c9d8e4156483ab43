"""Compares the responses to existing and invented usernames."""
import re
import time

from visitor import Visitor


def bare(answer, username):
    """Returns a page without what always differs: the name, the token and the remaining seconds of
    a pause.
    """
    text = re.sub(r'(name="csrf" value=")[^"]+', r"\1", answer.text.replace(username, "NAME"))
    left = answer.headers.get("Retry-After", "")
    if left:
        text = re.sub(rf"\b{left}\b", "SECONDS", text)
    return (
        answer.status,
        text,
        answer.location.replace(username, "NAME"),
        sorted(k for k in answer.headers if k not in ("Date", "Content-Length")),
        bool(left),
    )


def guesses(site, names, field):
    """Returns the responses to each name, requested in turn until all are paused and then twice
    more. A pause lasts seconds and ends.
    """
    visitors = [Visitor(site.mijn) for _ in names]
    tokens = [visitor.get(f"/{name}").csrf for visitor, name in zip(visitors, names)]
    seen, more = [[] for _ in names], 2
    for step in range(20):
        asked = []
        for visitor, name, token, answers in zip(visitors, names, tokens, seen):
            begin = time.monotonic()
            answer = (
                visitor.post(f"/{name}", token, **{field: "0-1-2-3-4-5-6"})
                if step % 2
                else visitor.get(f"/{name}")
            )
            answers.append(bare(answer, name))
            asked.append((begin, time.monotonic(), int(answer.headers.get("Retry-After", 0))))
        ends = [(begin + left, end + left) for begin, end, left in asked if left]
        if len(ends) == len(names):
            apart = max(a for a, _ in ends) - min(b for _, b in ends)
            assert (
                apart <= asked[-1][1] - asked[0][0] + 2
            ), f"pauses that end {apart:.1f} s apart: {asked}"
            more -= 1
        if more < 0:
            return seen
    raise AssertionError("no pause")


def twin_of(site, username):
    """Returns an invented name that gets the same page: the same keypad with as many pictures."""
    answer = Visitor(site.mijn).get(f"/{username}")
    page, others = bare(answer, username), set()
    assert answer.status == 200, f"{username} has no keypad: {answer.status} {answer.title}"
    for number in range(2000, 4000):
        name = f"{username}{number}"
        other = Visitor(site.mijn).get(f"/{name}")
        if bare(other, name) == page:
            return name
        others.add((other.status, other.title, len(other.text)))
    raise AssertionError(
        f"no twin of {username} ({answer.title}, {len(answer.text)}) in: {sorted(others)[:20]}"
    )
