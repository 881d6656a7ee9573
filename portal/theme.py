"""Theme of the charts, read from the portal's own style sheet of tokens.

Pages and charts have one look because they have one source: `static/css/tokens.css`. This module
reads its custom properties as a browser would (later blocks win, `var()` resolved) for each
display, normal or large print, light or dark, and hands `analytics.charts` a `Theme` for it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from analytics.charts.theme import Theme

Scheme = Literal["light", "dark"]
Display = Literal["normal", "large"]

TOKENS_FILE = Path(__file__).parent / "static" / "css" / "tokens.css"
LARGEST_FONT = 19
LARGE_PRINT_SELECTOR = "[data-print=large]"

_BLOCK = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PROPERTY = re.compile(r"(--[a-z0-9-]+)\s*:\s*([^;]+);")
_REFERENCE = re.compile(r"var\((--[a-z0-9-]+)\)")
_COLOURS = ("accent", "ink", "muted", "line", "paper", "met", "not_met", "undecided")


@dataclass(frozen=True)
class TokenBlock:
    """One rule of the style sheet: when it applies and the custom properties that it sets."""

    condition: str
    """The media query around it, empty when it always applies."""
    selector: str
    properties: Mapping[str, str]

    def applies_to(self, display: Display, scheme: Scheme, language: str) -> bool:
        """Tell whether a browser in this display would apply the block to the page's root."""
        if self.condition and f"prefers-color-scheme: {scheme}" not in self.condition:
            return False
        return self.selector.replace('"', "") in _selectors_of(display, language)


def read_blocks(css: str) -> Iterator[TokenBlock]:
    """Give every block of custom properties in a style sheet, in order, with its media query."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    for condition, rules in _split_media(bare):
        for selector, body in _BLOCK.findall(rules):
            properties = {name: value.strip() for name, value in _PROPERTY.findall(body + ";")}
            if properties:
                yield TokenBlock(condition, selector.strip(), properties)


def read_tokens(css: str, *, display: Display, scheme: Scheme, language: str) -> dict[str, str]:
    """Give the custom properties of the page's root in one display, references resolved."""
    tokens: dict[str, str] = {}
    for block in read_blocks(css):
        if block.applies_to(display, scheme, language):
            tokens |= block.properties
    return {name: _resolve(value, tokens) for name, value in tokens.items()}


def read_theme(css: str, *, display: Display, scheme: Scheme, language: str) -> Theme:
    """Make the theme of the charts from a style sheet of tokens.

    Raises KeyError naming the token that the style sheet lacks.
    """
    tokens = read_tokens(css, display=display, scheme=scheme, language=language)
    colours = {name: tokens[f"--{name.replace('_', '-')}"] for name in _COLOURS}
    return Theme(
        **colours,
        series=tuple(tokens[f"--series-{number}"] for number in range(1, 6)),
        font_family=" ".join(tokens["--font"].split()),
        font_size=_font_size(tokens),
    )


@cache
def theme_for(display: Display, scheme: Scheme, language: str) -> Theme:
    """Give the portal's own theme for one display; read once per process."""
    css = TOKENS_FILE.read_text("utf-8")
    return read_theme(css, display=display, scheme=scheme, language=language)


def _selectors_of(display: Display, language: str) -> tuple[str, ...]:
    """Selectors of the tokens that match the root of a page in this display and language."""
    of_language = f"[lang={language}]"
    return (":root", of_language, *((LARGE_PRINT_SELECTOR,) if display == "large" else ()))


def _split_media(css: str) -> Iterator[tuple[str, str]]:
    """Give (media query, rules inside it) in order; rules outside any query have an empty one."""
    rest = css
    while (start := rest.find("@media")) >= 0:
        yield "", rest[:start]
        opening = rest.index("{", start)
        closing = _closing_brace(rest, opening)
        yield rest[start + len("@media") : opening].strip(), rest[opening + 1 : closing]
        rest = rest[closing + 1 :]
    yield "", rest


def _closing_brace(css: str, opening: int) -> int:
    depth = 0
    for place in range(opening, len(css)):
        depth += {"{": 1, "}": -1}.get(css[place], 0)
        if depth == 0:
            return place
    raise ValueError("a media query of the style sheet is never closed")


def _resolve(value: str, tokens: Mapping[str, str]) -> str:
    return _REFERENCE.sub(lambda match: _resolve(tokens[match[1]], tokens), value)


def _font_size(tokens: Mapping[str, str]) -> int:
    """Small text of the pages, px: browsers' 16 px x the root's percentage x the size in rem.

    At 360 px one line of a chart must still hold a figure, its interval and its verdict.
    """
    root = float(tokens["--root-size"].removesuffix("%")) / 100
    small = round(16 * root * float(tokens["--size-small"].removesuffix("rem")))
    return min(small, LARGEST_FONT)
