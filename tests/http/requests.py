"""What a request may be: the wire, what stands behind it, ordinary requests and their answers."""
import gzip

from client import Link, header, request
from tap import report, same
from whole import arrives_whole
from wire import FORM, G, H, P, RAW

MUST_CLOSE = {400, 414, 431}


def raw_table(driver):
    for name, wire, status in RAW:
        with Link(driver.ports[0]) as link:
            link.send(wire)
            answer = link.answer()
            report(
                answer is not None and answer.status == status,
                f"wire: {name}: {status}",
                answer and answer.status,
            )
            if answer and status in MUST_CLOSE and b"?a=%" not in wire and b"a=%" not in wire:
                report(link.closed(), f"wire: {name}: closes", "still open")


def smuggling(driver):
    """Bytes after a rejected request are never handled as a second request."""
    for name, wire, status in RAW:
        if status != 400 or b"a=%" in wire:
            continue
        with Link(driver.ports[0]) as link:
            link.send(wire + b"GET /tiny HTTP/1.1\r\nHost: a\r\n\r\n")
            same(f"nothing behind it: {name}", link.rest().count(b"HTTP/1.1 200"), 0)
    with Link(driver.ports[0]) as link:
        link.send(
            P
            + H
            + FORM
            + b"Transfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n0\r\n\r\n"
            + G
            + H
            + b"\r\n"
        )
        same("after a chunked body the connection ends", link.rest().count(b"HTTP/1.1 "), 1)


