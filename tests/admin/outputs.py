"""Output files of commands run by root: only the named file is replaced, whatever is in its place.
"""
import os
import stat

from place import Place

OWNER = 4242


def state_of(top):
    place = Place(top)
    top.mkdir()
    place.state.mkdir(mode=0o700)
    os.chown(place.state, OWNER, OWNER)
    return place.made()


def link_in_the_way(place, target):
    victim = place.top / "victim"
    victim.mkdir()
    (victim / "precious").write_text("x")
    (place.top / f"{target.name}.deel").symlink_to(victim)
    return lambda: (victim / "precious").read_text() == "x" and victim.stat().st_uid == 0


def folder_in_the_way(place, target):
    folder = place.top / f"{target.name}.deel"
    folder.mkdir()
    (folder / "mine").write_text("x")
    return lambda: (folder / "mine").read_text() == "x" and folder.stat().st_uid == 0


def file_in_the_way(place, target):
    file = place.top / f"{target.name}.deel"
    file.write_text("x")
    return lambda: file.read_text() == "x"


def device(place, target):
    os.mkfifo(target)
    return lambda: stat.S_ISFIFO(target.lstat().st_mode)


def link_to_device(place, target):
    os.mkfifo(place.top / "fifo")
    target.symlink_to(place.top / "fifo")
    return target.is_symlink


def killed(place, target):
    folder = place.top / f"{target.name}.deel"
    folder.mkdir()
    (folder / target.name).write_text("half")
    (folder / f"{target.name}-journal").write_text("half")
    return lambda: not folder.exists() and target.stat().st_uid == 0


def open_to_all(place, target):
    target.write_text("before")
    target.chmod(0o666)
    os.chown(target, OWNER, OWNER)
    return lambda: target.stat().st_mode & 0o777 == 0o600 and target.stat().st_uid == 0


def hard_link(place, target):
    (place.top / "other").write_text("x")
    os.link(place.top / "other", target)
    return lambda: (place.top / "other").read_text() == "x" and target.stat().st_nlink == 1


# what is in the way; is the file written
WAYS = (
    ("a link in the place of the work folder", link_in_the_way, False),
    ("a folder of the user's there", folder_in_the_way, False),
    ("a file of the user's there", file_in_the_way, False),
    ("a file that is no ordinary one", device, False),
    ("a link to such a file", link_to_device, False),
    ("what a killed command left", killed, True),
    ("a file that others can write", open_to_all, True),
    ("a second name of another file", hard_link, True),
)


def replaced(report, top):
    if os.geteuid() != 0:
        report(True, "outputs of root # SKIP needs root")
        return
    top.top.chmod(0o755)
    top.top.parent.chmod(0o755)
    for number, (name, prepare, written) in enumerate(WAYS):
        place = state_of(top.top / str(number))
        target = place.top / "out"
        holds = prepare(place, target)
        done = place.leerid("backup", target)
        report(
            (done.returncode == 0) == written and holds(),
            f"{name}: {'replaced as a whole' if written else 'refused, and stays'}",
            f"{done.returncode} {done.stderr}",
        )
    place = state_of(top.top / "own")
    for _ in range(2):
        done = place.leerid("backup", "--keep", 1, place.state / "backup")
    copies = list((place.state / "backup").iterdir())
    report(
        done.returncode == 0
        and len(copies) == 1
        and {p.stat().st_uid for p in [place.state / "backup", *copies]} == {OWNER},
        "in a folder of the service, root's copies are the service's",
        f"{done.stderr} {copies}",
    )
    shell = place.top / "home"
    shell.mkdir()
    (shell / ".profile").write_text("x")
    done = place.leerid("backup", shell / ".profile")
    report(done.returncode == 0, "a hidden file that root names is written", done.stderr)
