"""Continuous requests, and which of them failed."""
import http.client
import threading
import time
from pathlib import Path

from visitor import Visitor

HERE = Path(__file__).resolve().parent


ROOT = HERE.parent.parent


EXPOSURE, RATE = 1.5, 40


class Load:
    """New visitors at a steady rate."""

    def __init__(self):
        self.sent, self.failed, self.ending = 0, [], False
        self.threads = [threading.Thread(target=self.again) for _ in range(4)]
        for thread in self.threads:
            thread.start()

    def again(self):
        while not self.ending:
            try:
                page = Visitor("http://localhost:8080").get("/")
                good = page.status == 200 and page.text.rstrip().endswith("</html>") or page.status
            except OSError as problem:
                good = repr(problem)
            self.sent += 1
            self.failed += [] if good is True else [good]
            time.sleep(4 / RATE)

    def stop(self):
        self.ending = True
        for thread in self.threads:
            thread.join()


def health_at(address, host, seconds=20):
    link = http.client.HTTPConnection(address[0], address[1], timeout=seconds)
    try:
        link.request("GET", "/healthz", headers={"Host": host})
        return link.getresponse().status
    except OSError:
        return 0
    finally:
        link.close()
