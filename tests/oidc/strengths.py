"""Staff of an organisation's provider: which acr opens which role."""
from organisation import ACR


def strengths(world, provider):
    """Which acr opens which role: yields (name, why it failed or "")."""
    loket, viewer = world.site.loket, {"info": {"leerid_rol_3d": ["LeerID-lezer:2"]}}
    rows = (
        ("a manager with the acr of an app", {"claims": {"acr": "urn:test:app"}}, True),
        ("a manager with the acr of a card", {"claims": {"acr": "urn:test:kaart"}}, True),
        ("a manager with a password there", {"claims": {"acr": "urn:test:wachtwoord"}}, False),
        ("a manager without an acr", {"claims": {"acr": None}}, False),
        ("a manager with an empty acr", {"claims": {"acr": ""}}, False),
        ("a manager with a list of acr", {"claims": {"acr": ["urn:test:app"]}}, False),
        ("a manager with part of an acr", {"claims": {"acr": "urn:test"}}, False),
        (
            "a manager whose acr is in userinfo only",
            {"claims": {"acr": None}, "info": {"acr": "urn:test:app"}},
            False,
        ),
        ("a viewer with a password there", viewer | {"claims": {"acr": "urn:x"}}, True),
        ("a viewer without an acr", viewer | {"claims": {"acr": None}}, True),
    )
    for name, lie, enters in rows:
        provider.lie = lie
        visitor, answered = provider.visit(loket)
        is_in = visitor.get("/leerlingen").says("Ingeschreven leerlingen")
        reason = answered.status == 403 and answered.says("zonder tweede stap")
        fine = is_in == enters and (enters or reason)
        yield name, "" if fine else f"{answered.status} {answered.location} {is_in}"
    yield "the provider is asked for one of them", (
        "" if provider.asked.get("acr_values") == ACR else f"{provider.asked}"
    )
    provider.lie = {}
    grown, _ = provider.visit(loket)
    yield "a session with a weak acr ends when its person becomes a manager", (
        ""
        if grown.get("/instellingen").status == 200
        and visitor.get("/leerlingen").location.startswith("/aanmelden")
        else "still in"
    )
    provider.lie = {"claims": {"acr": None}}
    again = provider.there_and_back(grown, "/aanmelden/organisatie?opnieuw=1")
    provider.lie = {}
    yield "and a weak answer is no fresh proof", "" if again.status == 403 else f"{again.status}"
