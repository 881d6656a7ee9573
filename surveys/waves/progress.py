"""Progress of the field work: dispositions of the sampled units and the response rate."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.questionnaires.areas import AreaLevel, AreaTree
from surveys.sampling.areas import load_city_areas
from surveys.sampling.tables import Invitation
from surveys.waves.tables import Wave
from surveys.words import Text

Disposition = Literal["completed", "refused", "not contacted", "not eligible", "issued"]
DISPOSITIONS: Mapping[Disposition, Text] = {
    "completed": {"zh": "完成", "en": "Completed"},
    "refused": {"zh": "拒访", "en": "Refused"},
    "not contacted": {"zh": "未联系上", "en": "Not contacted"},
    "not eligible": {"zh": "不符合条件", "en": "Not eligible"},
    "issued": {"zh": "已发出，未填写", "en": "Issued, not yet used"},
}
RESPONSE_RATE_FORMULA: Text = {
    "zh": "完成 ÷（完成 + 拒访 + 未联系上 + 已发出未填写），不符合条件者不计（AAPOR RR1）",
    "en": (
        "completed ÷ (completed + refused + not contacted + issued, not yet used); "
        "units found not eligible are left out (AAPOR RR1)"
    ),
}


@dataclass(frozen=True)
class Progress:
    """Where the sampled units of the city, a district or a street stand."""

    area_code: str
    level: AreaLevel
    name: Text
    n_by_disposition: Mapping[Disposition, int]

    @property
    def n_drawn(self) -> int:
        """Sampled units in all."""
        return sum(self.n_by_disposition.values())

    @property
    def n_eligible(self) -> int:
        """Sampled units not found to lie outside the population: the response rate's base."""
        return self.n_drawn - self.n_by_disposition["not eligible"]

    @property
    def response_rate(self) -> float | None:
        """AAPOR RR1 as a share; None when nobody was drawn."""
        n_eligible = self.n_eligible
        return self.n_by_disposition["completed"] / n_eligible if n_eligible else None


@dataclass(frozen=True)
class WaveProgress:
    """The city as a whole, each district, each street."""

    city: Progress
    districts: tuple[Progress, ...]
    streets: tuple[Progress, ...]
    formula: Text


def measure_progress(session: Session, wave_id: int) -> WaveProgress:
    """Count the invitations of a wave by disposition and area."""
    rows = session.execute(
        select(Invitation.community_code, Invitation.disposition, func.count())
        .where(Invitation.wave_id == wave_id)
        .group_by(Invitation.community_code, Invitation.disposition)
    )
    areas = load_city_areas(session, session.get_one(Wave, wave_id).frame.city_code)
    counts: dict[str, Counter[str]] = {}
    for community_code, disposition, n in rows:
        for node in areas.find_lineage(community_code):
            counts.setdefault(node.code, Counter())[disposition] += n
    return WaveProgress(
        city=_summarise(areas, "city", counts)[0],
        districts=_summarise(areas, "district", counts),
        streets=_summarise(areas, "street", counts),
        formula=RESPONSE_RATE_FORMULA,
    )


def _summarise(
    areas: AreaTree, level: AreaLevel, counts: Mapping[str, Counter[str]]
) -> tuple[Progress, ...]:
    return tuple(
        Progress(
            area_code=node.code,
            level=level,
            name=node.label,
            n_by_disposition={
                disposition: counts.get(node.code, Counter())[disposition]
                for disposition in DISPOSITIONS
            },
        )
        for node in areas.list_level(level)
    )
