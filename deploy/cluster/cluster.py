"""A complete region on one machine, for trial: etcd, two PostgreSQL nodes under Patroni (primary
and synchronous standby), two LeerID servers and HAProxy.

All programs come from Debian packages: patroni etcd-server haproxy postgresql-15. All files are
in one folder; started processes are stopped by their process id.
"""
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
LEERID = Path(os.environ.get("LEERID_BUILD", HERE.parent.parent / "build")) / "leerid"
BIN = Path("/usr/lib/postgresql/15/bin")
NEEDED = {"patroni": "patroni", "etcd": "etcd-server", "haproxy": "haproxy"}

PATRONI = """
scope: leerid
name: {name}
restapi: {{listen: "127.0.0.1:{rest}", connect_address: "127.0.0.1:{rest}"}}
etcd3: {{host: "127.0.0.1:{etcd}"}}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 4
    maximum_lag_on_failover: 1048576
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters:
        max_connections: 100
        synchronous_commit: "on"
        wal_level: replica
        hot_standby: "on"
        wal_log_hints: "on"
        archive_mode: "on"
        archive_timeout: 60
        archive_command: "{top}/postgresql/archive-wal %p %f {top}/backup"
  initdb: [{{encoding: UTF8}}, {{locale: C}}, data-checksums]
  pg_hba:
    - "local all all trust"
    - "host all all 127.0.0.1/32 trust"
    - "host replication all 127.0.0.1/32 trust"
postgresql:
  listen: "127.0.0.1:{port}"
  connect_address: "127.0.0.1:{port}"
  data_dir: "{top}/{name}"
  bin_dir: "{bin}"
  pgpass: "{top}/{name}.pass"
  authentication:
    superuser: {{username: leerid, password: try}}
    replication: {{username: replica, password: try}}
    rewind: {{username: rewind, password: try}}
  parameters: {{unix_socket_directories: "{top}"}}
"""

# One line of key=value for each request, as the program itself logs.
REQUEST_LOG = (
    "event=proxy_request client=%ci client_port=%cp id=%ID frontend=%ft backend=%b server=%s"
    " method=%HM status=%ST ms=%Ta bytes=%B end=%tsc"
)
HAPROXY = """
global
    maxconn 2000
defaults
    mode http
    log stdout format raw local0 info
    log-format "{log_format}"
    unique-id-format %[uuid(4),bytes(24,12),upper]
    unique-id-header X-Request-ID
    option forwardfor
    option http-server-close
    timeout connect 3s
    timeout client 30s
    timeout server 60s
    retries 2
    retry-on conn-failure empty-response
    option redispatch
{sites}
"""
SITE = """
frontend {name}
    bind 127.0.0.1:{port}
    http-request disable-l7-retry if METH_POST
    http-request del-header X-Request-ID
    default_backend {name}
backend {name}
    balance {balance}
    option httpchk GET /healthz
    http-check send hdr Host localhost
    default-server check inter 1s fall 2 rise 1
    server a 127.0.0.1:{a}
    server b 127.0.0.1:{b}
"""


def missing():
    """Returns the missing Debian packages."""
    return [package for program, package in NEEDED.items() if not shutil.which(program)] + (
        [] if BIN.exists() else ["postgresql-15"]
    )


def free_ports(count):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [h.getsockname()[1] for h in held]
    for h in held:
        h.close()
    return ports


def haproxy_config(ports):
    """Returns the configuration of both sites at the ports loket and mijn, each with the servers a
    and b.
    """
    balance = {"loket": "hash req.cook(loket)\n    hash-type consistent", "mijn": "roundrobin"}
    return HAPROXY.format(
        log_format=REQUEST_LOG,
        sites="".join(
            SITE.format(name=n, port=ports[n], a=ports[f"{n}_a"], b=ports[f"{n}_b"], balance=b)
            for n, b in balance.items()
        ),
    )


