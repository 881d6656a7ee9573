"""The ways between the pages of a filling-in: addresses, the way on and the way back."""

from urllib.parse import urlencode

from flask import request

from portal.asking.steps import find_area_item, find_parent_step, read_inside
from portal.citizens.openings import Opening
from portal.citizens.visit import Visit
from surveys.questionnaires.pages import Page

REVIEW, RECEIPT, THANKS = "your-answers", "your-receipt", "thank-you"
"""Last parts of addresses; with their hyphen they are no page's code."""


def is_from_review() -> bool:
    """Whether the page was opened to change one answer, so that it leads back to the review."""
    return request.args.get("from") == "review"


def make_address(
    opening: Opening, last: str, *, inside: str = "", from_review: bool = False
) -> str:
    """The address of a page (its code) or of the review or receipt of a wave."""
    query = urlencode(
        ({"from": "review"} if from_review else {}) | ({"in": inside} if inside else {})
    )
    return f"{opening.path}/{last}" + (f"?{query}" if query else "")


def make_start_address(opening: Opening, invitation_code: str) -> str:
    """The address of a wave's start page, with the invitation where there is one."""
    return opening.path + (f"?code={invitation_code}" if invitation_code else "")


def is_ahead(visit: Visit, page: Page) -> bool:
    """Whether a page comes after one that is still to be answered."""
    first_open = visit.first_open
    codes = [each.code for each in visit.path.pages]
    return first_open is not None and codes.index(page.code) > codes.index(first_open.code)


def find_way_on(visit: Visit, after: Page | None = None) -> str:
    """Where to go after a page; without one, to the first page still to be answered.

    Where nothing is left to answer that is the review, or the end for those screened out.
    """
    from_review = is_from_review()
    next_page = visit.path.find_next(after.code) if after and not from_review else None
    next_page = next_page or visit.first_open
    if next_page is None and visit.path.is_screened_out:
        next_page = visit.path.pages[-1]
    last = next_page.code if next_page else REVIEW
    return make_address(visit.opening, last, from_review=from_review and next_page is not None)


def find_way_back(visit: Visit, page: Page) -> str:
    """Where "back" leads from a page."""
    opening, from_review = visit.opening, is_from_review()
    if find_area_item(page) and read_inside() in opening.areas:
        parent = find_parent_step(opening.areas, read_inside())
        return make_address(opening, page.code, inside=parent, from_review=from_review)
    if from_review:
        return make_address(opening, REVIEW)
    previous = visit.path.find_previous(page.code)
    if previous is not None:
        return make_address(opening, previous.code)
    return make_start_address(opening, visit.filling.invitation_code)
