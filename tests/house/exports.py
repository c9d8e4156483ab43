"""Names of exported functions: the first words lead to the header that declares them.

A function that header foo_bar.h of folder baz declares begins with foo_bar_, foo_ or baz_ (also in
the singular), or with a family that FAMILIES gives this header. A family belongs to one folder.
"""
import re
from pathlib import PurePosixPath

FAMILIES = {
    "src/base/clock.h": ("monotonic", "random", "steady"),
    "src/base/day.h": ("school_year",),
    "src/base/encode.h": ("base64", "base64url", "hex"),
    "src/base/file.h": ("folder",),
    "src/base/rc.h": ("fault",),
    "src/base/wait.h": ("child",),
    "src/crypto/jose.h": ("signing_keys",),
    "src/crypto/key_ring.h": ("ring",),
    "src/crypto/token.h": ("totp",),
    "src/document/card.h": ("fonts", "stock"),
    "src/document/layout.h": ("dealing",),
    "src/document/pdf_file.h": ("object",),
    "src/domain/bulk_plan.h": ("name_set",),
    "src/domain/oidc_uri.h": ("uri",),
    "src/domain/rights.h": ("role",),
    "src/domain/roster_identity.h": ("evidence",),
    "src/format/form.h": ("cookie", "multipart"),
    "src/format/input.h": ("csv", "text_input"),
    "src/format/sheet_values.h": ("cell",),
    "src/format/table.h": ("csv", "workbook"),
    "src/http/finish.h": ("response",),
    "src/http/peer.h": ("net", "proxies"),
    "src/main/command.h": ("cli",),
    "src/main/config.h": ("setting",),
    "src/main/doctor.h": ("check",),
    "src/sample/names.h": ("origin",),
    "src/service/bulk/bulk_create.h": ("outcome",),
    "src/service/oidc/oidc_logout.h": ("logout",),
    "src/service/service.h": ("actor", "note", "proof", "secret"),
    "src/service/sign_in/email.h": ("forgotten",),
    "src/service/sign_in/pupil_device.h": ("device",),
    "src/service/sign_in/pupil_sign_in.h": ("tapped_row",),
    "src/service/sign_in/pupil_work.h": ("asked_name",),
    "src/service/staff/preferences.h": ("card_choice", "filter", "filters", "sheet", "sheets"),
    "src/service/staff/staff_passkey.h": ("passkey",),
    "src/service/throttle_store.h": ("bucket",),
    "src/store/copy.h": ("db",),
    "src/store/postgres.h": ("queue",),
    "src/store/row.h": ("column", "db", "history", "put_many", "tx", "value"),
    "src/store/state.h": ("db", "tx"),
    "src/store/store.h": ("db", "history"),
    "src/web/page.h": ("tr",),
    "src/web/seen.h": ("sessions_seen",),
    "src/web/web.h": ("visit",),
}
# Names that something else fixes, and why.
FIXED = {"rand": "declared to make its use an error"}
DECLARED = re.compile(r"^(?!static|typedef|#|\s|\*)[A-Za-z_][\w\s*(),]*?\b([a-z]\w+)\s*\(", re.M)


def exports(text):
    """Returns the functions that a header declares."""
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    plain = re.sub(r"\{[^{}]*\}", "{}", re.sub(r"\{[^{}]*\}", "{}", plain))
    return [n for n in DECLARED.findall(plain) if n != "sizeof" and not n.startswith("__")]


def prefixes(name):
    path = PurePosixPath(name)
    words = path.stem.split("_")
    own = {path.stem, words[0], path.parent.name}
    return own | {word.removesuffix("s") for word in own} | set(FAMILIES.get(name, ()))


def faults(files):
    folders = {}
    for header, families in FAMILIES.items():
        for family in families:
            folders.setdefault(family, set()).add(PurePosixPath(header).parent.as_posix())
    yield from (f"{f} belongs to {sorted(where)}" for f, where in folders.items() if len(where) > 1)
    for name, text in files:
        if not (name.startswith("src/") and name.endswith(".h")):
            continue
        own = prefixes(name)
        for function in exports(text):
            if function not in FIXED and not any(
                function == word or function.startswith(word + "_") for word in own
            ):
                yield f"{name}: {function}: no prefix of this header"


def missed():
    text = (
        "int a_b(void);\nint c_d(int a, void (*f)(int));\nstatic inline int e(void) { return 1; }\n"
    )
    return (
        [] if len(list(faults([("src/x/a.h", text)]))) == 1 else ["an export with a foreign name"]
    )
