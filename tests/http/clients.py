"""Clients that close their sending direction, and requests for another host."""
import socket

from client import Driver, Link
from tap import report, same
from wire import FORM, G, H, P


def half_closed_clients(driver):
    """A client that sends a request and closes its sending direction still gets the whole response:
    from a worker, from a file, rejected, pipelined."""
    form = H + FORM + b"Content-Length: 7\r\n"
    kinds = [
        ("a page", b"GET /slow?ms=5 HTTP/1.1\r\n" + H + b"\r\n", [(200, 5)]),
        (
            "a page, and no more",
            b"GET /slow?ms=5 HTTP/1.1\r\n" + H + b"Connection: close\r\n\r\n",
            [(200, 5)],
        ),
        ("a form", P + form + b"\r\na=1&b=2", [(200, None)]),
        ("a form, and no more", P + form + b"Connection: close\r\n\r\na=1&b=2", [(200, None)]),
        (
            "a form in pieces",
            P + H + FORM + b"Transfer-Encoding: chunked\r\n\r\n7\r\na=1&b=2\r\n0\r\n\r\n",
            [(200, None)],
        ),
        (
            "two one behind the other",
            2 * (b"GET /slow?ms=5 HTTP/1.1\r\n" + H + b"\r\n"),
            [(200, 5)] * 2,
        ),
        ("a long page", b"GET /big/secret HTTP/1.1\r\n" + H + b"\r\n", [(200, None)]),
        ("a file", b"GET /file HTTP/1.1\r\n" + H + b"\r\n", [(200, None)]),
        ("a page that is not there", b"GET /none HTTP/1.1\r\n" + H + b"\r\n", [(404, None)]),
    ]
    for site in (0, 1):
        beside = [Link(driver.ports[site]) for _ in range(5)]  # older connections, as in practice
        for link in beside:
            link.send(G + H + b"\r\n")
            link.answer()
        for name, wire, wanted in kinds:
            wrong = []
            for _ in range(200 // 8):
                links = [Link(driver.ports[site]) for _ in range(8)]
                for link in links:
                    link.send(wire)
                    link.socket.shutdown(socket.SHUT_WR)
                for link in links:
                    got = [link.answer() for _ in wanted]
                    whole = [
                        a is not None
                        and a.status == status
                        and len(a.body) == int(a.headers["content-length"])
                        and length in (None, len(a.body))
                        for a, (status, length) in zip(got, wanted)
                    ]
                    if not all(whole):
                        wrong.append([a and a.status for a in got])
                    link.close()
            same(
                f"half-closed, {name}, site {site}: 200 times the whole answer",
                (len(wrong), wrong[:3]),
                (0, []),
            )
        for link in beside:
            link.close()


def hosts():
    """A request for another host or port is rejected with an explanation, on each site with its own
    address; an absolute request target takes precedence over the Host header."""
    with Driver(
        origin0="http://loket.example.be", origin1="https://Mijn.example.be:8443"
    ) as driver:
        own, other = (b"loket.example.be", b"mijn.example.be:8443"), (
            b"mijn.example.be:8443",
            b"loket.example.be",
        )
        for site in (0, 1):
            rows = [
                (b"GET /tiny", own[site], 200),
                (b"GET /tiny", own[site].upper(), 200),
                (b"HEAD /tiny", own[site], 200),
                (b"GET /tiny", other[site], 421),
                (b"GET /none", other[site], 421),
                (b"POST /echo", other[site], 421),
                (b"GET /tiny", b"localhost", 421),
                (b"GET /tiny", b"127.0.0.1:8081", 421),
                (b"GET /tiny", b"evil." + own[site], 421),
                (b"GET /any-host", b"localhost", 200),
                (b"GET /any-host", other[site], 200),
                (b"GET /tiny", b"a@" + own[site], 400),
                (b"GET http://" + own[site] + b"/tiny", b"evil.example", 200),
                (b"GET http://evil.example/tiny", own[site], 421),
            ]
            rows += (
                [
                    (b"GET /tiny", b"loket.example.be:80", 200),
                    (b"GET /tiny", b"loket.example.be:", 200),
                    (b"GET /tiny", b"loket.example.be:443", 421),
                ]
                if site == 0
                else [
                    (b"GET /tiny", b"mijn.example.be", 421),
                    (b"GET /tiny", b"mijn.example.be:443", 421),
                ]
            )
            for line, host, status in rows:
                with Link(driver.ports[site]) as link:
                    link.without_body = line.startswith(b"HEAD")
                    link.send(
                        line + b" HTTP/1.1\r\nHost: " + host + b"\r\nContent-Length: 0\r\n\r\n"
                    )
                    answer = link.answer()
                    same(
                        f"host: site {site}, {line.decode()} for {host.decode()}",
                        answer and answer.status,
                        status,
                    )
                    if status == 421:
                        report(
                            b"421" in answer.body or len(answer.body) > 0,
                            "and says so",
                            answer.body,
                        )
            with Link(driver.ports[site]) as link:
                link.send(
                    b"GET /tiny HTTP/1.1\r\nHost: "
                    + other[site]
                    + b"\r\n\r\nGET /tiny HTTP/1.1\r\nHost: "
                    + own[site]
                    + b"\r\n\r\n"
                )
                same(
                    f"host: site {site}, a connection goes on after a wrong one",
                    [link.answer().status for _ in range(2)],
                    [421, 200],
                )
