"""Requests that must be refused, and how: one row per mistake. refusals(world) yields (name, why it
failed or "").
"""

from refused_requests import page_rows, push_rows, pushed_pages, request_rows
from refused_tokens import (
    assertion_rows,
    client_rows,
    code_rows,
    grant_rows,
    logout_addresses,
    logout_rows,
    refresh_rows,
    token_rows,
)


def why_page(answer):
    if answer.status == 400 and not answer.location and "http-equiv" not in answer.text:
        return ""
    return f"{answer.status} {answer.location}"


def why_error(party, answer, error):
    fields = party.landed(answer)
    if (
        fields is None
        or fields.get("error") != error
        or "code" in fields
        or fields.get("iss") != party.issuer
    ):
        return f"{answer.status} {answer.location}"
    if fields.get("state") != party.state or any(
        not (0x20 <= ord(c) <= 0x7E) or c in '"\\' for c in fields["error_description"]
    ):
        return f"state or description: {fields}"
    return ""


def why_reply(reply, status, error):
    if reply.status != status or (error and reply.error != error):
        return f"{reply.status} {reply.text[:200]}"
    asks = reply.headers.get("WWW-Authenticate", "")
    if status == 401 and not asks.startswith("Basic" if error == "invalid_client" else "Bearer"):
        return f"WWW-Authenticate: {asks}"
    if status in (400, 401, 403) and error and reply.headers.get("Cache-Control") != "no-store":
        return "may be kept"
    return ""


def refusals(world):
    for rows in (page_rows, pushed_pages, logout_rows):
        for name, answer in rows(world):
            yield name, why_page(answer)
    yield from logout_addresses(world)
    for name, party, answer, error in request_rows(world):
        yield name, why_error(party, answer, error)
    for rows in (
        code_rows,
        grant_rows,
        client_rows,
        assertion_rows,
        refresh_rows,
        token_rows,
        push_rows,
    ):
        for name, reply, status, error in rows(world):
            yield name, why_reply(reply, status, error)
