"""TAP output of the test runners: one line a check, then the plan.

A runner that checks step by step calls report(), and ends with sys.exit(plan()). A runner made of
cases collects functions with @case, which raise AssertionError (check()) when something is wrong,
and calls run_cases().
"""
import re
import traceback

WHY_LINES = 40
CASES = []
_total = {"number": 0, "failed": 0}


def comment(text):
    print("".join(f"# {line}\n" for line in text), end="", flush=True)


def report(good, name, why=""):
    """Prints the result of one check, and the last lines of why when it failed."""
    _total["number"] += 1
    _total["failed"] += not good
    print(f"{'ok' if good else 'not ok'} {_total['number']} - {name}", flush=True)
    if not good:
        comment(str(why).splitlines()[-WHY_LINES:])


def skip(name, reason):
    _total["number"] += 1
    print(f"ok {_total['number']} - {name} # SKIP {reason}", flush=True)


def adopt(output, ended_well):
    """Adds the checks that another runner printed, with the next numbers."""
    for line in output.splitlines():
        found = re.match(r"(not )?ok \d+(.*)", line)
        if found:
            _total["number"] += 1
            _total["failed"] += bool(found[1])
            line = f"{found[1] or ''}ok {_total['number']}{found[2]}"
        print(line, flush=True)
    if not ended_well:
        report(False, "the runner ends well")


def plan():
    """Prints the plan; returns the exit status."""
    print(f"1..{_total['number']}")
    return 1 if _total["failed"] else 0


def case(function):
    CASES.append(function)
    return function


def check(holds, what):
    if not holds:
        raise AssertionError(what)


def run_cases(*arguments, cases=None, prefix="", before=None):
    """Calls every case with the arguments. Returns whether all passed."""
    failed = _total["failed"]
    for function in CASES if cases is None else cases:
        why = ""
        try:
            if before is not None:
                before()
            function(*arguments)
        except Exception:  # an exception is a failed check
            why = traceback.format_exc()
        report(not why, prefix + function.__name__.replace("_", " "), why)
    return _total["failed"] == failed


def same(name, got, wanted):
    report(got == wanted, name, f"{got!r}, not {wanted!r}")
