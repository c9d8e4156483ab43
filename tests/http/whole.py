"""The maximum of headers, cookies and fields is accepted, and one more is rejected."""
from tap import same


def arrives_whole(request, port):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for count in 24, 25, 90:
        sent = {f"X-{i}": str(i) for i in range(count)}
        lines = request(port, "GET", "/echo", sent).body.decode().splitlines()
        same(
            f"{count} headers arrive",
            [line for line in lines if line in (f"headers {count + 1}", f"headers {count + 2}")]
            != [],
            True,
        )
    crumbs = {f"c{i}": str(i) for i in range(120)}
    lines = (
        request(port, "GET", "/echo", {"Cookie": "; ".join(f"{k}={v}" for k, v in crumbs.items())})
        .body.decode()
        .splitlines()
    )
    same("120 cookies arrive", [k for k, v in crumbs.items() if f"cookie {k}={v}" not in lines], [])
    lengths = 1, 4000, 8000, 14000, 17000, 18000, 19000, 60000
    for heading, least in (0, 14000), (4096, 8000), (12288, 4000):
        got = [
            request(
                port,
                "POST",
                "/back",
                {"Content-Type": "a/b", "X-Long": "h" * heading},
                b"a" * length,
            )
            for length in lengths
        ]
        same(
            (
                f"a header of an answer is sent whole or told to be too long, with {heading} bytes"
                " asked"
            ),
            [
                length
                for answer, length in zip(got, lengths)
                if (answer.status, answer.headers.get("location")) != (303, "/echo?" + "a" * length)
                and (answer.status != 413 or length <= least or b"413" not in answer.body)
            ],
            [],
        )
    many = "&".join(f"l={i}" for i in range(20000))
    same(
        "20,000 fields",
        request(port, "POST", "/upload", form, many.encode()).body.count(b"form l="),
        20000,
    )
    same(
        "20,001 fields",
        request(port, "POST", "/upload", form, (many + "&l=1").encode()).status,
        413,
    )
