"""One page in front of one respondent: what its fields hold, what was posted, what is wrong.

A page comes as it was written; a teller knows the respondent's earlier answers and fills them into
its words.
"""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _

from portal.asking import steps
from portal.asking.faces import PageError, Shown, Values
from portal.asking.words import say_error
from portal.i18n import pick_words, wished_languages
from surveys.questionnaires.faults import AnswerError, AnswerFault
from surveys.questionnaires.page_rules import PlainRules, Reader, write_page_rules
from surveys.questionnaires.pages import Answers, Page, PageItem, name_row
from surveys.questionnaires.piping import Teller, fill_page
from surveys.questionnaires.routing import is_complete, walk
from surveys.questionnaires.types import find_type
from surveys.responses.answers import CheckedPage, check_page


def find_step_ahead(page: Page, raw: Values, teller: Teller) -> str:
    """The area whose step is to be asked next; empty where the posted step has no choice yet."""
    step = _find_next_step(page, raw, teller)
    return "" if step == steps.read_inside() else step


def check_posted(page: Page, raw: Values, teller: Teller) -> CheckedPage:
    """Read a posted page and check it."""
    if not _find_next_step(page, raw, teller):
        return check_page(page, raw, areas=teller.areas, known=teller.answers, today=teller.today)
    # The step was posted without a choice: the same step again, with its own error.
    level = steps.find_step(teller.areas, steps.read_inside()).level
    field = f"{page.items[0].code}_{level}"
    error = AnswerError(AnswerFault.AREA_INCOMPLETE, field, {"level": level})
    return CheckedPage(answers={}, errors=(error,))


def follow_answers(page: Page, teller: Teller, more: Answers, *, seed: int) -> tuple[Page, Teller]:
    """The page as answers just posted to it make it, though they may still be wrong."""
    if not page.is_live:
        return page, teller
    answers = {**teller.answers, **more}
    path, kept = walk(teller.questionnaire, answers, seed=seed, today=teller.today)
    return path.find_page(page.code) or page, replace(teller, answers=kept)


def make_shown(
    page: Page,
    teller: Teller,
    *,
    raw: Values | None = None,
    errors: Sequence[AnswerError] = (),
    more_errors: Sequence[PageError] = (),
) -> Shown:
    """What the page's template fills in: what was posted, or else the answers so far."""
    is_area = steps.find_area_item(page) is not None
    return Shown(
        is_alone=page.title is None,
        values=_read_values(page, teller) if raw is None else raw,
        errors=(*_say_errors(page, errors, teller), *more_errors),
        area_step=steps.find_step(teller.areas, steps.read_inside()) if is_area else None,
        rules=_write_rules(page, teller) if page.is_live else None,
        is_reopened=raw is None and _was_reopened(page, teller.answers),
    )


def _write_rules(page: Page, teller: Teller) -> PlainRules:
    reader = Reader(wished_languages(), _("这个回答不符合要求，请检查一下。"))
    return write_page_rules(page, teller, reader)


def _was_reopened(page: Page, answers: Answers) -> bool:
    """Whether the page comes again because an answer has opened more of it."""
    is_begun = any(name in answers for name in page.names)
    return page.is_adaptive and is_begun and not is_complete(page, answers)


def _find_next_step(page: Page, raw: Values, teller: Teller) -> str:
    item = steps.find_area_item(page)
    return steps.find_next_step(item, raw, teller.areas) if item else ""


def _read_values(page: Page, teller: Teller) -> Values:
    """What the page's fields hold, given the answers so far."""
    values: dict[str, Sequence[str]] = {}
    for item in page.items:
        if steps.find_area_item(page):
            values |= steps.fill_steps(item, teller.answers.get(item.code), teller.areas)
        else:
            values |= find_type(item.question).fill_fields(item, teller.answers)
    return values


def _say_errors(page: Page, errors: Sequence[AnswerError], teller: Teller) -> tuple[PageError, ...]:
    filled = fill_page(page, teller)
    item_by_field = {
        field: item
        for item in filled.list_in_order()
        for field in find_type(item.question).list_fields(item)
    }
    return tuple(_say_error(filled, item_by_field[error.field], error) for error in errors)


def _say_error(page: Page, item: PageItem, error: AnswerError) -> PageError:
    question = item.question
    label_by_field = {name_row(question, row): row.label for row in question.rows}
    about = ""
    if item.row is None and error.field in label_by_field:
        about = pick_words(label_by_field[error.field])
    elif page.title is not None:
        about = pick_words(question.label)
    return PageError(error.field, say_error(error, question), about)
