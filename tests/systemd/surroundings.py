"""The environment of the service: its database, a proxy, certificates, addresses, secrets."""
import http.client
import shutil
import socket
import ssl
import threading
import time

import postgres
import runbook
from cluster import wait_for
from tap import report
from unit_load import ROOT, health_at


def database_comes_late(machine):
    """A database that is unreachable for longer than systemd's start limit, five starts in ten
    seconds.
    """
    machine.sh(
        "cp -p /etc/leerid/leerid.env /etc/leerid/before; echo"
        " 'LEERID_DATABASE=postgresql://leerid@/leerid?host=/run/db' >>/etc/leerid/leerid.env"
    )
    machine.say("systemctl", "start", "leerid-loket.socket", "leerid-mijn.socket")
    begin, starts = time.monotonic(), 0
    machine.say("systemctl", "start", "--no-block", "leerid.service")
    answers = []
    asking = threading.Thread(
        target=lambda: answers.append(health_at(("127.0.0.1", 8080), "localhost:8080", 200))
    )
    asking.start()  # new requests do not help and wait
    while starts < 8 and time.monotonic() - begin < 60:
        time.sleep(0.5)
        starts = int(
            machine.say("systemctl", "show", "-P", "NRestarts", "leerid").stdout.strip() or 0
        )
    units = machine.say(
        "systemctl", "is-active", "leerid-loket.socket", "leerid-mijn.socket", "leerid.service"
    ).stdout.split()
    limit = machine.say(
        "systemctl", "show", "-P", "StartLimitIntervalUSec", "leerid"
    ).stdout.strip()
    report(
        starts >= 8 and limit == "0" and units[:2] == ["active"] * 2 and "failed" not in units,
        (
            f"without its database it is tried {starts} times in {time.monotonic() - begin:.0f} s,"
            " the sockets stay"
        ),
        f"{units}\n{machine.said()}",
    )
    if not postgres.available():
        return machine.sh(
            "systemctl stop leerid leerid-loket.socket leerid-mijn.socket; mv /etc/leerid/before"
            " /etc/leerid/leerid.env"
        )
    as_user = f"setpriv --reuid=nobody --regid=nogroup --clear-groups {postgres.BIN}"
    made = machine.sh(
        f"install -d -o nobody /run/db; cd /; {as_user}/initdb -D /run/db/data -U leerid -A trust"
        f" --locale=C -E UTF8 --no-sync >/dev/null; {as_user}/pg_ctl -D /run/db/data -l /run/db/log"
        " -o '-c listen_addresses= -c unix_socket_directories=/run/db' -w start >/dev/null;"
        f" {as_user}/createdb -h /run/db -U leerid leerid; leerid db-copy --to"
        " 'postgresql://leerid@/leerid?host=/run/db'"
    )
    begin = time.monotonic()
    asking.join(90)
    wait_for(
        "the unit",
        lambda: machine.say("systemctl", "is-active", "leerid").stdout.strip() == "active",
        20,
    )
    report(
        made.returncode == 0
        and answers == [200]
        and machine.say("systemctl", "is-active", "leerid").stdout.strip() == "active",
        (
            f"and comes up by itself when the database is there, {time.monotonic() - begin:.1f} s;"
            " who waited gets an answer"
        ),
        f"{answers} {made.stderr}\n{machine.said()}",
    )
    machine.sh(
        "systemctl stop leerid leerid-loket.socket leerid-mijn.socket; mv /etc/leerid/before"
        f" /etc/leerid/leerid.env; {as_user}/pg_ctl -D /run/db/data -m fast stop"
    )


def behind_a_proxy(machine):
    """The drop-ins of the runbook for a server whose proxies are on other machines."""
    machine.sh("mv /etc/leerid/leerid.env /etc/leerid/leerid.before")
    done = machine.sh(runbook.block("mkdir -p /etc/systemd/system/leerid-loket.socket.d"))
    units = machine.say(
        "systemctl", "is-active", "leerid-loket.socket", "leerid-mijn.socket", "leerid.service"
    ).stdout.split()
    report(
        done.returncode == 0 and units == ["active"] * 3,
        (
            "the drop-ins of a region: sockets on the address of the machine, before the network"
            " has it"
        ),
        f"{units} {done.stderr}\n{machine.said()}",
    )
    machine.say("ip", "addr", "add", "10.0.0.11/32", "dev", "lo")
    wanted = {
        ("10.0.0.11", 8081): 200,
        ("10.0.0.11", 8080): 200,
        ("127.0.0.1", 8081): 0,
        ("127.0.0.1", 8080): 0,
    }
    hosts = {8081: "loket.example.be", 8080: "mijn.example.be"}
    wait_for("a site", lambda: health_at(("10.0.0.11", 8081), hosts[8081]) == 200, 20)
    got = {address: health_at(address, hosts[address[1]]) for address in wanted}
    report(
        got == wanted,
        "asked as HAProxy asks they answer there, and nowhere else",
        f"{got}\n{machine.said()}",
    )
    text = machine.say("leerid", "--json", "settings").stdout
    report(
        all(s in text for s in ("10.0.0.1, 10.0.0.2", "https://loket.example.be")),
        "with the settings of the runbook",
        text,
    )


