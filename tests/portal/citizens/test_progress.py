"""What the browser carries: nobody but the portal reads it, changes it or moves it elsewhere."""

import pytest
from flask import Response
from hypothesis import given
from hypothesis import strategies as st

from portal.citizens.progress import (
    CHUNK_LENGTH,
    MAX_CHUNKS,
    Filling,
    SealBroken,
    TooMuchToCarry,
    read_cookies,
    seal,
    start_filling,
    unseal,
    write_cookies,
)

KEY = "a key of the portal, of thirty-two characters or more"


def a_filling(answers: bytes = b"answers") -> Filling:
    fresh = start_filling(7, invitation_code="0123456789AB")
    return Filling(
        version_id=fresh.version_id,
        seed=fresh.seed,
        submission_key=fresh.submission_key,
        invitation_code=fresh.invitation_code,
        answers=answers,
        receipt_code="BA9876543210",
    )


@given(st.binary(max_size=4000))
def test_what_is_sealed_comes_back_unchanged(answers: bytes) -> None:
    filling = a_filling(answers)
    sealed = seal(filling, secret_key=KEY, wave_code="w1")
    assert unseal(sealed, secret_key=KEY, wave_code="w1") == filling


def test_the_seal_hides_the_answers() -> None:
    first = seal(a_filling(b"x" * 50), secret_key=KEY, wave_code="w1")
    second = seal(a_filling(b"x" * 50), secret_key=KEY, wave_code="w1")
    assert first[:40] != second[:40]
    assert "eHh4eHh4" not in first


@given(st.integers(min_value=0), st.sampled_from("ABCabc019_-"))
def test_one_changed_character_breaks_the_seal(position: int, character: str) -> None:
    sealed = seal(a_filling(), secret_key=KEY, wave_code="w1")
    # The last character of base 64 holds bits that nobody reads.
    at = position % (len(sealed) - 1)
    if sealed[at] == character:
        return
    with pytest.raises(SealBroken):
        unseal(sealed[:at] + character + sealed[at + 1 :], secret_key=KEY, wave_code="w1")


@given(st.text(max_size=300))
def test_no_text_of_others_is_taken_for_a_seal(text: str) -> None:
    with pytest.raises(SealBroken):
        unseal(text, secret_key=KEY, wave_code="w1")


def test_a_seal_of_one_wave_or_portal_opens_in_no_other() -> None:
    sealed = seal(a_filling(), secret_key=KEY, wave_code="w1")
    for key, wave_code in ((KEY, "w2"), (KEY[:-1] + "!", "w1")):
        with pytest.raises(SealBroken):
            unseal(sealed, secret_key=key, wave_code=wave_code)


def test_two_fillings_share_neither_seed_nor_key() -> None:
    one, other = start_filling(1), start_filling(1)
    assert one.seed != other.seed
    assert one.submission_key != other.submission_key


def test_a_long_seal_travels_in_chunks_that_join_again() -> None:
    response = Response()
    text = "".join(str(i % 10) for i in range(CHUNK_LENGTH + 10))
    write_cookies(response, text, present=(), path="/s/w1", is_secure=True)
    headers = response.headers.getlist("Set-Cookie")
    cookies = dict(header.split(";")[0].split("=", 1) for header in headers)
    assert read_cookies(cookies) == text
    assert all(
        all(part in header for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/s/w1"))
        for header in headers
    )
    assert not any("Max-Age=" in header or "Expires=" in header for header in headers)


def test_a_short_seal_takes_away_the_chunks_of_a_longer_one() -> None:
    response = Response()
    write_cookies(response, "short", present=("answers-1",), path="/s/w1", is_secure=False)
    assert "answers-1=; Expires=Thu, 01 Jan 1970" in response.headers.getlist("Set-Cookie")[1]


def test_more_than_the_browser_carries_is_refused() -> None:
    with pytest.raises(TooMuchToCarry):
        write_cookies(
            Response(),
            "x" * (CHUNK_LENGTH * MAX_CHUNKS + 1),
            present=(),
            path="/",
            is_secure=False,
        )
