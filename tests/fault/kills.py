"""Kills and write failures at many moments, and the checks after them."""
import time
from concurrent.futures import ThreadPoolExecutor

from killed import AT_ONCE, FAILURES, Fault, KILLS, look, measure, moments
from portal import Portal
from tap import report


def kill_one(fault, kind, how):
    path, batch, form = fault.draft()
    if kind == "commit":
        fault.order.write_text(how)
    with ThreadPoolExecutor(1) as other:
        sent = other.submit(fault.send, path, form)
        if kind == "time":
            time.sleep(how)
            early = not sent.done()
            fault.portal.kill()
        where = sent.result()
    if kind == "later":
        time.sleep(how)
        fault.portal.kill()
    died = kind != "commit" or fault.portal.process.poll() is not None
    fault.portal.kill()
    fault.order.unlink(missing_ok=True)
    fault.start()
    answered = where is not None and where.endswith("/klaar")
    return (
        look(fault, path, batch, form, answered),
        (kind == "time" and early) or (kind == "commit" and died),
        kind == "commit" and died,
    )


def kills():
    with Portal(KILLS * AT_ONCE + FAILURES * AT_ONCE + 200) as portal:
        fault = Fault(portal)
        measure(fault)
        took, calls = measure(fault)
        print(
            f"# saving takes {took:.2f} s and {len(calls)} calls ({calls.count('s')} syncs)",
            flush=True,
        )
        wrong, between, inside = [], 0, 0
        for kind, how in moments(took, calls, KILLS):
            problem, was_between, was_inside = kill_one(fault, kind, how)
            between += was_between
            inside += was_inside
            if problem:
                wrong.append(f"{kind} {how}: {problem}")
        report(
            not wrong,
            (
                f"killed {KILLS} times: nothing half made, all can be printed, the form sent again"
                " gives the same"
            ),
            "\n".join(wrong),
        )
        report(between >= KILLS / 2, f"{between} of them between request and answer", between)
        report(inside >= KILLS / 10, f"{inside} of them inside the commit", inside)
        failing(fault, calls)
        whole(fault)


def failing(fault, calls):
    """The disk is full at the n-th write, or refuses the last sync: the response is honest, and
    everything works when there is space again.
    """
    wrong = []
    for at in [max(1, len(calls) * (i + 1) // FAILURES) for i in range(FAILURES - 1)] + [
        calls.rindex("s") + 1
    ]:
        path, batch, form = fault.draft()
        fault.order.write_text(f"fail {at}")
        where = fault.send(path, form)
        fault.order.unlink(missing_ok=True)
        problem = look(fault, path, batch, form, where is not None and where.endswith("/klaar"))
        if problem or fault.portal.process.poll() is not None:
            wrong.append(f"write {at}: {problem or 'the server ended'}")
            fault.portal.kill()
            fault.start()
    report(
        not wrong,
        f"a full disk at {FAILURES} writes: committed or absent, the server goes on",
        "\n".join(wrong),
    )


def whole(fault):
    """Final checks: the file is intact; every account has its username for ever and an entry in the
    history.
    """
    report(fault.sql("PRAGMA integrity_check") == [("ok",)], "the database is whole")
    accounts, distinct = fault.sql("SELECT count(*), count(DISTINCT username) FROM account")[0]
    given = fault.sql("SELECT count(*) FROM username_given")[0][0]
    report(
        accounts == distinct == given,
        f"{accounts} accounts, as many names, each given for ever",
        (accounts, distinct, given),
    )
    lines = fault.sql("SELECT count(*) FROM history WHERE detail LIKE 'type=%kind=%batch=%'")
    report(lines[0][0] == accounts, "each with its line in the history", lines)
