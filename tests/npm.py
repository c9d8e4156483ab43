"""Installs the npm packages of a test group from its package-lock.json."""
import hashlib
import platform
import re
import shutil
import subprocess
import sys

OLDEST_NODE = 20


def major(node):
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return int(re.match(r"v(\d+)", done.stdout)[1]) if done.returncode == 0 else 0


def install(folder, with_optional=False):
    """Installs once for each lock file. Prints a failed check and ends the program when it
    cannot."""
    stamp = folder / "node_modules/.installed"
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest() + (
        " node" if with_optional else ""
    )
    if stamp.exists() and stamp.read_text() == wanted:
        return
    for _ in range(2):  # a registry may be unavailable for a moment
        done = subprocess.run(
            [
                "npm",
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                *([] if with_optional else ["--omit=optional"]),
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=600,
        )
        if done.returncode == 0:
            stamp.write_text(wanted)
            return
    print("not ok 1 - npm ci")
    print(
        "".join(f"# {line}\n" for line in done.stdout.decode(errors="replace").splitlines()[-20:]),
        end="",
    )
    sys.exit(1)


def install_with_node(folder):
    """Installs, with Node itself as a package where this machine has none or one that is too old.
    Returns the node to run.
    """
    old = shutil.which("node") is None or major("node") < OLDEST_NODE
    install(folder, with_optional=old)
    cpu = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return folder / f"node_modules/node-linux-{cpu}/bin/node" if old else "node"
