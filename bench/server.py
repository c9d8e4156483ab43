"""Measures the server of a school of 3,000: start, memory, the list at 50 requests per second, bulk
creation and cards from click to file.
"""
import time
import urllib.parse

from common import median, row
from portal import Portal, Staff

PUPILS, RATE, SECONDS, STARTS = 3000, 50, 20, 5
COUNT = 1000


def list_addresses():
    """Returns what a secretary requests in turn: the list, searches while typing, filters, sorting,
    pages.
    """
    return [
        "/leerlingen",
        *(
            f"/leerlingen?q={urllib.parse.quote(q)}"
            for q in ("jan", "ö", "el am", "van den", "1234", "zzzz")
        ),
        "/leerlingen?status=geen",
        "/leerlingen?type=basis",
        "/leerlingen?klas=1A",
        "/leerlingen?groep=1ste+leerjaar",
        "/leerlingen?orde=voornaam",
        "/leerlingen?blad=3",
        "/leerlingen?q=jan&status=geen&klas=2B",
    ]


def steady(staff, addresses, rate, seconds):
    """Sends requests at a steady rate on one connection. Returns the milliseconds from the
    scheduled time of each to its last byte.
    """
    times, begin = [], time.monotonic()
    for i in range(int(rate * seconds)):
        due = begin + i / rate
        time.sleep(max(0, due - time.monotonic()))
        status, _, data = staff.get(addresses[i % len(addresses)])
        times.append((time.monotonic() - due) * 1000)
        if status != 200 or b"</html>" not in data:
            raise RuntimeError(f"{addresses[i % len(addresses)]}: {status}")
    return sorted(times)


def make(staff, path, form):
    """Returns the seconds from the click to the last byte of the ZIP, and its size."""
    begin = time.monotonic()
    _, where, _ = staff.post(path, form)
    while where.endswith("/bezig"):
        time.sleep(0.05)
        status, headers, _ = staff.get(where)
        where = headers["Location"] if status == 303 else where
    status, _, data = staff.get(path + "/zip")
    if status != 200 or data[:2] != b"PK":
        raise RuntimeError(f"{path}/zip: {status}")
    return time.monotonic() - begin


def click(staff, path):
    begin = time.monotonic()
    status, _, data = staff.get(path)
    if status != 200:
        raise RuntimeError(f"{path}: {status}")
    return time.monotonic() - begin, len(data)


def rows():
    with Portal(PUPILS) as portal:
        starts = []
        for _ in range(STARTS):
            starts.append(portal.start())
            portal.stop()
        yield row("start", "start until it says it can serve", median(starts), "s", most=0.2)
        portal.start()
        staff = Staff(portal).sign_in()
        addresses = list_addresses()
        steady(staff, addresses, RATE, 2)
        times = steady(staff, addresses, RATE, SECONDS)
        yield row(
            "list",
            f"list, search and filter of {PUPILS:,} pupils, p99 at {RATE} requests/s",
            times[len(times) * 99 // 100],
            "ms",
            most=20,
            note=f"p50 {times[len(times) // 2]:.1f} ms, {len(times)} requests",
        )
        path, form = staff.draft(groep="2de leerjaar")
        make(staff, path, form)
        cards = [click(staff, path + "/a4") for _ in range(5)]
        count = sum(1 for name, _ in form if name == "rij")
        yield row(
            "cards-click",
            "the A4 cards of a group, click to file, for each 200 cards",
            median([s for s, _ in cards]) * 200 / max(count, 1),
            "s",
            most=0.3,
            note=f"{count} cards, {cards[0][1]:,} bytes",
        )
        yield row(
            "rss",
            "resident memory of the server after all that",
            portal.kib() / 1024,
            "MB",
            most=60,
        )
    with Portal(COUNT) as portal:
        portal.start()
        staff = Staff(portal).sign_in()
        yield row(
            "B23-web",
            f"{COUNT:,} accounts, click to finished ZIP over HTTP",
            make(staff, *staff.draft(status="geen")),
            "s",
            most=10,
        )
        yield row(
            "rss-bulk",
            "resident memory of the server after that",
            portal.kib() / 1024,
            "MB",
            most=60,
        )
