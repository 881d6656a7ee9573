"""One citizen's journey: open, answer page by page, review, send, receipt."""

from dataclasses import dataclass, field

from tests.benchmarks.form_reader import read_forms
from tests.benchmarks.http_client import Answer, Visitor

MAX_PAGES = 120


class JourneyBroken(AssertionError):
    """The portal answered something that no citizen should see."""


@dataclass
class Journey:
    """What a journey left behind: how much it asked for, and the fields that it sent."""

    n_requests: int = 0
    last_path: str = ""
    """Address of the page that was sent last; of a whole journey, the review page."""
    last_fields: list[tuple[str, str]] = field(default_factory=list)
    replies: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Fields sent per page address; a later journey sends the same without reading the page."""


async def walk(
    visitor: Visitor,
    start: str,
    script: dict[str, list[tuple[str, str]]],
    *,
    stop_before: str | None = None,
) -> Journey:
    """Walk from the start page to the receipt, filling in whatever is asked.

    Pages whose address is in the script get its fields with a fresh CSRF token; others are read.
    With `stop_before`, the end of an address, the walk ends before that page is sent; its fields
    are ready in `last_fields`.
    """
    journey = Journey()
    path, page = start, await visitor.get(start)
    for _ in range(MAX_PAGES):
        journey.n_requests += 1
        if page.status in {301, 302, 303}:
            path = page.headers["location"]
            if path.endswith("/your-receipt"):
                await visitor.get(path)
                return journey
            page = await visitor.get(path)
        elif page.status == 200:
            fields = _fields(page, script.get(path))
            journey.replies[path] = [pair for pair in fields if pair[0] != "csrf_token"]
            journey.last_path, journey.last_fields = path, fields
            if stop_before is not None and path.endswith(stop_before):
                return journey
            page = await visitor.post(path, fields)
        else:
            raise JourneyBroken(f"{path} answered {page.status}: {page.text[:500]}")
    raise JourneyBroken(f"no receipt after {MAX_PAGES} pages; last was {path}")


def _fields(page: Answer, scripted: list[tuple[str, str]] | None) -> list[tuple[str, str]]:
    if scripted is not None:
        return [("csrf_token", _csrf_token(page.text)), *scripted]
    forms = read_forms(page.text)
    if not forms:
        raise JourneyBroken(f"a page without a form: {page.text[:500]}")
    return forms[-1].filled_in(nth=1)


def _csrf_token(html: str) -> str:
    at = html.index('name="csrf_token"')
    tag = html[html.rindex("<", 0, at) : html.index(">", at)]
    return tag.split('value="', 1)[1].split('"', 1)[0]
