"""systemd in its own namespaces, with the files of this machine under an overlay in memory."""
import ctypes
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT / "deploy/cluster")]
from cluster import wait_for  # noqa: E402

UNITS, LEERID = (
    ROOT / "deploy/systemd",
    Path(os.environ.get("LEERID_BUILD", ROOT / "build-test")) / "leerid",
)
# Units that would reach the machine, or only take time.
MASKED = (
    "systemd-modules-load",
    "systemd-sysctl",
    "systemd-udevd",
    "systemd-udev-trigger",
    "systemd-remount-fs",
    "systemd-timesyncd",
    "systemd-random-seed",
    "systemd-journal-flush",
)
NEWNET = 0x40000000


def run(*words):
    return subprocess.run(
        [*map(str, words)], capture_output=True, text=True, check=False, timeout=60
    )


class Machine:
    """systemd in namespaces; say() runs a command in it, and connections of this process go to its
    network.
    """

    def __init__(self, folder):
        self.folder, self.groups = folder, []
        files = folder / "files"
        for name in (
            "layer",
            "root",
            "files/usr/bin",
            "files/etc/systemd/system/multi-user.target.wants",
            "files/opt",
        ):
            (folder / name).mkdir(parents=True)
        shutil.copy(LEERID, files / "usr/bin/leerid")
        shutil.copy(HERE / "drill.py", files / "opt/drill.py")
        (files / "etc/leerid").mkdir()
        (files / "etc/leerid/leerid.conf").write_text("state = /var/lib/leerid\n")
        (files / "etc/leerid/leerid.env").write_text("LEERID_LOKET_URL=http://localhost:8081\n")
        (files / "etc/leerid/leerid.env").chmod(0o600)
        system = files / "etc/systemd/system"
        for unit in UNITS.iterdir():
            shutil.copy(unit, system / unit.name)
        text = (UNITS / "leerid.service").read_text()
        (system / "drill.service").write_text(
            re.sub(
                r"Type=notify",
                "Type=oneshot",
                re.sub(r"(?m)^(Sockets|Requires|Restart|NotifyAccess)=.*\n", "", text),
            ).replace(
                "ExecStart=/usr/bin/leerid serve",
                "ExecStart=/usr/bin/python3 /opt/drill.py\nStandardOutput=file:/run/drill",
            )
        )
        (system / "try.target").write_text(
            "[Unit]\nRequires=sysinit.target\nAfter=sysinit.target\n"
        )
        for name in MASKED:
            (system / f"{name}.service").symlink_to("/dev/null")
        for place in (
            ("/sys/fs/cgroup",)
            if Path("/sys/fs/cgroup/cgroup.controllers").exists()
            else ("/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified")
        ):
            self.groups.append(Path(place) / f"leerid-test-{os.getpid()}")

    def enter_groups(self):
        for group in self.groups:
            group.mkdir()
            (group / "cgroup.procs").write_text(str(os.getpid()))

    def boot(self):
        with open(self.folder / "console", "w") as console:
            self.unshare = subprocess.Popen(
                ["unshare", "-mpfCniu", "--kill-child", HERE / "boot", self.folder, "try.target"],
                preexec_fn=self.enter_groups,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
            )
        wait_for(
            "systemd",
            lambda: self.unshare.poll() is not None
            or self.first()
            and self.say("systemctl", "is-system-running").stdout.strip() == "running",
            30,
        )
        if self.unshare.poll() is None:
            network = os.open(f"/proc/{self.first()}/ns/net", os.O_RDONLY)
            ctypes.CDLL(None).setns(network, NEWNET)
            os.close(network)
        return self.unshare.poll() is None

    def first(self):
        """Returns systemd's process id outside the namespace; 0 while it is not running."""
        try:
            return int(
                Path(f"/proc/{self.unshare.pid}/task/{self.unshare.pid}/children")
                .read_text()
                .split()[0]
            )
        except (OSError, IndexError):
            return 0

    def say(self, *words):
        return run("nsenter", "-t", self.first(), "-a", *words)

    def sh(self, commands):
        return self.say("sh", "-euc", commands)

    def said(self):
        return (self.folder / "console").read_text(errors="replace") + (
            self.say("journalctl", "--no-pager", "-n", "30").stdout if self.first() else ""
        )

    def main_pid(self):
        return self.say("systemctl", "show", "-P", "MainPID", "leerid").stdout.strip()

    def down(self):
        # kills its child, the first process of the namespace, and with it all others
        self.unshare.kill()
        self.unshare.wait()
        for group in self.groups:
            for path in sorted(group.rglob("*"), reverse=True) + [group]:
                for _ in range(50):
                    try:
                        if path.is_dir():
                            path.rmdir()
                        break
                    except OSError:
                        time.sleep(0.1)
