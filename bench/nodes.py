"""Measures several servers and database nodes: restarts under load, the loss of a node, and the
gain of a second application server.
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from common import BUILD, ROOT, median, row
from portal import Portal
from sign_in import Load, Pupil, secrets_of

sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT / "deploy/cluster"))
import cluster  # noqa: E402
import postgres  # noqa: E402

SHARE, PERIOD_US = (
    0.4,
    20000,
)  # of a core for each server: makes its hashing the limit and leaves the rest of the machine idle
CLIENTS, SECONDS, TURNS = 16, 8, 5  # few enough that no request waits two seconds and is rejected


def restarts():
    done = subprocess.run(
        [ROOT / "tests/restart/run"],
        env={**os.environ, "LEERID_RATE": "200", "LEERID_BUILD": str(BUILD)},
        capture_output=True,
        text=True,
        check=False,
    )
    sent, slowest, failed = re.search(
        r"# (\d+) requests, slowest ([\d.]+) s, (\d+) failed", done.stdout
    ).groups()
    yield row(
        "B29",
        "10 restarts under 200 requests a second: failed",
        int(failed),
        "requests",
        most=0,
        note=f"{int(sent):,} sent, slowest {slowest} s",
    )


class Writers:
    """Acknowledged writes through the program, from several threads."""

    def __init__(self, there):
        self.there, self.acknowledged, self.ending, self.numbers, self.lock = (
            there,
            [],
            False,
            iter(range(1000, 900000)),
            threading.Lock(),
        )
        self.threads = [threading.Thread(target=self.write) for _ in range(2)]
        for thread in self.threads:
            thread.start()

    def write(self):
        while not self.ending:
            with self.lock:
                number = next(self.numbers)
            if self.there.leerid("school", "add", number, "x").returncode == 0:
                self.acknowledged.append((time.monotonic(), number))

    def end(self):
        self.ending = True
        for thread in self.threads:
            thread.join()

    def lost(self):
        done = subprocess.run(
            [
                "psql",
                "-XAtq",
                f"{self.there.owner_url}&target_session_attrs=read-write",
                "-c",
                "SELECT school_id FROM school",
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        held = set(map(int, done.stdout.split()))
        return sum(number not in held for _, number in self.acknowledged)


def healthy(there):
    return there.healthy("mijn_a") and there.healthy("mijn_b")


def drill(there):
    there.up()
    writers = Writers(there)
    time.sleep(5)
    begin = time.monotonic()
    there.lose(1)
    cluster.wait_for("the other node", lambda: there.role(2) == "primary", 60)
    promoted = time.monotonic() - begin
    cluster.wait_for("the servers", lambda: healthy(there), 60)
    recovered = time.monotonic() - begin
    time.sleep(3)
    writers.end()
    first = min(at for at, _ in writers.acknowledged if at > begin + 1) - begin
    yield row(
        "B19", "a database node is lost: until writes are acknowledged again", first, "s", most=30
    )
    yield row(
        "B19",
        "… acknowledged writes that are gone",
        writers.lost(),
        "writes",
        most=0,
        note=f"of {len(writers.acknowledged)}",
    )
    yield row(
        "B19",
        "… servers recover by themselves after the new primary is there",
        recovered - promoted,
        "s",
        most=5,
    )
    there.patroni(1)
    cluster.wait_for("the node to come back", lambda: there.role(1) == "replica", 60)
    cluster.wait_for("synchronous replication", there.synchronous, 60)
    begin = time.monotonic()
    there.switch_over(1)
    cluster.wait_for("the servers", lambda: there.role(1) == "primary" and healthy(there), 60)
    yield row(
        "B19",
        "switchover: until both servers can write again",
        time.monotonic() - begin,
        "s",
        most=5,
    )


class Share:
    """A control group (version 1 or 2) that gets a fixed share of a core. Raises OSError where that
    is not permitted.
    """

    def __init__(self, name):
        first = Path("/sys/fs/cgroup/cpu")
        self.folder = (
            first if first.exists() else first.parent
        ) / f"leerid-bench-{os.getpid()}-{name}"
        self.folder.mkdir()
        quota = int(SHARE * PERIOD_US)
        if first.exists():
            (self.folder / "cpu.cfs_period_us").write_text(str(PERIOD_US))
            (self.folder / "cpu.cfs_quota_us").write_text(str(quota))
        else:
            (self.folder / "cpu.max").write_text(f"{quota} {PERIOD_US}")

    def enter(self):
        (self.folder / "cgroup.procs").write_text(str(os.getpid()))

    def remove(self):
        self.folder.rmdir()


class Several(Portal):
    """HAProxy at the addresses of the installation, in front of servers a and b."""

    def __init__(self, pupils, database):
        super().__init__(pupils, database=database, trusted_proxies="127.0.0.1")
        names = [f"{site}_{name}" for site in ("loket", "mijn") for name in "ab"]
        self.ports = {
            "loket": self.loket,
            "mijn": self.mijn,
            **dict(zip(names, cluster.free_ports(len(names)))),
        }
        (self.top / "haproxy.cfg").write_text(cluster.haproxy_config(self.ports))
        self.proxy = subprocess.Popen(
            ["haproxy", "-db", "-f", self.top / "haproxy.cfg"], stdout=self.log, stderr=self.log
        )
        self.servers = {}

    def healthy(self, port):
        return cluster.Cluster.healthy(self, port)

    def serve(self, name, share):
        env = {
            **os.environ,
            **self.env,
            "LEERID_LOKET_LISTEN": f"127.0.0.1:{self.ports[f'loket_{name}']}",
            "LEERID_HASH_WORKERS": "1",
            "LEERID_MIJN_LISTEN": f"127.0.0.1:{self.ports[f'mijn_{name}']}",
        }
        self.servers[name] = subprocess.Popen(
            [BUILD / "leerid", "serve"],
            env=env,
            preexec_fn=share.enter,
            stdout=self.log,
            stderr=self.log,
        )
        cluster.wait_for(
            f"server {name}", lambda: self.healthy(f"mijn_{name}") and self.healthy("mijn"), 30
        )
        time.sleep(2)  # until the proxy has noticed as well

    def leave(self, name):
        server = self.servers.pop(name)
        server.send_signal(signal.SIGTERM)
        server.wait(30)

    def __exit__(self, *_):
        for name in list(self.servers):
            self.leave(name)
        self.proxy.terminate()
        self.proxy.wait(10)
        super().__exit__()


def idle():
    """Returns the idle CPU seconds of the machine."""
    words = Path("/proc/stat").read_text().split("\n")[0].split()
    return (int(words[4]) + int(words[5])) / os.sysconf("SC_CLK_TCK")


def signed_in(pupils):
    """Returns sign-ins per second, the idle share of the machine, and the status of each failed
    response.
    """
    load, begin, before = Load(pupils), time.monotonic(), idle()
    time.sleep(SECONDS)
    answers, seconds, rest = list(load.answers), time.monotonic() - begin, idle() - before
    load.stop()
    other = [status for status, _ in answers if status != 303]
    return (len(answers) - len(other)) / seconds, rest / seconds / os.cpu_count(), other


def turns(there, shares, pupils):
    """Measures one server and two servers in turn; returns the results of signed_in for each."""
    one, two = [], []
    for _ in range(TURNS):
        one.append(signed_in(pupils))
        there.serve("b", shares["b"])
        two.append(signed_in(pupils))
        there.leave("b")
        time.sleep(2)
    return one, two


def second_server():
    shares = {}
    try:
        shares = {name: Share(name) for name in "ab"}
        with postgres.Postgres() as server, Several(400, server.database("several")) as there:
            secrets = secrets_of(there)
            there.serve("a", shares["a"])
            pupils = [Pupil(there, *pair) for pair in secrets[:CLIENTS]]
            for pupil in pupils:
                pupil.sign_in()
            one, two = turns(there, shares, pupils)
        rates = [median([rate for rate, _, _ in runs]) for runs in (one, two)]
        other = Counter(status for _, _, wrong in one + two for status in wrong)
        yield row(
            "scale-out",
            f"sign-ins with a second server, each with {SHARE:g} of a core, times as many",
            rates[1] / rates[0],
            "×",
            least=1.8,
            note=(
                f"{rates[0]:.1f} and {rates[1]:.1f} a second, of {TURNS} turns; with two servers"
                f" {100 * median([rest for _, rest, _ in two]):.0f} % of the machine idle; no"
                f" sign-in: {', '.join(f'{n} × {status}' for status, n in other.items()) or 'none'}"
            ),
        )
    except OSError as problem:
        yield row(
            "scale-out",
            "sign-ins with a second server",
            None,
            "×",
            least=1.8,
            note=f"a share of a core cannot be given: {problem}",
        )
    finally:
        for share in shares.values():
            share.remove()


def rows():
    yield from restarts()
    absent = cluster.missing()
    if absent:
        yield row(
            "B19", "a database node is lost", None, "s", most=30, note=f"needs {' '.join(absent)}"
        )
        return
    with tempfile.TemporaryDirectory(
        prefix="leerid-cluster-", ignore_cleanup_errors=True
    ) as folder:
        there = cluster.Cluster(folder)
        try:
            yield from drill(there)
        finally:
            there.down()
    yield from second_server()
