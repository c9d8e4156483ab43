"""Lists of unknown packages through the command line: columns and groups that people choose are kept
for the next list, and the catalogue of groups."""
import json

from tap import report

STRANGE = "Lln;Roepnaam;Fam. naam;Klas 26-27;Studie\n"
ROWS = "5;Ivo;Cools;K3 Egels;3de kleuterklas\n6;Aya;El Amrani;2A;Zorgklas\n"
MAP = ("Lln=stamnummer", "Fam. naam=naam", "Klas 26-27=klas", "Studie=administratieve groep")


def choices(place, engine):
    def say(name, holds, detail=""):
        report(holds, f"{engine}: {name}", detail)

    def bring(text, *words):
        file = place.top / "strange.csv"
        file.write_text(text)
        done = place.run("import", file, "--school", 2, "--json", *words)
        told = json.loads(done.stdout) if done.stdout else {}
        return done.returncode, told, done.stderr

    code, told, _ = bring(STRANGE + ROWS)
    message = told["errors"][0]["message"]
    say(
        "an unknown header says what is missing",
        code == 3 and "kolomnamen" in message,
        message,
    )
    code, _, told = bring(STRANGE + ROWS, "--map", "Lln=leerling")
    say("an unknown field is refused with the list of fields", code == 2 and "stamnummer" in told)
    code, told, _ = bring(STRANGE + ROWS, "--map", *MAP)
    say(
        "an unknown group is listed",
        code == 3 and told["unknown_groups"] == [{"school": 2, "group": "Zorgklas", "rows": 1}],
        told,
    )
    code, _, told = bring(STRANGE + ROWS, "--map", *MAP, "--groups", "Zorgklas=warm")
    say("a level that does not exist is refused", code == 2 and "Zorgklas=warm" in told, told)
    file = place.top / "groups.txt"
    file.write_text("Zorgklas=lager\n")
    code, told, _ = bring(STRANGE + ROWS, "--map", *MAP, "--groups", str(file), "--dry-run")
    say("a dry run with both is fine", code == 0 and told["new"] == 2, told)
    code, told, _ = bring(STRANGE + ROWS)
    say("and keeps nothing", code == 3, told)
    code, told, _ = bring(STRANGE + ROWS, "--map", *MAP, "--groups", str(file))
    say("the list comes in", code == 0 and told["new"] == 2 and told["applied"], told)
    code, told, _ = bring(STRANGE + ROWS)
    say("the next night needs no hands", code == 0 and told["unchanged"] == 2, told)
    done = place.run("groups", "list", "--school", 2, "--json")
    say(
        "the choice of the group is listed",
        json.loads(done.stdout)["groups"] == [{"group": "Zorgklas", "level": "lager"}],
        done.stdout,
    )
    code, told, _ = bring("stamnr;voornaam;naam;admgroep\n7;Noor;Peeters;De Uiltjes\n", "--dry-run")
    say("another group still asks", code == 3 and len(told["unknown_groups"]) == 1, told)
    say("a school states its level", place.run("groups", "levels", 2, "lager").returncode == 0)
    code, told, _ = bring("stamnr;voornaam;naam;admgroep\n7;Noor;Peeters;De Uiltjes\n", "--dry-run")
    say("then no group asks", code == 0 and told["new"] == 1, told)
    say("an unknown school", place.run("groups", "levels", 99, "lager").returncode == 3)
    place.run("groups", "levels", 2, "lager", "kleuter", "secundair")

    catalogue = place.top / "catalogue.csv"
    catalogue.write_text("Nummer;Omschrijving;Hoofdstructuur\n501;Iets;211\n502;Nog iets;\n")
    done = place.run("groups", "import", catalogue, "--json")
    say(
        "a catalogue comes in",
        json.loads(done.stdout) == {"groups": 1, "left_out": 1},
        done.stdout + done.stderr,
    )
    code, told, _ = bring("stamnr;voornaam;naam;admgroep\n7;Noor;Peeters;000501\n", "--dry-run")
    say("a group known by number only", code == 0 and told["new"] == 1, told)
    catalogue = place.top / "catalogue.json"
    catalogue.write_text(json.dumps([{"nummer": 502, "naam": "X", "hoofdstructuur": "311"}]))
    done = place.run("groups", "import", catalogue, "--json")
    say("the catalogue as JSON", json.loads(done.stdout)["groups"] == 1, done.stdout)
    catalogue.write_text("{}")
    say("a catalogue without groups", place.run("groups", "import", catalogue).returncode == 3)
