"""Attempts what the service must not be able to do, under the settings of its unit. Prints one line
each: denied or DONE.
"""
import ctypes
import mmap
import os
import socket
import sys

libc = ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)


def write(path):
    with open(path, "w") as file:
        file.write("x")


def setuid_bit():
    write("/tmp/x")
    os.chmod("/tmp/x", 0o4755)


TRIES = {
    "writes in /usr": lambda: write("/usr/x"),
    "writes in /etc": lambda: write("/etc/x"),
    "writes in /var/lib": lambda: write("/var/lib/x"),
    "reads /root": lambda: os.listdir("/root"),
    "reads the password file": lambda: open("/etc/shadow").read(),
    "opens the memory": lambda: open("/dev/mem"),
    "makes a device": lambda: os.mknod("/tmp/dev", 0o20600, os.makedev(1, 1)),
    "looks into the first process": lambda: open("/proc/1/environ").read(),
    "changes the kernel": lambda: write("/proc/sys/kernel/domainname"),
    "changes a control group": lambda: os.mkdir("/sys/fs/cgroup/systemd/x"),
    "mounts": lambda: call("mount", b"none", b"/tmp", b"tmpfs", 0, None),
    "makes a name space": lambda: call("unshare", 0x10000000),
    "traces": lambda: call("ptrace", 16, 1, None, None),
    "sets the clock": lambda: call("clock_settime", 0, (ctypes.c_long * 2)(1, 1)),
    "names the machine": lambda: call("sethostname", b"x", 1),
    "becomes root": lambda: os.setuid(0),
    "makes a program of root's": setuid_bit,
    "writes where it runs": lambda: mmap.mmap(
        -1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
    ),
    "sends raw packets": lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW),
    "listens to the kernel": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "goes ahead of everybody": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10)),
    "loads a module": lambda: call("syscall", 313, 0, b"", 0),
    "makes a keyring": lambda: call("syscall", 250, 0, -3, 0, 0, 0),
}
for name, attempt in TRIES.items():
    try:
        attempt()
        print(f"DONE {name}")
    except OSError as problem:
        print(f"denied {name}: {os.strerror(problem.errno)}")
sys.stdout.flush()
