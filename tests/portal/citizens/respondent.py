"""A respondent of the tests: answers whatever page is shown, up to the review or the receipt."""

from tests.pages import Page, PageOpener

REVIEW, RECEIPT = "/your-answers", "/your-receipt"

Answers = dict[str, str | list[str]]


def read_options(page: Page) -> dict[str, list[str]]:
    """The names of the page's radio buttons and boxes, each with its values."""
    options: dict[str, list[str]] = {}
    for field in page.root.find_all("main")[0].find_all("input"):
        if field.get("type") in ("radio", "checkbox"):
            options.setdefault(field.get("name"), []).append(field.get("value"))
    return options


def answer(page: Page, wanted: Answers | None = None) -> Answers:
    """An answer to every question of a page: the wanted one, or the second option."""
    wanted = wanted or {}
    chosen: Answers = {
        name: wanted.get(name, values[min(1, len(values) - 1)])
        for name, values in read_options(page).items()
    }
    for area in page.root.find_all("textarea"):
        chosen[area.get("name")] = wanted.get(area.get("name"), "")
    return chosen


def begin(opener: PageOpener, address: str) -> Page:
    """The first question of a wave, from its start page."""
    return opener.submit(opener.open(address))


def go_to(opener: PageOpener, page: Page, code: str, wanted: Answers | None = None) -> Page:
    """Answer page after page until the one whose address ends with `code`."""
    for _ in range(60):
        if page.address.partition("?")[0].endswith(code):
            return page
        page = opener.submit(page, answer(page, wanted))
    raise AssertionError(f"{code} was never reached; the last page was {page.address}")


def answer_all(opener: PageOpener, address: str, wanted: Answers | None = None) -> Page:
    """From the start page of a wave to the review."""
    return go_to(opener, begin(opener, address), REVIEW, wanted)
