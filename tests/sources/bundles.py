"""OneRoster bundles, and files of WISA and Informat, made for the tests: valid, faulty, hostile."""
import io
import sys
import zipfile
from pathlib import Path

SCHOOL = 2
GROUP = "4de leerjaar"


def packed(files, compress=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as bundle:
        for name, text in files.items():
            bundle.writestr(name, text if isinstance(text, bytes) else text.encode())
    return out.getvalue()


def files_of(bundle):
    """Returns the files of a bundle: name → text."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def table(header, rows):
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"


USERS = {
    "1.1": "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,"
    "givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password",
    "1.2": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,"
    "preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns",
}
ENROLMENTS = (
    "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,"
    "beginDate,endDate"
)


def user(version, i, status="", changed=""):
    names = f"Voornaam{i % 977}", f"Naam{i % 4999}"
    if version == "1.1":
        return (
            f"u{i},{status},{changed},true,o1,student,,,{names[0]},{names[1]},,{i + 1},,,,,,".split(
                ","
            )
        )
    return f"u{i},{status},{changed},true,,,{names[0]},{names[1]},,{i + 1},,,,,,,,,,,o1,".split(",")


def oneroster(version="1.1", pupils=30, mode="bulk", courses=2, schools=1, **changes):
    """A bundle as the standard asks; changes: other contents of files, None to leave one out."""
    kept = ("users", "classes", "enrollments", "orgs", "academicSessions", "courses")
    files = {
        "manifest.csv": table(
            "propertyName,value",
            [("manifest.version", "1.0"), ("oneroster.version", version)]
            + [(f"file.{name}", mode) for name in kept],
        ),
        "orgs.csv": table(
            "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
            [
                (f"o{n + 1}", "", "", "School", "school", f"{SCHOOL + n:06d}", "")
                for n in range(schools)
            ],
        ),
        "academicSessions.csv": table(
            "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,"
            "schoolYear",
            [("s1", "", "", "2026-27", "schoolYear", "2026-09-01", "2027-06-30", "", "2027")],
        ),
        "courses.csv": table(
            "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,"
            "orgSourcedId,subjects,subjectCodes",
            [("k1", "", "", "s1", "Alles", "", "", "o1", "", "")],
        ),
        "classes.csv": table(
            "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,"
            "location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
            [("c0", "", "", GROUP, "", "k1", "4A", "homeroom", "", "o1", "s1", "", "", "")]
            + [
                (f"c{n}", "", "", f"Vak {n}", "", "k1", "", "scheduled", "", "o1", "s1", "", "", "")
                for n in range(1, courses + 1)
            ],
        ),
        "users.csv": table(USERS[version], [user(version, i) for i in range(pupils)]),
        "enrollments.csv": table(
            ENROLMENTS,
            [
                (
                    f"e{i}-{n}",
                    "",
                    "",
                    f"c{n}",
                    f"o{i % schools + 1}",
                    f"u{i}",
                    "student",
                    "false",
                    "",
                    "",
                )
                for i in range(pupils)
                for n in range(courses + 1)
            ],
        ),
    }
    if version == "1.2":
        files["roles.csv"] = table(
            "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,"
            "orgSourcedId,userProfileSourcedId",
            [
                (f"r{i}", "", "", f"u{i}", "primary", "student", "", "", "o1", "")
                for i in range(pupils)
            ],
        )
    for name, text in changes.items():
        files[f"{name}.csv"] = text
    return packed({name: text for name, text in files.items() if text is not None})


def wisa(pupils=30):
    """Two files, as WISA writes them: commas, nothing quoted, CR LF."""
    lists = table(
        "KLAS,NAAM,VOORNAAM,GEBOORTEDATUM,WISAID,STAMBOEKNUMMER,GESLACHT",
        [
            (
                "4A",
                f"Naam{i}",
                f"Voornaam{i}",
                f"{i % 28 + 1}/{i % 12 + 1}/2017",
                9000 + i,
                i + 1,
                "MV"[i % 2],
            )
            for i in range(pupils)
        ],
    )
    classes = table(
        "KLAS,OMSCHRIJVING,ADMINGROEP,INSTELLINGSNUMMER",
        [("4A", GROUP, "006246", SCHOOL), ("5O", "5 Onthaal, organisatie", "043117", SCHOOL)],
    )
    return lists.replace("\n", "\r\n"), classes.replace("\n", "\r\n")


def informat(pupils=30):
    persons = "".join(
        f"<wsLeerling><pointer>{i}</pointer><Naam>Naam{i}</Naam><Voornaam>Voornaam{i}</Voornaam>"
        f"<geboortedatum>2017-0{i % 9 + 1}-11</geboortedatum></wsLeerling>\n"
        for i in range(pupils)
    )
    enrolments = "".join(
        f"<wsInschrijving><p_persoon>{i}</p_persoon><instelnr>{SCHOOL}</instelnr>"
        f"<Stamnr_kort>{i + 1}</Stamnr_kort><Klascode>4A</Klascode>"
        f"<afdelingsjaar>{GROUP}</afdelingsjaar><status>0</status></wsInschrijving>\n"
        for i in range(pupils)
    )
    return f"<personen>\n{persons}</personen>", f"<inschrijvingen>\n{enrolments}</inschrijvingen>"


def bomb():
    """Enrolments of 2 GB in a bundle of 2 MB."""
    out = io.BytesIO(oneroster(enrollments=None))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle, bundle.open(
        "enrollments.csv", "w", force_zip64=True
    ) as part:
        part.write((ENROLMENTS + "\n").encode())
        block = b"e,,,c0,o1,u0,student,,,\n" * 40000
        for _ in range(2000):
            part.write(block)
    return out.getvalue()


def doubled():
    out = io.BytesIO(oneroster())
    with zipfile.ZipFile(out, "a") as bundle:
        bundle.writestr("USERS.csv", "x")
    return out.getvalue()


def collisions():
    """A pupil in 20,000 schools, so that every list of a join is as long as it can be."""
    return oneroster(
        pupils=1,
        orgs=table("sourcedId,identifier", [(f"o{i}", SCHOOL) for i in range(20000)]),
        enrollments=table(
            ENROLMENTS,
            [(f"e{i}", "", "", "c0", f"o{i}", "u0", "student", "", "", "") for i in range(20000)],
        ),
    )


# name, bytes, words of the message
REFUSED = [
    ("a bomb", bomb, ("te groot", "uitpakken")),
    ("5,001 files", lambda: packed({f"{i}.csv": "" for i in range(5001)}), ("te veel bestanden",)),
    ("a folder", lambda: packed({"x/users.csv": "", "x/enrollments.csv": ""}), ("in een map",)),
    ("an absolute path", lambda: packed({"/tmp/leerid-climbed": "x"}), ("in een map",)),
    ("a path upwards", lambda: packed({"../../tmp/leerid-climbed": "x"}), ("in een map",)),
    ("two files of one name", doubled, ("dezelfde naam",)),
    ("half a bundle", lambda: oneroster()[:-900], ("beschadigd",)),
    ("without classes", lambda: oneroster(classes=None), ("classes.csv",)),
    ("a delta", lambda: oneroster(mode="delta"), ("delta", "--changes")),
    (
        "an entity bomb",
        lambda: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><wsInschrijving>&b;'
        b"</wsInschrijving>",
        ("XML",),
    ),
    ("Informat cut off", lambda: informat()[1][:-300].encode(), ("houdt op midden in",)),
    (
        "names without identifier",
        lambda: oneroster(users=table(USERS["1.1"], [["u0"] + [""] * 17])),
        ("leeg",),
    ),
    ("20,000 places", collisions, ()),
]


if __name__ == "__main__":  # PATH PUPILS: a large bundle
    Path(sys.argv[1]).write_bytes(oneroster("1.2", int(sys.argv[2]), courses=5, schools=4))
