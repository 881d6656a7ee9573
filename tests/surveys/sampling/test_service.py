"""Samples and invitations in the database."""

from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.sampling.codes import read_code
from surveys.sampling.service import (
    draw_sample,
    issue_invitations,
    load_sample,
    unused_invitations,
)
from surveys.sampling.tables import Area, FramePsu, Invitation, SampledPsu
from surveys.waves.tables import Wave
from tests.surveys.questionnaires.samples import STREET
from tests.surveys.responses.samples import a_wave

N_COMMUNITIES_IN_FRAME = 6


def a_wave_with_a_frame(session: Session) -> Wave:
    """A wave whose frame lists six communities of one street."""
    wave = a_wave(session)
    for number in range(N_COMMUNITIES_IN_FRAME):
        code = f"{STREET[:9]}{number + 100}"
        session.add(
            Area(
                code=code,
                level="community",
                parent_code=STREET,
                name_zh="社区",
                name_en="Community",
            )
        )
        session.flush()
        session.add(
            FramePsu(
                frame_id=wave.frame_id,
                community_code=code,
                street_code=STREET,
                n_adults=1000 + number,
            )
        )
    session.flush()
    return wave


def draw(session: Session, wave: Wave) -> None:
    draw_sample(session, wave.id, wave.frame_id, n_communities=3, n_adults=5, rng=Random(1))


def test_drawn_sample_is_kept_with_its_weights(session):
    wave = a_wave_with_a_frame(session)
    draw(session, wave)
    sample = load_sample(session, wave.id)
    assert [community.n_communities_drawn for community in sample] == [3, 3, 3]
    stored = session.scalars(
        select(SampledPsu.design_weight).order_by(SampledPsu.community_code)
    ).all()
    assert stored == [community.design_weight for community in sample]


def test_every_sampled_unit_gets_an_invitation_with_a_code_of_its_own(session):
    wave = a_wave_with_a_frame(session)
    draw(session, wave)
    assert issue_invitations(session, wave.id, rng=Random(2)) == 15
    invitations = session.scalars(select(Invitation)).all()
    assert len({invitation.code for invitation in invitations}) == 15
    assert all(read_code(invitation.code) == invitation.code for invitation in invitations)
    units = {(invitation.community_code, invitation.unit_number) for invitation in invitations}
    assert units == {
        (community.code, unit)
        for community in load_sample(session, wave.id)
        for unit in range(1, 6)
    }


def test_unused_invitations_are_only_those_that_nobody_used(session):
    wave = a_wave_with_a_frame(session)
    draw(session, wave)
    issue_invitations(session, wave.id, rng=Random(2))
    used = session.scalars(select(Invitation).limit(13)).all()
    for invitation in used:
        invitation.disposition = "completed"
    session.flush()
    codes = unused_invitations(session, wave.id, 3)
    assert len(codes) == 2
    assert not {invitation.code for invitation in used} & set(codes)
