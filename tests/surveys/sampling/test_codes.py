"""Codes that people type: forgiving about how, strict about what."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import MistypedCode
from surveys.sampling.codes import ALPHABET, make_code, read_code, show_code

CODES = st.integers(0, 2**32).map(lambda seed: make_code(Random(seed)))


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    for typed in (
        code,
        show_code(code),
        code.lower(),
        f"  {code[:5]} {code[5:]}\n",
        code.replace("0", "O").replace("1", "l"),
        code.replace("0", "o").replace("1", "I"),
        "".join(chr(ord(character) + 0xFEE0) for character in code),
    ):
        assert read_code(typed) == code


@given(CODES, st.data())
def test_one_wrong_character_is_noticed(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, 11))
    wrong = data.draw(st.sampled_from(ALPHABET.replace(code[place], "")))
    with pytest.raises(MistypedCode):
        read_code(code[:place] + wrong + code[place + 1 :])


@given(CODES, st.data())
def test_two_swapped_characters_are_noticed(code: str, data: st.DataObject) -> None:
    first, second = sorted(data.draw(st.sets(st.integers(0, 11), min_size=2, max_size=2)))
    swapped = list(code)
    swapped[first], swapped[second] = code[second], code[first]
    if code[first] != code[second]:
        with pytest.raises(MistypedCode):
            read_code("".join(swapped))


@pytest.mark.parametrize(
    "typed",
    ["", "0", "0" * 11, "0" * 13, "UUUUUUUUUUUU", "00000000000é", "0000\x00000 00000", "𝟘" * 13],
)
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    with pytest.raises(MistypedCode):
        read_code(typed)


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_refused(typed: str) -> None:
    try:
        code = read_code(typed)
    except MistypedCode:
        return
    assert set(code) <= set(ALPHABET)


def test_codes_do_not_repeat() -> None:
    rng = Random(1)
    assert len({make_code(rng) for _ in range(20_000)}) == 20_000
