"""Charts and pages read their colours and type from the same tokens."""

import pytest

from analytics.charts.theme import Theme, contrast
from portal.theme import Display, Scheme, read_tokens, theme_for

CSS = """
:root { --ink: #111111; --text: var(--ink); /* --ink: #999999; */ --root-size: 100%; }
@media (min-width: 40em) { :root { --root-size: 200%; } }
@media (prefers-color-scheme: dark) { :root { --ink: #eeeeee; } }
[data-print="large"] { --root-size: 150%; }
@media (prefers-color-scheme: dark) { [data-print="large"] { --ink: #ffffff; } }
@media print { :root { --ink: #000000; } }
[lang="en"] { --ink: #222222; }
"""


@pytest.mark.parametrize(
    ("display", "scheme", "ink", "root_size"),
    [
        ("normal", "light", "#111111", "100%"),
        ("normal", "dark", "#eeeeee", "100%"),
        ("large", "light", "#111111", "150%"),
        ("large", "dark", "#ffffff", "150%"),
    ],
)
def test_tokens_are_those_a_browser_would_apply(
    display: Display, scheme: Scheme, ink: str, root_size: str
) -> None:
    tokens = read_tokens(CSS, display=display, scheme=scheme, language="zh")

    assert tokens == {"--ink": ink, "--text": ink, "--root-size": root_size}


@pytest.mark.parametrize("display", ["normal", "large"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_a_chart_reads_well_on_its_paper(display: Display, scheme: Scheme) -> None:
    theme = theme_for(display, scheme, "zh")
    least = 7.0 if display == "large" else 4.5

    for name in ("accent", "ink", "muted", "met", "not_met", "undecided"):
        assert contrast(getattr(theme, name), theme.paper) >= least, name


def test_large_print_enlarges_the_charts_too() -> None:
    assert (
        theme_for("large", "light", "zh").font_size > theme_for("normal", "light", "zh").font_size
    )


def test_dark_and_light_themes_name_the_same_parts() -> None:
    light, dark = (theme_for("normal", scheme, "zh") for scheme in ("light", "dark"))

    assert isinstance(light, Theme)
    assert len(light.series) == len(dark.series) == 5
    assert light.paper != dark.paper


def test_charts_of_english_pages_use_their_font() -> None:
    chinese, english = (theme_for("normal", "light", language) for language in ("zh", "en"))

    assert chinese.font_family.startswith('"PingFang SC"')
    assert english.font_family != chinese.font_family
