"""Helpers of the flows."""
from pathlib import Path

HERE = Path(__file__).resolve().parent


JOURNEYS = []


OWN = "kaas fietst naar mars"


def journey(function):
    JOURNEYS.append(function)
    return function


STRICT = "form-action 'self';"


def is_strict(answer):
    return STRICT in answer.headers["Content-Security-Policy"]