def ordinary(driver):
    port = driver.ports[0]
    answer = request(port, "GET", "/tiny")
    same("body", answer.body, b"ok\n")
    for name, value in [
        (
            "content-security-policy",
            (
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src"
                " 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors"
                " 'none'"
            ),
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
        ("server", None),
        ("strict-transport-security", None),
        ("content-type", "text/plain; charset=utf-8"),
    ]:
        same(f"header {name}", answer.headers.get(name), value)
    same(
        "error pages have the headers too",
        request(port, "GET", "/nothing").headers.get("x-content-type-options"),
        "nosniff",
    )
    same("error page", request(port, "GET", "/nothing").body, b"<h1>404</h1>")
    same("allow", request(port, "POST", "/tiny").headers.get("allow"), "GET, HEAD")
    same("allow of both", request(port, "PUT", "/echo").headers.get("allow"), "GET, HEAD, POST")
    same("nothing of a broken answer", b"geheim" in request(port, "GET", "/bad").body, False)
    head = request(port, "HEAD", "/big")
    same(
        "HEAD has a length and no body",
        (head.status, int(head.headers["content-length"]) > 200000, head.body),
        (200, True, b""),
    )
    same("other site", request(driver.ports[1], "GET", "/loket").status, 404)
    same("own site", request(port, "GET", "/loket").status, 200)
    lines = (
        request(port, "GET", "/echo/a%20b/twee/%C3%A9?q=x+y&q=%C3%BC", {"Cookie": "s=1; t=2"})
        .body.decode()
        .splitlines()
    )
    for line in [
        "path /echo/a b/twee/é",
        "param a b",
        "param é",
        "query q=x y",
        "query q=ü",
        "cookie s=1",
        "cookie t=2",
        "peer 127.0.0.1",
        "secure 0",
        "host localhost",
    ]:
        report(line in lines, f"arrives: {line}", lines)
    arrives_whole(request, port)
    body = (
        b"--B\r\nContent-Disposition: form-data;"
        b' name="stap"\r\n\r\nbekijk\r\n--B\r\nContent-Disposition: form-data; name="bestand";'
        b' filename="lijst.csv"\r\nContent-Type: text/csv\r\n\r\n'
        + b"1;2\r\n" * 500000
        + b"\r\n--B--\r\n"
    )
    lines = (
        request(port, "POST", "/upload", {"Content-Type": "multipart/form-data; boundary=B"}, body)
        .body.decode()
        .splitlines()
    )
    report(
        "file bestand lijst.csv text/csv 2500000" in lines and "form stap=bekijk" in lines,
        "a file arrives whole",
        lines,
    )
    same(
        "a file too large is told",
        request(
            port, "POST", "/upload", {"Content-Type": "multipart/form-data; boundary=B"}, body * 3
        ).status,
        413,
    )
    refused = request(
        port,
        "POST",
        "/upload",
        {"Content-Type": "a/b", "Expect": "100-continue", "Content-Length": str(10 << 20)},
        None,
    )
    same("too large is told before it is sent", refused.status, 413)


def answers(driver):
    port = driver.ports[0]
    answer = request(
        port, "POST", "/cookie", {"Content-Type": "application/x-www-form-urlencoded"}, b""
    )
    same(
        "redirect",
        (answer.status, answer.headers["location"], answer.body),
        (303, "/echo?a=1", b""),
    )
    same(
        "cookies",
        header(answer, "set-cookie"),
        [
            "__Host-loket=abc123; Path=/; HttpOnly; SameSite=Lax; Secure",
            "__Host-toestel=def; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=3600",
        ],
    )
    same(
        "a header added, one taken away",
        (answer.headers.get("x-frame-options"), answer.headers.get("permissions-policy")),
        ("DENY", None),
    )
    plain = request(port, "GET", "/big")
    packed = request(port, "GET", "/big", {"Accept-Encoding": "br, gzip;q=0.5"})
    same(
        "gzip",
        (packed.headers.get("content-encoding"), packed.headers.get("vary")),
        ("gzip", "Accept-Encoding"),
    )
    same(
        "gzip holds the page",
        gzip.decompress(packed.body) == plain.body and len(packed.body) < len(plain.body) // 3,
        True,
    )
    for name, value in [
        ("none", ""),
        ("q=0", "gzip;q=0"),
        ("q=0.0", "gzip;q=0.0"),
        ("identity", "identity"),
    ]:
        same(
            f"no gzip: {name}",
            request(port, "GET", "/big", {"Accept-Encoding": value}).headers.get(
                "content-encoding"
            ),
            None,
        )
    same(
        "no gzip where secrets may be",
        request(port, "GET", "/big/secret", {"Accept-Encoding": "gzip"}).headers.get(
            "content-encoding"
        ),
        None,
    )
    again = request(port, "GET", "/big", {"If-None-Match": plain.headers["etag"]})
    same("not modified", (again.status, again.body), (304, b""))
    same("modified", request(port, "GET", "/big", {"If-None-Match": 'W/"0"'}).status, 200)
    same(
        "kept forever",
        request(port, "GET", "/asset").headers["cache-control"],
        "public, max-age=31536000, immutable",
    )
    file = request(port, "GET", "/file")
    same(
        "a download from a descriptor",
        (file.body == plain.body, file.headers["content-disposition"]),
        (
            True,
            (
                'attachment; filename="kaarten __l__ve.zip";'
                " filename*=UTF-8''kaarten%20%C3%A9l%C3%A8ve.zip"
            ),
        ),
    )


def keep_alive(driver):
    with Link(driver.ports[0]) as link:
        statuses = []
        for i in range(50):
            link.send(
                b"GET /tiny?%d HTTP/1.1\r\nHost: a\r\n\r\n" % i
                if i % 2
                else P + H + FORM + b"Content-Length: 3\r\n\r\na=1"
            )
            statuses.append(link.answer().status)
        same("50 requests on one connection", statuses, [200] * 50)
        link.send(b"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
        link.answer()
        link.send(P + H + FORM + b"Content-Length: 1001\r\n\r\n" + b"a" * 1001)
        link.answer()
        link.send(G + H + b"\r\n")
        same("404 and 413 keep the connection", link.answer().status, 200)
    with Link(driver.ports[0]) as link:
        link.send((G + H + b"\r\n") * 20)
        same("20 requests at once", [link.answer().status for _ in range(20)], [200] * 20)
    with Link(driver.ports[0]) as link:
        for byte in P + H + FORM + b"Content-Length: 3\r\n\r\na=1":
            link.send(bytes([byte]))
        same("byte by byte", link.answer().status, 200)
