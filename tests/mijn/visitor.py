"""A browser without scripts: cookies and forms; redirects are followed explicitly, so that each
response can be checked.
"""
import html
import http.client
import re
import urllib.parse


class Answer:
    def __init__(self, status, headers, body, path):
        self.status, self.headers, self.path = status, headers, path
        self.text = body.decode(errors="replace")  # documents too
        self.location = headers.get("Location", "")

    @property
    def title(self):
        return (
            html.unescape(re.search(r"<title>(.*?) – LeerID</title>", self.text)[1])
            if "<title>" in self.text
            else ""
        )

    @property
    def csrf(self):
        return re.search(r'name="csrf" value="([^"]+)"', self.text)[1]

    def says(self, words):
        return words in html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", self.text)))


class Visitor:
    def __init__(self, address, door=None, source="127.0.0.1"):
        """door: port of one server, when another server has the address. source: client address, in
        127.0.0.0/8.
        """
        self.origin = address
        self.host, self.port = address.split("://")[1].split(":")
        self.door, self.source = int(door or self.port), source
        self.cookies = {}
        self.headers = {}  # additional headers of every request
        self.visited = []  # every requested address, and every redirect target

    def ask(self, method, path, body=None, kind="application/x-www-form-urlencoded"):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.door, timeout=30, source_address=(self.source, 0)
        )
        headers = {
            "Host": f"{self.host}:{self.port}",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            **self.headers,
        }
        if not self.cookies:
            del headers["Cookie"]
        if body is not None:
            headers |= {
                "Content-Type": kind,
                "Origin": self.origin,
                "Sec-Fetch-Site": "same-origin",
            }
        self.visited.append(path)
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        data = reply.read()
        for line in reply.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            if "Max-Age=0" in line or value == "":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        connection.close()
        answer = Answer(reply.status, reply.headers, data, path)
        if answer.location:
            self.visited.append(answer.location)
        return answer

    def get(self, path):
        return self.ask("GET", path)

    def follow(self, answer):
        """Follows redirects; returns the last page."""
        for _ in range(5):
            if answer.status != 303:
                return answer
            answer = self.get(answer.location.split("#")[0])
        raise AssertionError("redirected without end")

    def post_fields(self, path, fields):
        """A form of (name, value) pairs; a name may occur twice."""
        return self.ask("POST", path, urllib.parse.urlencode(fields))

    def post(self, path, csrf, **fields):
        return self.post_fields(path, {"csrf": csrf, **fields})

    def sign_in(self, username, tab="", **fields):
        """Opens the personal page and sends the form; returns the response without following it. A
        page that shows a pause has no form. tab: handle of the request that waits in this tab.
        """
        page = self.get(f"/{username}" + (f"?verder={tab}" if tab else ""))
        return (
            page
            if page.status == 503
            else self.post(f"/{username}", page.csrf, **({"verder": tab} if tab else {}), **fields)
        )

    def tap(self, username, names, order):
        """Selects pictures one by one, as without scripts; returns the response to the
        last button."""
        page = self.get(f"/{username}")
        for name in names:
            page = self.follow(self.post(f"/{username}", page.csrf, p=order.index(name)))
        return self.post(f"/{username}", page.csrf, doe="klaar")
