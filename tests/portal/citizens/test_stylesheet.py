"""The look: one small style sheet, and enough contrast in every theme."""

import gzip
import itertools

import pytest

from analytics.charts.theme import contrast
from portal.stylesheet import build_stylesheet
from portal.theme import TOKENS_FILE, Display, Scheme, read_tokens
from tests.pages import PageOpener

WORDS = ("ink", "muted", "accent", "accent-strong", "met", "not-met", "undecided")
GROUNDS = ("paper", "wash")
PAIRS = (
    *itertools.product(WORDS, GROUNDS),
    ("ink", "accent-tint"),
    ("accent-strong", "accent-tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("ink", "met-tint"),
    ("ink", "undecided-tint"),
    ("not-met", "not-met-tint"),
)
# What must be seen but not read: borders of fields and the ring of focus.
SHAPES = (("edge", "paper"), ("focus", "paper"), ("accent", "paper"))
ONE_TCP_WINDOW = 14 * 1024


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("display", "enough"), [("normal", 4.5), ("large", 7.0)])
def test_words_stand_out_from_their_ground(display: Display, scheme: Scheme, enough: float) -> None:
    tokens = read_tokens(
        TOKENS_FILE.read_text(encoding="utf-8"), display=display, scheme=scheme, language="zh"
    )
    ratios = {
        (word, ground): round(contrast(tokens[f"--{word}"], tokens[f"--{ground}"]), 2)
        for word, ground in PAIRS
    }
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < enough} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("display", ["normal", "large"])
def test_shapes_stand_out_from_the_paper(display: Display, scheme: Scheme) -> None:
    tokens = read_tokens(
        TOKENS_FILE.read_text(encoding="utf-8"), display=display, scheme=scheme, language="zh"
    )
    assert all(contrast(tokens[f"--{a}"], tokens[f"--{b}"]) >= 3 for a, b in SHAPES)


@pytest.mark.usefixtures("open_wave")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_first_pages_fit_into_one_window(page: PageOpener, language: str) -> None:
    page.open(f"/language/{language}")
    start = page.open("/s/o1")
    first = page.submit(start)
    sheet = page.client.get(
        start.root.find_all("link", rel="stylesheet")[0].get("href"),
        headers={"Accept-Encoding": "gzip"},
    )
    assert gzip.decompress(sheet.data) == build_stylesheet().text
    assert sheet.headers["Cache-Control"].endswith("immutable")
    # The page itself travels uncompressed.
    assert len(sheet.data) + max(len(start.html.encode()), len(first.html.encode())) < (
        ONE_TCP_WINDOW
    )


def test_outdated_style_sheet_is_unknown(page: PageOpener) -> None:
    page.open("/style/000000000000.css", status=404)


def test_browser_without_gzip_gets_the_same_style_sheet(page: PageOpener) -> None:
    sheet = page.client.get(f"/style/{build_stylesheet().digest}.css")
    assert sheet.data == build_stylesheet().text