def certificates(machine):
    """HAProxy with the deployed configuration, and a new certificate as in the runbook."""

    def made(name):
        machine.sh(
            "cd /etc/haproxy; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1"
            " -nodes -days 2 -subj /CN=loket.example.be -addext"
            " subjectAltName=DNS:loket.example.be -keyout key.pem -out cert.pem 2>/dev/null; cat"
            f" cert.pem key.pem >{name}"
        )

    def shown():
        """Returns the certificate that is presented, and the response of the site."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        try:
            with context.wrap_socket(
                socket.create_connection(("127.0.0.1", 443), timeout=20),
                server_hostname="loket.example.be",
            ) as link:
                link.sendall(
                    b"GET /healthz HTTP/1.1\r\nHost: loket.example.be\r\nConnection: close\r\n\r\n"
                )
                return link.getpeercert(True), int(link.makefile("rb").readline().split()[1])
        except OSError:
            return b"", 0

    if not shutil.which("haproxy"):
        return
    machine.sh("mkdir -p /etc/haproxy/certs")
    text = (
        (ROOT / "deploy/haproxy/haproxy.cfg").read_text().replace("maxconn 20000", "maxconn 200")
    )  # the limit of open files is low here
    machine.sh(f"cat >/etc/haproxy/haproxy.cfg <<'END'\n{text}\nEND\n")
    made("certs/loket.pem")
    started = machine.sh("haproxy -c -f /etc/haproxy/haproxy.cfg; systemctl start haproxy")
    wait_for("HAProxy", lambda: shown()[1] == 200, 30)
    old = shown()[0]
    made("nieuw.pem")
    done = machine.sh(
        "cd /etc/haproxy\n"
        + runbook.block("install -m 0600 nieuw.pem /etc/haproxy/certs/loket.pem")
    )
    wait_for("the new certificate", lambda: shown()[0] not in (b"", old), 30)
    report(
        started.returncode == done.returncode == 0 and shown()[1] == 200,
        "HAProxy in front as deployed; a new certificate comes with a reload",
        started.stderr + done.stderr,
    )
    machine.sh("systemctl stop haproxy")


def addresses(machine):
    """A provider at a public address: the failure is logged, and a drop-in allows the address."""
    machine.sh(
        "echo 'staff_issuer = https://203.0.113.5' >>/etc/leerid/leerid.conf; systemctl restart"
        " leerid"
    )
    wait_for("a site", lambda: health_at(("10.0.0.11", 8081), "loket.example.be") == 200, 20)
    link = http.client.HTTPConnection("10.0.0.11", 8081, timeout=20)
    link.request("GET", "/aanmelden/organisatie", headers={"Host": "loket.example.be"})
    status = link.getresponse().status
    said = machine.sh("journalctl --no-pager -u leerid -n 20 | grep event=call_failed").stdout
    report(
        status == 403 and "to=https://203.0.113.5 " in said and "IPAddressAllow" in said,
        "a failed call is logged, with where to look",
        f"{status} {said}{machine.said()}",
    )
    done = machine.sh(runbook.block("printf '[Service]\\nIPAddressAllow"))
    allowed = machine.say("systemctl", "show", "-P", "IPAddressAllow", "leerid").stdout
    report(
        done.returncode == 0 and "203.0.113.5" in allowed and "10.0.0.0" in allowed,
        "and the drop-in opens the way there",
        allowed + done.stderr,
    )


def secrets_of_the_service(machine):
    """A file of root with mode 0600 reaches the service only as a credential."""
    machine.sh(
        "printf 'name:password\\n' >/etc/leerid/smtp; chmod 0600 /etc/leerid/smtp; printf 'smtp_url"
        " = smtp://127.0.0.1:2525\\nmail_from = leerid@example.org\\n' >>/etc/leerid/leerid.conf"
    )
    folder = "/etc/systemd/system/leerid.service.d"
    machine.sh(
        f"mkdir -p {folder}; printf"
        " '[Service]\\nEnvironment=LEERID_SMTP_CREDENTIALS=/etc/leerid/smtp\\n'"
        f" >{folder}/smtp.conf; systemctl daemon-reload; systemctl restart leerid || :; sleep 2"
    )
    said = machine.sh("journalctl --no-pager -u leerid -n 20").stdout
    report(
        "smtp_credentials" in said
        and machine.say("systemctl", "is-active", "leerid").stdout.strip() != "active",
        "the file itself is closed to it, and it says so",
        said,
    )
    done = machine.sh(runbook.block("printf '[Service]\\nLoadCredential"))
    wait_for("a site", lambda: health_at(("10.0.0.11", 8081), "loket.example.be") == 200, 20)
    mode = machine.say("stat", "-c", "%U %a", "/etc/leerid/smtp").stdout.strip()
    report(
        done.returncode == 0 and mode == "root 600",
        "as a credential it is read",
        f"{mode} {done.stderr}\n{machine.said()}",
    )


def settings_nobody_reads(machine):
    """As after an umask of 077: the service does not start with other settings than intended."""
    for path, mode, back in (
        ("/etc/leerid/leerid.conf", "0600", "0644"),
        ("/etc/leerid", "0700", "0755"),
    ):
        log = lambda: machine.sh("journalctl --no-pager -u leerid").stdout  # noqa: E731
        before = len(log())
        machine.sh(f"chmod {mode} {path}; systemctl restart leerid || :; sleep 2")
        said = log()[before:]
        report(
            "leerid.conf kan niet gelezen worden" in said and "0644" in said and "status=2" in said,
            f"{path} {mode}: it says what it cannot read, and who must be able to",
            said,
        )
        machine.sh(f"chmod {back} {path}; systemctl reset-failed leerid; systemctl restart leerid")
    wait_for("a site", lambda: health_at(("10.0.0.11", 8081), "loket.example.be") == 200, 20)


def drills(machine):
    done = machine.say("systemctl", "start", "drill")
    lines = machine.say("cat", "/run/drill").stdout.splitlines()
    report(
        done.returncode == 0
        and len(lines) >= 20
        and not [line for line in lines if not line.startswith("denied")],
        f"what it must not be able to do is denied: {len(lines)} attempts",
        "\n".join(lines) + done.stderr,
    )
