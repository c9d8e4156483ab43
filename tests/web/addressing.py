"""Form of address in French and German: "vous" and "Sie" for staff, "tu" and "du" for pupils."""
import html
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import wording  # noqa: E402
from tap import case, check  # noqa: E402

PUPIL_PAGES = [
    ("/", wording.PUPILS),
    ("/niemand.hier", wording.PUPILS),
    ("/hulp", wording.PUPILS),
    ("/privacy", wording.PUPILS),
    ("/toegankelijkheid", wording.PUPILS),
    ("/wachtwoord-vergeten", wording.PUPILS),
    ("/ouders", wording.PARENTS),
]


def texts(answer):
    """Yields each text that a page shows or a screen reader reads, without names of languages,
    which are written in those languages.
    """
    page = re.sub(
        r"<(script|style|svg).*?</\1>|<[^>]*hreflang.*?</a>", " ", answer.text, flags=re.S
    )
    attributes = re.findall(r'(?:title|aria-label|placeholder|alt|data-[a-z]+)="([^"]*)"', page)
    page = re.sub(r"</?(b|span|wbr|small)\b[^>]*>", "", page)
    for text in [*attributes, *re.split(r"<[^>]*>", page)]:
        if text.strip():
            yield " ".join(html.unescape(text).split())


def misaddressed(answer, language, reader):
    pattern = wording.ADDRESS[language, reader]
    flags = 0 if language == "de" else re.I
    return [text for text in texts(answer) if re.search(pattern, text, flags)]


@case
def in_french_and_german_each_page_addresses_its_reader(world):
    seen = {}
    staff = {"manager": world.staff("manager"), "operator": world.staff("operator")}
    for language in ("fr", "de"):
        stranger = world.visitor(world.mijn)
        stranger.get(f"/taal/{language}?terug=/")
        for path, reader in PUPIL_PAGES:
            answer = stranger.get(path)
            wrong = misaddressed(answer, language, reader)
            check(not wrong, f"{language} {path}, read by {reader}: {wrong}")
            seen[language, reader] = seen.get((language, reader), 0) + 1
        wrong = stranger.follow(stranger.sign_in("niemand.hier", wachtwoord=""))
        check(not misaddressed(wrong, language, wording.PUPILS), f"{language}: an empty password")
        for name, visitor in staff.items():
            visitor.get(f"/taal/{language}?terug=/hulp")
            for route in world.routes:
                path = world.path(route, world.own_pupil, world.own_batch)
                if route["site"] != "loket" or route["method"] != "GET" or path is None:
                    continue
                answer = visitor.get(path)
                if not (answer.headers["Content-Type"] or "").startswith("text/html"):
                    continue
                wrong = misaddressed(answer, language, wording.STAFF)
                check(not wrong, f"{language} {path}, read by {name}: {wrong}")
                seen[language, "staff"] = seen.get((language, "staff"), 0) + 1
        for visitor in staff.values():
            visitor.get("/taal/nl?terug=/hulp")
    check(all(seen[language, "staff"] > 30 for language in ("fr", "de")), seen)
    planted = type("Answer", (), {"text": "<p>Choisis ton mot de passe</p>"})
    check(misaddressed(planted, "fr", wording.STAFF), "the check sees one")
