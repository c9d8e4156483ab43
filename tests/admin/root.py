"""Commands run by root work as the owner of the state folder; their output files belong to root."""
import os
import shutil
import subprocess

from place import LEERID, Place

OWNER = 4242


def strangers(folder, owner):
    """Returns the files in folder that do not belong to the owner, or that others may read."""
    found = [
        p
        for p in [folder, *folder.rglob("*")]
        if not p.is_symlink() and (p.lstat().st_uid != owner or p.lstat().st_mode & 0o77)
    ]
    return [f"{p} {p.lstat().st_uid} {p.lstat().st_mode:o}" for p in found]


def state_of(place, owner, private):
    """Creates the state folder of another user; private: behind a symbolic link, in a folder of
    root, as systemd does with DynamicUser.
    """
    real = place.top / "private/leerid" if private else place.state
    real.mkdir(parents=True, mode=0o700)
    os.chown(real, owner, owner)
    if private:
        real.parent.chmod(0o700)
        place.state.symlink_to(real)
    return real


def commands(report, top, name, private):
    place = Place(top)
    real = state_of(place, OWNER, private)
    mine = top / "mine"
    mine.mkdir(mode=0o700)
    place.leerid("sample", "--schools", 1, "--pupils", 200, "--out", mine / "sample")
    roster = mine / "sample/leerlingen.csv"
    roster.chmod(0o600)
    done, passphrase = [], {"LEERID_KEYS_PASSPHRASE": "drie zwarte zwanen"}
    for words in (
        ("migrate",),
        ("school", "add", 2, "Twee"),
        ("import", roster, "--yes"),
        ("staff", "add", "els", "--role", "operator"),
        ("keys", "rotate"),
        ("create", "--school", 2, "--all", "--out", mine / "one.zip"),
        ("create", "--all-schools", "--out", mine / "all"),
        ("cards", "--school", 2, "--all", "--out", mine / "again.zip"),
        ("backup", mine / "copy"),
        ("backup", "--keep", 2, mine / "copies"),
        ("keys", "backup", mine / "keys"),
        ("doctor",),
        ("doctor", "--history"),
    ):
        said = place.leerid(*words, **passphrase)
        done += [] if said.returncode == 0 else [f"{words}: {said.returncode} {said.stderr}"]
    report(not done, f"{name}: what root asks is done", "\n".join(done))
    report(
        not strangers(real, OWNER),
        f"{name}: every file of the state folder is its owner's, and closed to others",
        "\n".join(strangers(real, OWNER)),
    )
    outputs = [p for p in mine.iterdir() if p.name != "sample"]
    wrong = [text for p in outputs for text in strangers(p, 0)]
    report(
        len(outputs) == 6 and not wrong,
        f"{name}: every file that root named is root's",
        [*outputs, *wrong],
    )
    if private:
        done = place.leerid("serve")
        report(
            done.returncode == 1 and "voor root alleen" in done.stderr,
            f"{name}: a server of root's keeps nothing of root, and says what it cannot reach",
            done.stderr,
        )
    place.leerid("restore", mine / "copy", "--yes")
    report(
        not strangers(real, OWNER),
        f"{name}: after a restore too",
        "\n".join(strangers(real, OWNER)),
    )


def rotation(report, place):
    """Copies in a folder: keeps the newest, and other files."""
    place.made()
    folder = place.top / "copies"
    folder.mkdir()
    for name in (
        "leerid-20200101-000000Z.copy",
        "leerid-20200102-000000Z.copy",
        "mine.copy",
        "leerid-old.copy",
    ):
        (folder / name).write_text("x")
    done = place.leerid("--json", "backup", folder, "--keep", 2)
    names = sorted(p.name for p in folder.iterdir())
    report(
        done.returncode == 0
        and len(names) == 4
        and "leerid-20200101-000000Z.copy" not in names
        and {"leerid-20200102-000000Z.copy", "mine.copy", "leerid-old.copy"} < set(names),
        "the newest copies and all other files stay",
        f"{names} {done.stderr}",
    )
    done = place.leerid("backup", folder)
    report(
        done.returncode == 1 and sorted(p.name for p in folder.iterdir()) == names,
        "a folder without --keep is no file",
        done.stderr,
    )


def as_root(report, place):
    if os.geteuid() != 0:
        report(True, "commands of root # SKIP needs root")
        return
    place.top.chmod(0o755)
    place.top.parent.chmod(0o755)
    for name, private in (
        ("a folder of another user", False),
        ("behind a link below a folder of root's", True),
    ):
        top = place.top / ("private" if private else "plain")
        top.mkdir()
        commands(report, top, name, private)
    served = Place(place.top / "served")
    served.top.mkdir()
    state_of(served, OWNER, False)
    os.chown(served.top, OWNER, OWNER)
    served.leerid("migrate")
    server = served.serve()
    try:
        fields = dict(
            line.split(":\t", 1) for line in open(f"/proc/{server.pid}/status") if ":\t" in line
        )
        report(
            fields["Uid"].split() == [str(OWNER)] * 4
            and fields["Gid"].split() == [str(OWNER)] * 4
            and fields["Groups"].split() in ([], [str(OWNER)])
            and int(fields["CapPrm"], 16) == 0,
            "a server that root starts is the owner's, without groups and capabilities",
            {k: fields[k] for k in ("Uid", "Gid", "Groups", "CapPrm")},
        )
    finally:
        served.stop()
    below = Place(place.top / "below")
    below.top.mkdir()
    os.chown(below.top, OWNER, OWNER)
    below.state = below.top / "not/there"
    (below.top / "not").mkdir()
    os.chown(below.top / "not", OWNER, OWNER)
    done = below.leerid("migrate")
    report(
        done.returncode == 0 and not strangers(below.state, OWNER),
        "a state folder that is not there yet is made for the owner of the one above it",
        done.stderr,
    )
    root = Place(place.top / "root")
    root.top.mkdir()
    root.made()
    report(not strangers(root.state, 0), "where all is root's, root stays")
    umask = Place(place.top / "umask")
    umask.top.mkdir()
    subprocess.run(
        ["sh", "-c", f"umask 000; exec {LEERID} migrate"],
        env=umask.env(),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    report(
        not strangers(umask.state, 0),
        "others cannot read it, whatever the umask",
        strangers(umask.state, 0),
    )
    shutil.rmtree(place.top / "plain")
