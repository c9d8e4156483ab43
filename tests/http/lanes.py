"""Requests that wait for a worker thread, behind long ones and while all threads are blocked."""
import select
import time

from client import Driver, Link, request
from tap import report, same


def slow_lane():
    """Long requests have threads of their own; some requests have priority; none waits more than
    two seconds for a thread."""
    with Driver(threads=1, slow=1) as driver:
        links = [Link(driver.ports[0]) for _ in range(4)]
        for link, head in zip(links, (b"", b"", b"Cookie: a=b; first=1\r\n", b"")):
            link.send(b"GET /wait?ms=900 HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n")
            time.sleep(0.05)
        begin = time.monotonic()
        same("a page beside those that wait", request(driver.ports[0], "GET", "/tiny").status, 200)
        report(time.monotonic() - begin < 0.5, "is there at once", time.monotonic() - begin)
        ends = {}
        for number in (0, 2, 1, 3):
            ends[number] = (links[number].answer(8).status, time.monotonic())
        same("those in time are answered", [ends[n][0] for n in (0, 1, 2)], [200] * 3)
        report(ends[2][1] < ends[1][1] - 0.3, "who goes first is answered first", ends)
        same("who waited over two seconds is sent away", ends[3][0], 503)
        for link in links:
            link.close()


def hanging_workers():
    """While all workers are blocked, waiting requests and new ones get a response."""
    with Driver(threads=1, slow=1, wait=500) as driver:
        for path in ("/slow", "/wait"):
            links = [Link(driver.ports[0]) for _ in range(2)]
            for link in links:
                link.send(f"GET {path}?ms=9000 HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                time.sleep(0.05)
            first = select.select([link.socket for link in links], [], [], 30)[0]
            links.sort(key=lambda link: link.socket not in first)
            same(
                f"{path}: who waits is answered before the other ends",
                [link.answer(20).status for link in links],
                [503, 200],
            )
            for link in links:
                link.close()
        same("afterwards it serves", request(driver.ports[0], "GET", "/tiny").status, 200)
