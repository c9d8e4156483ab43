"""Measures the CPU time of complete sign-ins to an application: LeerID, oidc-provider (npm) and
Glewlwyd (Debian) in the same run.

All use durable stores and the password hash they come with: oidc-provider Argon2id with the
defaults of the library argon2 (64 MiB, 3 passes, 4 lanes), Glewlwyd PBKDF2. An additional row
without a bar runs oidc-provider with our Argon2id parameters (7 MiB, 5 passes), so that the hash
costs the same. For Glewlwyd only the requests of the flow count, not its page of scripts.
"""
import sys

from common import ROOT, cpu_of, median, mib_of, row

sys.path.insert(0, str(ROOT / "bench/peers"))
from oidc_client import (
    AIMS,
    BROWSERS,
    LOAD_S,
    PASSWORD_FLOWS,
    ROUNDS,
    SESSIONS,
    SESSION_FLOWS,
)  # noqa: E402
from oidc_servers import Glewlwyd, Leerid, OidcProvider  # noqa: E402


def milliseconds(side, count, fresh):
    """Returns the server's CPU time for one flow. fresh: every flow starts without a session."""
    browser = side.browser()
    side.client.flow(browser)
    before = cpu_of(side.pid)
    for _ in range(count):
        side.client.flow(side.browser() if fresh else browser)
    return (cpu_of(side.pid) - before) * 1000 / count


def compare(sides, count, fresh):
    """Returns the median of each, measured in turn."""
    rounds = [[milliseconds(side, count, fresh) for side in sides] for _ in range(ROUNDS)]
    return [median(figures) for figures in zip(*rounds)]


def beside(ours, peers, fresh):
    """Returns our figure and (milliseconds, name) of each compared server."""
    try:
        mine, *others = compare([ours, *peers], PASSWORD_FLOWS if fresh else SESSION_FLOWS, fresh)
    finally:
        for peer in peers:
            peer.stop()
    return mine, [(figure, peer.name) for figure, peer in zip(others, peers)]


def words_of(mine, others):
    return (
        f"{mine:.2f} ms beside "
        + ", ".join(f"{figure:.2f} ms ({name})" for figure, name in others)
        + "; 0 failed flows"
    )


def flow_rows(ours, alg):
    mine, others = beside(ours, [OidcProvider(alg, "own"), Glewlwyd(alg)], False)
    yield row(
        "oidc-session",
        f"CPU of a whole flow with a session, {alg}, beside oidc-provider",
        mine / others[0][0],
        "×",
        most=0.3,
        note=words_of(mine, others),
    )
    mine, others = beside(ours, [OidcProvider(alg, "own"), Glewlwyd(alg)], True)
    yield row(
        "oidc-password",
        f"CPU of a whole flow with password, {alg}, beside the better peer",
        mine / min(others)[0],
        "×",
        most=0.4,
        note=words_of(mine, others),
    )
    mine, others = beside(ours, [OidcProvider(alg, "equal")], True)
    yield row(
        "oidc-equal",
        f"the same, the peer with our Argon2id, {alg}",
        mine / others[0][0],
        "×",
        note=words_of(mine, others) + "; most of ours is that hash",
    )


def rate_rows(ours, alg):
    runs = [ours.load(LOAD_S) for _ in range(ROUNDS)]
    one = sorted(runs, key=lambda run: run["rate"])[ROUNDS // 2]
    note = (
        f"server {one['server']:.2f} ms, sender {one['sender']:.2f} ms of CPU a flow, both on these"
        f" cores; two cores of server alone would do {2000 / one['server']:,.0f}; p99"
        f" {one['late']:.0f} ms"
    )
    yield row(
        "oidc-rate",
        f"flows a second with a session, {BROWSERS} browsers at once, {alg}",
        one["rate"],
        "a second",
        least=AIMS[alg],
        note=note,
    )
    yield row(
        "oidc-failed",
        f"failed flows among them, {alg}",
        sum(run["failed"] for run in runs),
        "flows",
        most=0,
        note=f"of {sum(run['flows'] for run in runs):,.0f}",
    )


def rows():
    for alg in ("RS256", "ES256"):
        ours = Leerid(alg)
        try:
            yield from flow_rows(ours, alg)
            yield from rate_rows(ours, alg)
            yield row(
                "oidc-rss",
                f"resident memory of the server after that, {alg}",
                mib_of(ours.pid),
                "MiB",
                most=48,
                note="with the memory of hashing",
            )
            ours.many_sessions(SESSIONS)
            milliseconds(ours, SESSION_FLOWS, False)
            yield row(
                "oidc-rss-many",
                f"the same with {SESSIONS:,} sessions, {alg}",
                mib_of(ours.pid),
                "MiB",
                most=80,
            )
        finally:
            ours.stop()
