"""Question pages as HTML: rendered once per wave, page, language and display, then only filled in.

A page without answers or errors differs between citizens in four small places: the token against
forged forms, the way back, and the two numbers of the progress. It is rendered once with marks in
those places; each request puts in what differs. A page that shows answers or errors is rendered
whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import current_app, render_template

from portal.asking.steps import AreaStep
from portal.i18n import current_display, pick_words, reading_language
from surveys.questionnaires.page_rules import PlainRules
from surveys.questionnaires.pages import Page
from surveys.questionnaires.types import find_type

TEMPLATE = "asking/question.html"
MAX_KEPT = 4096
# Private-use characters: no questionnaire contains them.
TOKEN_MARK, BACK_MARK, POSITION_MARK, TOTAL_MARK = "\ue000", "\ue001", "\ue002", "\ue003"

Values = Mapping[str, Sequence[str]]
"""What the fields of a page hold."""


@dataclass(frozen=True)
class PageError:
    """One line of the error summary and the field that it leads to."""

    field_id: str
    text: str
    about: str = ""
    """Which of the questions or rows of the page it is about, where there are several."""


@dataclass(frozen=True)
class Shown:
    """What a question's template fills in."""

    is_alone: bool
    """The question is the whole page: its words are the heading."""
    values: Values = field(default_factory=dict)
    errors: tuple[PageError, ...] = ()
    area_step: AreaStep | None = None
    rules: PlainRules | None = None
    """What lets a browser follow the answers at once, where the page depends on them."""
    is_reopened: bool = False
    """The page comes again because an answer has opened more of it."""

    def values_at(self, name: str) -> Sequence[str]:
        """The values of a field; one empty text where there are none."""
        return self.values.get(name) or ("",)

    def errors_at(self, name: str) -> tuple[str, ...]:
        """What is wrong with a field."""
        return tuple(error.text for error in self.errors if error.field_id == name)


@dataclass(frozen=True)
class Surroundings:
    """What stands around the questions of a page and differs from citizen to citizen."""

    token: str
    """Against forged forms."""
    back: str
    position: str
    total: str
    here: str
    """The page's own address, for the switches of language and print."""
    version_digest: str


def render_face(page: Page, shown: Shown, around: Surroundings) -> str:
    """The HTML of a question page."""
    if page.is_personal or shown.errors or any(shown.values.values()):
        return render_page(TEMPLATE, page, shown, around)
    return (
        _find_marked(page, shown, around)
        .replace(TOKEN_MARK, around.token)
        .replace(BACK_MARK, around.back)
        .replace(POSITION_MARK, around.position)
        .replace(TOTAL_MARK, around.total)
    )


def render_page(template: str, page: Page, shown: Shown, around: Surroundings) -> str:
    """The HTML of a question page, rendered whole."""
    return render_template(
        template,
        heading=_find_heading(page, shown),
        page=page,
        shown=shown,
        errors=shown.errors,
        token=around.token,
        back=around.back,
        position=around.position,
        total=around.total,
        here=around.here,
        rules=shown.rules,
        ends=find_type(page.items[-1].question).ends,
    )


def _find_marked(page: Page, shown: Shown, around: Surroundings) -> str:
    kept: dict[object, str] = current_app.extensions.setdefault("faces", {})
    codes = tuple(item.code for item in page.items)
    key = (around.version_digest, around.here, codes, reading_language(), current_display())
    if key not in kept:
        if len(kept) >= MAX_KEPT:
            kept.clear()
        kept[key] = render_page(TEMPLATE, page, shown, _mark(around))
    return kept[key]


def _mark(around: Surroundings) -> Surroundings:
    return replace(
        around, token=TOKEN_MARK, back=BACK_MARK, position=POSITION_MARK, total=TOTAL_MARK
    )


def _find_heading(page: Page, shown: Shown) -> str:
    if shown.area_step is not None and shown.area_step.heading:
        return shown.area_step.heading
    if page.title is not None:
        return pick_words(page.title)
    item = page.items[0]
    return pick_words(item.question.label if item.row is None else item.row.label)
