"""Dates, names, keys of JSON objects, rate limits: the small rules of the wire."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from embedded_backend import totp
from embedded_backend.errors import Problem
from embedded_backend.rate_limits import RateLimits
from embedded_backend.seat_scaling import Scaling
from embedded_backend.wire import answer, date_text, html_decode, html_encode, parse_date, parse_json, ticks
from tests.unit.backend.desk import Clock, open_desk, shape_a

_TEXT = st.text(st.characters(codec="utf-8"))


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1, "1970-01-01T00:00:00.0000001Z"),
        (17_900_000_002_500_000, "2026-09-21T14:13:20.25Z"),
        (17_900_000_001_234_567, "2026-09-21T14:13:20.1234567Z"),
    ],
)
def test_dates_have_up_to_seven_digits(stored: int, text: str) -> None:
    assert date_text(stored) == text
    assert parse_date(text) == stored


def test_dates_of_any_zone_and_precision_are_read() -> None:
    noon = ticks(1_790_000_000)
    for text in (
        "2026-09-21T14:13:20Z",
        "2026-09-21T16:13:20+02:00",
        "2026-09-21 14:13:20",
        "2026-09-21T14:13:20.000Z",
    ):
        assert parse_date(text) == noon
    for text in ("", "yesterday", "2026-13-01", "2026-01-01T25:00:00Z"):
        assert parse_date(text) is None


@given(st.text(min_size=1))
def test_encoded_names_come_back_and_hold_no_markup(text: str) -> None:
    encoded = html_encode(text) or ""
    assert not set(encoded) & set("<>\"'")
    assert all(not 0xA0 <= ord(character) <= 0xFF and ord(character) <= 0xFFFF for character in encoded)


@given(st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1))
def test_decoding_undoes_encoding(text: str) -> None:
    assert html_decode(html_encode(text)) == text


def test_empty_names_become_null() -> None:
    assert html_encode("") is html_decode("") is html_encode(None) is None


def test_keys_of_objects_are_matched_in_any_case() -> None:
    folded = {"users": [{"readonly": "KeepMe"}], "b": 1}
    assert parse_json(b'{"Users": [{"ReadOnly": "KeepMe"}], "B": 1}') == folded
    padding = b" " * 300_000
    assert parse_json(b'{"Users": [{"ReadOnly": "KeepMe"}],' + padding + b'"B": 1}') == folded


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_of_the_published_secret(seconds: int, code: str) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B
    assert totp.code_at(secret, seconds) == code
    assert totp.accepts(secret, code, seconds + 30)
    assert not totp.accepts(secret, code, seconds + 61)


@pytest.mark.parametrize(
    ("before", "after", "stored", "purchases", "purchased"),
    [
        (0, 5, 0, False, 0),
        (5, 10, 0, False, 0),
        (10, 11, 0, True, 1),
        (11, 15, 1, True, 5),
        (15, 12, 5, False, 2),
        (12, 5, 2, False, 0),
        (4, 6, 3, False, 3),
    ],
)
def test_seat_scaling(before: int, after: int, stored: int, purchases: bool, purchased: int) -> None:
    scaling = Scaling(10, before, after)
    assert scaling.purchases is purchases
    assert scaling.purchased(stored) == purchased


def test_limits_open_again_and_refused_requests_do_not_count() -> None:
    clock = Clock(1000.0)
    limits = RateLimits(clock)
    for _ in range(5):
        limits.check("a", "POST", "/api/x")
    for _ in range(3):
        with pytest.raises(Problem):
            limits.check("a", "POST", "/api/x")
    limits.check("b", "POST", "/api/x")
    limits.check("a", "PUT", "/api/x")
    clock.now += 1.01
    limits.check("a", "POST", "/api/x")


async def test_a_limited_request_says_when_to_come_back(place: Path) -> None:
    async with open_desk(place, rate_limits=True) as desk:
        answers = [await desk.get("alive") for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert answers[-1].headers["retry-after"] == "60"
        assert shape_a(answers[-1])["message"] == "Slow down! Too many requests. Try again in 1m."


async def test_json_that_is_none_is_a_model_error(place: Path) -> None:
    async with open_desk(place) as desk:
        for body in (b"", b"[]", b"{", b"\xff", b'{"email": 7}'):
            answer = await desk.http.post("/identity/accounts/prelogin", content=body)
            assert answer.status_code == 400
            assert shape_a(answer)["message"] == "The model state is invalid."


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | _TEXT,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
        max_leaves=12,
    )
)
def test_answers_in_pieces_are_the_same_json(content: object) -> None:
    assert json.loads(bytes(answer(content).body)) == content
