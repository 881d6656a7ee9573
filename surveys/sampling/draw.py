"""The two-stage draw, pure: communities in each street, then adults in each drawn community.

Simple random sampling without replacement at both stages, at most one adult per household. Every
adult of a drawn community has the inclusion probability (m / M) (n / N) and therefore the same
design weight: the weight on a response cannot point at a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from surveys.errors import FrameTooSmall
from surveys.sampling.frame import FrameCommunity


@dataclass(frozen=True)
class DrawnCommunity:
    """One community drawn, with what its inclusion probability is made of."""

    code: str
    street_code: str
    n_communities_in_street: int
    n_communities_drawn: int
    n_adults_in_community: int
    n_adults_drawn: int

    @property
    def inclusion_probability(self) -> float:
        """Of each of its adults: (m / M) (n / N)."""
        first = self.n_communities_drawn / self.n_communities_in_street
        return first * self.n_adults_drawn / self.n_adults_in_community

    @property
    def design_weight(self) -> float:
        """1 / inclusion probability: adults of the frame that one drawn adult stands for."""
        return 1 / self.inclusion_probability


def draw_two_stage(
    communities: Iterable[FrameCommunity], *, n_communities: int, n_adults: int, rng: Random
) -> tuple[DrawnCommunity, ...]:
    """Draw `n_communities` in every street and `n_adults` in each of them.

    Raises FrameTooSmall, naming the street or community, when the frame has not that many.
    """
    by_street: dict[str, list[FrameCommunity]] = {}
    for community in communities:
        by_street.setdefault(community.street_code, []).append(community)
    drawn = []
    for street_code in sorted(by_street):
        in_street = sorted(by_street[street_code], key=lambda community: community.code)
        if len(in_street) < n_communities:
            raise FrameTooSmall(street_code, n_needed=n_communities, n_there=len(in_street))
        for community in rng.sample(in_street, n_communities):
            if community.n_adults < n_adults:
                raise FrameTooSmall(community.code, n_needed=n_adults, n_there=community.n_adults)
            drawn.append(
                DrawnCommunity(
                    code=community.code,
                    street_code=street_code,
                    n_communities_in_street=len(in_street),
                    n_communities_drawn=n_communities,
                    n_adults_in_community=community.n_adults,
                    n_adults_drawn=n_adults,
                )
            )
    return tuple(sorted(drawn, key=lambda community: community.code))
