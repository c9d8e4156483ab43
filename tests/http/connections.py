"""Connections: proxies, slow and leaving clients, limits, and the end of the server."""
import os
import socket
import tempfile
import time

from client import Driver, Link, request, sanitized
from tap import report, same
from wire import FORM, G, H, P


def proxies():
    with Driver(proxies="127.0.0.1") as driver:
        port = driver.ports[0]
        lines = request(
            port,
            "GET",
            "/echo",
            {"X-Forwarded-For": "1.2.3.4, 2001:db8::9", "X-Forwarded-Proto": "https"},
        )
        text = lines.body.decode().splitlines()
        report(
            "peer 2001:db8::9" in text and "secure 1" in text,
            "a trusted proxy names the client",
            text,
        )
        same(
            "https: transport security",
            lines.headers.get("strict-transport-security"),
            "max-age=63072000; includeSubDomains",
        )
    with Driver(proxies="10.0.0.0/8") as driver:
        text = (
            request(
                driver.ports[0],
                "GET",
                "/echo",
                {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "https"},
            )
            .body.decode()
            .splitlines()
        )
        report("peer 127.0.0.1" in text and "secure 0" in text, "others are not believed", text)
    with tempfile.TemporaryDirectory() as folder, Driver(
        site0=f"unix:{folder}/s", proxies="unix"
    ) as driver:
        text = (
            request(f"{folder}/s", "GET", "/echo", {"X-Forwarded-For": "1.2.3.4"})
            .body.decode()
            .splitlines()
        )
        report("peer 1.2.3.4" in text, "a socket file", text)
        same("its mode", oct(os.stat(f"{folder}/s").st_mode & 0o777), "0o660")
        second = Driver(site0=f"unix:{folder}/s", expect_failure=True)
        report(
            "another program" in second.stderr, "a socket file in use is not taken", second.stderr
        )
    with socket.create_server(("127.0.0.1", 0)) as passed, Driver(
        site0="systemd:loket", passed=passed
    ) as driver:
        same(
            "a socket passed by systemd",
            (driver.ports[0], request(driver.ports[0], "GET", "/tiny").status),
            (passed.getsockname()[1], 200),
        )
    report(
        "passed no socket" in Driver(site0="systemd:x", expect_failure=True).stderr,
        "systemd passed no socket of that name",
    )
    report(
        "not an address" in Driver(site0="localhost:80", expect_failure=True).stderr,
        "an address that is not valid",
    )


def slow_clients():
    """With idle=1000: a silent connection ends after 1 s, a trickling one after 2 s plus what its
    bytes earn."""
    with Driver(idle=1000) as driver:
        cases = [
            ("nothing", b""),
            ("half a head", G + b"Ho"),
            ("half a body", P + H + FORM + b"Content-Length: 30\r\n\r\na=1"),
        ]
        for name, wire in cases:
            with Link(driver.ports[0]) as link:
                begin = time.monotonic()
                link.send(wire)
                link.rest(8)
                took = time.monotonic() - begin
                report(0.5 < took < 4, f"silent: {name}", f"{took:.1f} s")
        for name, wire in [
            ("head", G + b"X: " + b"a" * 100),
            ("body", P + H + FORM + b"Content-Length: 900\r\n\r\n" + b"a" * 100),
        ]:
            with Link(driver.ports[0]) as link:
                begin, took = time.monotonic(), 0
                at = 0
                while took < 10 and not link.closed(0.2):
                    link.send(
                        wire[at : at + 1] if name == "head" or at < len(wire) else b"", quiet=True
                    )
                    at, took = at + 1, time.monotonic() - begin
                report(1 < took < 6, f"trickling {name}", f"{took:.1f} s")
        with Link(driver.ports[0]) as link:
            link.send(b"GET /big/secret HTTP/1.1\r\nHost: a\r\n\r\n" * 30)
            time.sleep(4)
            got = len(link.rest(3))
            report(got < 30 * 299000, "a client that does not read is dropped", got)
        with Link(driver.ports[0]) as link:
            link.send(b"GET /slow?ms=2500 HTTP/1.1\r\nHost: a\r\n\r\n")
            same("a slow handler is waited for", link.answer(6).status, 200)
        same("and the server is well", request(driver.ports[0], "GET", "/tiny").status, 200)


def leaving_clients(driver):
    wires = [
        b"GET /slow?ms=100 HTTP/1.1\r\nHost: a\r\n\r\n",
        P + H + FORM + b"Content-Length: 900\r\n\r\na",
        G + b"Ho",
        b"GET /file HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST /raw HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n" + b"a" * 100000,
    ]
    for i in range(200):
        with Link(driver.ports[0]) as link:
            link.send(wires[i % len(wires)])
    time.sleep(1)
    same(
        "after clients that leave at any moment all is well",
        request(driver.ports[0], "GET", "/tiny").status,
        200,
    )


