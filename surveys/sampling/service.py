"""Sampling as a service: draw the sample of a wave and issue its invitations."""

from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from surveys.sampling.codes import make_code
from surveys.sampling.draw import DrawnCommunity, draw_two_stage
from surveys.sampling.frame import load_frame_communities
from surveys.sampling.tables import Invitation, SampledPsu


def draw_sample(
    session: Session,
    wave_id: int,
    frame_id: int,
    *,
    n_communities: int,
    n_adults: int,
    rng: Random,
) -> tuple[DrawnCommunity, ...]:
    """Draw the wave's two-stage sample from the frame and record it."""
    drawn = draw_two_stage(
        load_frame_communities(session, frame_id),
        n_communities=n_communities,
        n_adults=n_adults,
        rng=rng,
    )
    session.execute(
        insert(SampledPsu),
        [
            {
                "wave_id": wave_id,
                "community_code": community.code,
                "street_code": community.street_code,
                "n_communities_in_street": community.n_communities_in_street,
                "n_communities_drawn": community.n_communities_drawn,
                "n_adults_in_community": community.n_adults_in_community,
                "n_adults_drawn": community.n_adults_drawn,
                "design_weight": community.design_weight,
            }
            for community in drawn
        ],
    )
    return drawn


def load_sample(session: Session, wave_id: int) -> tuple[DrawnCommunity, ...]:
    """The communities drawn for a wave, in the order of their codes."""
    rows = session.execute(
        select(
            SampledPsu.community_code,
            SampledPsu.street_code,
            SampledPsu.n_communities_in_street,
            SampledPsu.n_communities_drawn,
            SampledPsu.n_adults_in_community,
            SampledPsu.n_adults_drawn,
        )
        .where(SampledPsu.wave_id == wave_id)
        .order_by(SampledPsu.community_code)
    )
    return tuple(DrawnCommunity(*row) for row in rows)


def issue_invitations(session: Session, wave_id: int, *, rng: Random) -> int:
    """Issue one invitation with its own code to every sampled unit; say how many.

    `rng` must be a cryptographic source for a real wave: the code is the only key to it.
    """
    units = [
        (community.code, unit)
        for community in load_sample(session, wave_id)
        for unit in range(1, community.n_adults_drawn + 1)
    ]
    codes = _make_codes(len(units), rng)
    # Shuffled: neither the row number nor the order of the codes tells the community.
    rng.shuffle(units)
    session.execute(
        insert(Invitation),
        [
            {
                "wave_id": wave_id,
                "community_code": community_code,
                "unit_number": unit,
                "code": code,
                "disposition": "issued",
            }
            for (community_code, unit), code in zip(units, codes, strict=True)
        ],
    )
    return len(units)


def unused_invitations(session: Session, wave_id: int, n: int) -> tuple[str, ...]:
    """Codes of up to `n` invitations of the wave that nobody has used."""
    return tuple(
        session.scalars(
            select(Invitation.code)
            .where(Invitation.wave_id == wave_id, Invitation.disposition == "issued")
            .order_by(Invitation.id)
            .limit(n)
        )
    )


def _make_codes(n_codes: int, rng: Random) -> list[str]:
    codes: set[str] = set()
    while len(codes) < n_codes:
        codes.add(make_code(rng))
    # A set's own order would differ between runs of one seed.
    return sorted(codes)
