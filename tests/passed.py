"""A server whose listening sockets the test holds, as systemd does, so that requests wait while it
restarts.
"""
import fcntl
import os
import socket
import subprocess


def listening(port=0):
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", port))
    held.listen(1024)
    return held


def serve(program, env, loket, mijn, log):
    """Starts `leerid serve` as systemd does: descriptors 3 and 4, with names."""

    def place():
        first, second = (
            fcntl.fcntl(held.fileno(), fcntl.F_DUPFD, 10) for held in (loket, mijn)
        )  # either may already be 3 or 4
        os.dup2(first, 3)
        os.dup2(second, 4)

    env = {
        **env,
        "LEERID_LOKET_LISTEN": "systemd:loket",
        "LEERID_MIJN_LISTEN": "systemd:mijn",
        "LISTEN_FDS": "2",
        "LISTEN_FDNAMES": "loket:mijn",
    }
    # exec keeps the process id that LISTEN_PID contains
    return subprocess.Popen(
        ["sh", "-c", 'LISTEN_PID=$$ exec "$0" serve', program],
        env=env,
        preexec_fn=place,
        pass_fds=(3, 4),
        stdout=log,
        stderr=log,
    )