def large_bodies():
    """Announced bodies use no memory. Bodies of unauthenticated clients share 64 MiB and never use
    the memory of authenticated ones."""
    with Driver(idle=120000) as driver:  # partial uploads are not timed out on a busy machine
        port, whole = driver.ports[0], 2 << 20
        head = b"POST /raw HTTP/1.1\r\nHost: a\r\nContent-Type: a/b\r\nContent-Length: %d\r\n%s\r\n"

        def upload(more=b""):
            with Link(port) as link:
                link.send(head % (whole, more) + b"x" * whole)
                return link.answer(20).status

        announced = [Link(port) for _ in range(200)]
        [link.send(head % (whole, b"")) for link in announced]
        same(
            "200 bodies of 2 MiB are announced and none comes: a stranger still can", upload(), 200
        )
        slow = [Link(port) for _ in range(32)]
        for link in slow:
            link.send(head % (whole, b"") + b"x" * (whole - 64))
        until = time.monotonic() + 60
        while (
            not driver.has_read_all() and time.monotonic() < until
        ):  # otherwise a started upload gets the error response
            time.sleep(0.05)
        told = next(
            (status for status in (upload() for _ in range(200)) if status != 200), 200
        )  # after all of it has been read
        same(
            "strangers' room is full: one more is told so, who is known is not",
            (told, upload(b"Cookie: known=1\r\n")),
            (503, 200),
        )
        slow[0].send(b"x" * 64)
        same(
            "a body that began before still arrives, and leaves its room",
            (slow[0].answer(20).status, upload()),
            (200, 200),
        )
        for link in announced + slow:
            link.close()


def full_queue():
    with Driver(threads=1, queue=2) as driver:
        links = [Link(driver.ports[0]) for _ in range(8)]
        for link in links:
            link.send(b"GET /slow?ms=600 HTTP/1.1\r\nHost: a\r\n\r\n")
            time.sleep(0.02)
        got = [link.answer(8) for link in links]
        statuses = sorted(a.status for a in got)
        same("one runs, two wait, five are sent away", statuses, [200] * 3 + [503] * 5)
        same("retry after", {a.headers.get("retry-after") for a in got if a.status == 503}, {"2"})
        links[7].send(G + H + b"\r\n")
        same("afterwards the connection serves", links[7].answer().status, 200)
        for link in links:
            link.close()


def many_connections(driver):
    """The epoll thread of libmicrohttpd stalls at 128·k ready events; this server must not."""
    for count in (1, 64, 127, 128, 129, 255, 256, 257, 512):
        links = [Link(driver.ports[0]) for _ in range(count)]
        begin, good, rounds = time.monotonic(), 0, 5
        for _ in range(rounds):
            for link in links:
                link.send(G + H + b"\r\n")
            good += sum(link.answer(5).status == 200 for link in links)
        took = time.monotonic() - begin
        for link in links:
            link.close()
        report(
            good == rounds * count and took < 1 + count * rounds * 0.002,
            f"{count} connections at once",
            f"{good} good, {took:.2f} s",
        )


def idle_connections():
    """Bar B24: idle connections cost at most 20 KiB each and do not slow down others."""
    count = 2000
    with Driver(idle=30000) as driver:
        warm = [Link(driver.ports[0]) for _ in range(100)]
        before = driver.memory_kib()
        links = [Link(driver.ports[0]) for _ in range(count)]
        for link in links:
            link.send(G + H + b"\r\n")
        for link in links:
            link.answer(5)
        for _ in range(
            30
        ):  # the memory of the burst is freed within a second or two, later on a busy machine
            time.sleep(0.5)
            each = (driver.memory_kib() - before) / count
            if each <= 20:
                break
        if sanitized():
            print("ok # SKIP memory of idle connections, with a sanitizer")
        else:
            report(
                each <= 20,
                f"{count} idle connections that were used: at most 20 KiB each",
                f"{each:.1f} KiB",
            )
        times = []
        for _ in range(200):
            begin = time.monotonic()
            request(driver.ports[0], "GET", "/tiny")
            times.append(time.monotonic() - begin)
        p99 = sorted(times)[197]
        report(p99 < 0.1, "p99 beside them below 100 ms", f"{p99 * 1000:.0f} ms")
        for link in links + warm:
            link.close()


def attacks():
    """Bar B24: many slow clients of three kinds, with ordinary clients beside them."""
    with Driver(idle=10000) as driver:
        port = driver.ports[0]
        links = [Link(port) for _ in range(1500)]
        for i, link in enumerate(links):
            link.send(
                [
                    G + b"X: ",
                    P + H + FORM + b"Content-Length: 900\r\n\r\na",
                    b"GET /big/secret HTTP/1.1\r\nHost: a\r\n\r\n" * 9,
                ][i % 3]
            )
        best, limit = 99, 5 if sanitized() else 0.5
        for _ in range(3):  # repeated because of other load on the machine
            times = []
            for i in range(300):
                begin = time.monotonic()
                same_status = request(port, "GET", "/tiny").status == 200
                times.append(time.monotonic() - begin if same_status else 99)
                if i % 30 == 0:
                    for link in links[:300:3]:
                        link.send(b"a")
            best = min(best, sorted(times)[297])
            if best < limit:
                break
        report(best < limit, "beside 1,500 slow clients: p99 below 500 ms", f"{best * 1000:.0f} ms")
        for link in links:
            link.close()


def stopping():
    with Driver(threads=2) as driver:
        idle, busy = Link(driver.ports[0]), Link(driver.ports[0])
        idle.send(G + H + b"\r\n")
        idle.answer()
        busy.send(b"GET /slow?ms=900 HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(0.2)
        begin = time.monotonic()
        driver.terminate()
        time.sleep(0.2)
        idle.send(G + H + b"\r\n")
        late = idle.answer(3)
        same(
            "a request that crosses the stop is answered, with close",
            (late.status, late.headers.get("connection")),
            (200, "close"),
        )
        same("a running request is finished", busy.answer(5).status, 200)
        same("it ends well", driver.wait(5), 0)
        took = time.monotonic() - begin
        report(took < 3, "soon after", f"{took:.1f} s")
    with Driver() as driver:
        links = [Link(driver.ports[0]) for _ in range(50)]
        begin = time.monotonic()
        driver.terminate()
        same("idle connections do not hold it up", driver.wait(5), 0)
        report(time.monotonic() - begin < 3, "but get a second")
        for link in links:
            link.close()