def wait_for(what, question, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return
        time.sleep(0.1)
    raise RuntimeError(f"{what}: not within {seconds} s")


class Cluster:
    def __init__(self, top):
        self.top = Path(top)
        self.running = {}
        self.as_user = (
            ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
            if os.getuid() == 0
            else []
        )
        names = (
            "etcd",
            "peer",
            "rest1",
            "rest2",
            "db1",
            "db2",
            "loket",
            "mijn",
            "loket_a",
            "loket_b",
            "mijn_a",
            "mijn_b",
        )
        self.ports = dict(zip(names, free_ports(len(names))))
        self.url, self.owner_url = (
            f"postgresql://{login}:try@127.0.0.1:{self.ports['db1']},127.0.0.1:{self.ports['db2']}"
            "/leerid"
            "?tcp_user_timeout=5000&connect_timeout=3"
            for login in ("leerid_web", "leerid")
        )

    def start(self, name, command, as_user=False, env=None):
        with open(self.top / f"{name}.log", "a") as log:
            self.running[name] = subprocess.Popen(
                [*(self.as_user if as_user else []), *map(str, command)],
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                env={**os.environ, **(env or {})},
            )

    def stop(self, name, with_signal=signal.SIGTERM):
        child = self.running.pop(name, None)
        if child is not None and child.poll() is None:
            child.send_signal(with_signal)
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def patroni(self, number):
        name, file = f"node{number}", self.top / f"node{number}.yml"
        file.write_text(
            PATRONI.format(
                name=name,
                rest=self.ports[f"rest{number}"],
                etcd=self.ports["etcd"],
                port=self.ports[f"db{number}"],
                top=self.top,
                bin=BIN,
            )
        )
        self.start(name, ["patroni", file], as_user=True)

    def role(self, number):
        """Returns "primary", "replica", or "" when the node does not answer."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.ports[f'rest{number}']}/patroni", timeout=1
            ) as answer:
                state = json.load(answer)
        except OSError:
            return ""
        return (
            {"master": "primary"}.get(state.get("role"), state.get("role"))
            if state.get("state") == "running"
            else ""
        )

    def synchronous(self):
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.ports['rest2']}/cluster", timeout=1
            ) as answer:
                return any(m.get("role") == "sync_standby" for m in json.load(answer)["members"])
        except OSError:
            return False

    def leerid(self, *words, owner=False):
        env = {
            **os.environ,
            "LEERID_STATE": str(self.top / "state"),
            "LEERID_DATABASE": self.owner_url if owner else self.url,
        }
        return subprocess.run(
            [LEERID, *map(str, words)], env=env, capture_output=True, text=True, check=False
        )

    def server(self, name):
        self.start(
            f"leerid-{name}",
            [LEERID, "serve"],
            env={
                "LEERID_STATE": str(self.top / "state"),
                "LEERID_DATABASE": self.url,
                "LEERID_LOKET_LISTEN": f"127.0.0.1:{self.ports[f'loket_{name}']}",
                "LEERID_MIJN_LISTEN": f"127.0.0.1:{self.ports[f'mijn_{name}']}",
                "LEERID_LOKET_URL": f"http://localhost:{self.ports['loket']}",
                "LEERID_MIJN_URL": f"http://localhost:{self.ports['mijn']}",
                "LEERID_TRUSTED_PROXIES": "127.0.0.1",
            },
        )

    def healthy(self, port):
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.ports[port]}/healthz", timeout=2
            ) as answer:
                return answer.status == 200
        except OSError:
            return False

    def databases(self):
        self.top.chmod(0o755)
        shutil.copytree(HERE.parent / "postgresql", self.top / "postgresql")
        (self.top / "backup/wal").mkdir(parents=True)
        for path in (self.top, self.top / "backup", self.top / "backup/wal"):
            if self.as_user:
                shutil.chown(path, "nobody", "nogroup")
        client, peer = (f"http://127.0.0.1:{self.ports[p]}" for p in ("etcd", "peer"))
        self.start(
            "etcd",
            [
                "etcd",
                "--name",
                "try",
                "--data-dir",
                self.top / "etcd",
                "--listen-client-urls",
                client,
                "--advertise-client-urls",
                client,
                "--listen-peer-urls",
                peer,
                "--initial-advertise-peer-urls",
                peer,
                "--initial-cluster",
                f"try={peer}",
                "--unsafe-no-fsync",
            ],
            as_user=True,
        )
        self.patroni(1)
        wait_for("first database node", lambda: self.role(1) == "primary", 60)
        self.patroni(2)
        wait_for("second database node", lambda: self.role(2) == "replica", 60)
        wait_for("synchronous replication", self.synchronous, 30)

    def up(self):
        self.databases()
        subprocess.run(
            [
                BIN / "createdb",
                "-h",
                "127.0.0.1",
                "-p",
                str(self.ports["db1"]),
                "-U",
                "leerid",
                "leerid",
            ],
            check=True,
            env={**os.environ, "PGPASSWORD": "try"},
        )
        done = self.leerid("migrate", owner=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        subprocess.run(
            [
                "psql",
                "-Xq",
                "-v",
                "ON_ERROR_STOP=1",
                f"{self.owner_url}&target_session_attrs=read-write",
                "-f",
                HERE.parent / "postgresql/roles.sql",
            ],
            check=True,
        )
        for name in ("a", "b"):
            self.server(name)
        (self.top / "haproxy.cfg").write_text(haproxy_config(self.ports))
        self.start("haproxy", ["haproxy", "-db", "-f", self.top / "haproxy.cfg"])
        wait_for(
            "the sites through HAProxy", lambda: self.healthy("loket") and self.healthy("mijn"), 30
        )

    def lose(self, number):
        """Kills a node at once: Patroni and PostgreSQL, without a shutdown."""
        child = self.running.pop(f"node{number}")
        postmaster = int((self.top / f"node{number}/postmaster.pid").read_text().split("\n")[0])
        child.kill()
        os.kill(postmaster, signal.SIGKILL)
        child.wait()

    def switch_over(self, to):
        leader = 3 - to
        body = json.dumps({"leader": f"node{leader}", "candidate": f"node{to}"}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.ports[f'rest{leader}']}/switchover",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status == 200

    def down(self):
        for name in ("haproxy", "leerid-a", "leerid-b", "node2", "node1", "etcd"):
            self.stop(name)
