"""A wave open to all: what those who took part said, and nothing that claims more.

No interval, no target, no verdict, no comparison with a random sample: the types that this module
receives have none of them.
"""

from dataclasses import dataclass

from flask import url_for
from flask.typing import ResponseReturnValue

from analytics.words import percent
from portal.officials.drawings import draw_shares
from portal.officials.figures import ShareRow, describe_share
from portal.officials.groups import GROUPS, list_group
from portal.officials.navigation import show_wave_page
from portal.pictures import Picture, draw_for_reader
from surveys.results.model import ParticipantResults, ParticipantShare
from surveys.words import Text

TITLES: dict[str, Text] = {
    "headline": {"zh": "参与者的四项回答", "en": "Four answers of the participants"},
    "topic": {
        "zh": "参与者对各主题的满意比例",
        "en": "Participants satisfied with each topic",
    },
}


@dataclass(frozen=True)
class ShareGroup:
    """Shares that are read together; drawn where all are of the same kind."""

    title: Text
    rows: tuple[ShareRow, ...]
    picture: Picture | None


def show_participants(results: ParticipantResults) -> ResponseReturnValue:
    """Show a wave of sample type O."""
    return show_wave_page(
        "officials/participants.html",
        results.wave,
        n_responses=results.n_responses,
        tab="overview",
        results=results,
        groups=[_make_group(results, group, title) for group, title in GROUPS],
    )


def _make_group(results: ParticipantResults, group: str, title: Text) -> ShareGroup:
    shares = [
        results.at(indicator.code)
        for indicator in list_group(results.indicators, group)
        # The wide way to count satisfaction would stand beside the narrow one here.
        if indicator.family != "wide"
    ]
    return ShareGroup(
        title=TITLES.get(group, title),
        rows=tuple(
            describe_share(share, label=share.indicator.label, address=_address(results, share))
            for share in shares
        ),
        picture=_draw(group, shares, results) if group in TITLES else None,
    )


def _address(results: ParticipantResults, share: ParticipantShare) -> str:
    return url_for(
        "officials.questions.show_question",
        code=results.wave.code,
        question_code=share.indicator.question,
    )


def _draw(group: str, shares: list[ParticipantShare], results: ParticipantResults) -> Picture:
    return draw_for_reader(
        group,
        lambda theme: draw_shares(
            shares,
            theme,
            n=results.n_responses,
            title=TITLES[group],
            summary=_summarise(shares),
        ),
    )


def _summarise(shares: list[ParticipantShare]) -> Text:
    shown = [(share.value, share.indicator.label) for share in shares if share.value is not None]
    if not shown:
        return {"zh": "还没有足够的回答。", "en": "There are not enough answers yet."}
    highest = max(shown, key=lambda entry: entry[0])
    lowest = min(shown, key=lambda entry: entry[0])
    return {
        "zh": f"参与者中比例最高的是{highest[1]['zh']}（{percent(highest[0])}），"
        f"最低的是{lowest[1]['zh']}（{percent(lowest[0])}）。",
        "en": f"Among participants the highest share is {highest[1]['en']} "
        f"({percent(highest[0])}), the lowest {lowest[1]['en']} ({percent(lowest[0])}).",
    }
