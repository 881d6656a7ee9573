"""English is complete: every Chinese string of the portal has its English words, once."""

import re

import pytest

from portal.i18n import CATALOGUES
from tests.catalogues import SOURCES, extract_strings, read_english

UPDATE = "run `python -m tests.catalogues`, then write the English"
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def test_portal_reads_every_catalogue() -> None:
    assert set(CATALOGUES) == set(SOURCES)


@pytest.mark.parametrize("name", SOURCES)
def test_every_string_has_english_words(name: str) -> None:
    english = {string: words for other in SOURCES for string, words in read_english(other).items()}
    missing = sorted(string for string in extract_strings(name) if not english.get(string))
    assert not missing, UPDATE


@pytest.mark.parametrize("name", SOURCES)
def test_no_catalogue_keeps_what_nobody_says(name: str) -> None:
    assert not sorted(read_english(name).keys() - extract_strings(name)), UPDATE


def test_no_string_is_translated_twice() -> None:
    strings = [string for name in SOURCES for string in read_english(name)]
    assert not {string for string in strings if strings.count(string) > 1}


@pytest.mark.parametrize("name", SOURCES)
def test_english_has_the_same_placeholders(name: str) -> None:
    for string, words in read_english(name).items():
        assert sorted(PLACEHOLDER.findall(string)) == sorted(PLACEHOLDER.findall(words)), string
