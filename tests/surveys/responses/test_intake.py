"""The intake: accepted whole and once, or refused by name, on both databases."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys import errors
from surveys.questionnaires.service import load_version
from surveys.responses.packing import find_packer
from surveys.responses.service import (
    Instrument,
    Submission,
    accept_response,
    find_receipt,
    record_screen_out,
)
from surveys.responses.tables import InboxResponse, Receipt
from surveys.sampling.codes import make_code, show_code
from surveys.sampling.tables import Invitation
from surveys.waves.tables import Wave
from tests.surveys.questionnaires.samples import COMMUNITY, DEFAULT, VALID_UNTIL
from tests.surveys.responses.samples import (
    ANSWERS,
    AREAS,
    NOW,
    RNG,
    TODAY,
    a_submission,
    a_wave,
    accept,
    an_invitation,
)


def list_responses(session: Session) -> list[InboxResponse]:
    return list(session.scalars(select(InboxResponse)))


def refuse(
    session: Session,
    wave: Wave,
    submission: Submission,
    refusal: type[errors.SurveyError],
    **more: Any,
) -> None:
    """The submission is refused, and nothing of it is left."""
    session.commit()
    with pytest.raises(refusal):
        accept(session, wave, submission, **more)
    session.rollback()
    assert list_responses(session) == []
    assert session.scalars(select(Receipt)).all() == []
    assert set(session.scalars(select(Invitation.disposition))) <= {"issued", "refused"}
    assert session.get_one(Wave, wave.id).n_accepted == 0


def test_a_response_is_stored_with_its_receipt_and_the_invitation_is_used(session: Session) -> None:
    wave = a_wave(session)
    invitation = an_invitation(session, wave)
    accepted = accept(session, wave, a_submission(invitation_code=invitation.code))
    session.commit()
    assert not accepted.is_repeat
    (response,) = list_responses(session)
    packer = find_packer(load_version(session, wave.version_id))
    assert packer.unpack(response.answers) == ANSWERS
    assert response.wave_id == wave.id
    assert response.community_code == COMMUNITY
    assert (response.language, response.mode, response.received_on) == ("zh", "web", TODAY)
    assert find_receipt(session, show_code(accepted.receipt_code)).wave_id == wave.id
    assert session.get_one(Invitation, invitation.id).disposition == "completed"


def test_an_open_wave_needs_no_invitation(session: Session) -> None:
    wave = a_wave(session, sample_type="O")
    accept(session, wave, a_submission(language="en"))
    assert [(r.community_code, r.language) for r in list_responses(session)] == [(None, "en")]


def test_only_what_is_on_the_path_is_stored(session: Session) -> None:
    wave = a_wave(session, sample_type="O")
    accept(session, wave, a_submission(answers={**ANSWERS, "Q4": "1", "other": "x"}))
    packer = find_packer(load_version(session, wave.version_id))
    assert packer.unpack(list_responses(session)[0].answers) == ANSWERS


def test_handing_in_twice_returns_the_first_receipt(session: Session) -> None:
    wave = a_wave(session)
    submission = a_submission(invitation_code=an_invitation(session, wave).code)
    first = accept(session, wave, submission)
    session.commit()
    second = accept(session, wave, submission)
    assert second == replace(first, is_repeat=True)
    assert len(list_responses(session)) == 1


def test_a_repeat_finds_its_receipt_after_the_wave_has_closed(session: Session) -> None:
    wave = a_wave(session, sample_type="O")
    submission = a_submission()
    first = accept(session, wave, submission)
    wave.state = "closed"
    session.commit()
    assert accept(session, wave, submission).receipt_code == first.receipt_code


def test_a_used_invitation_is_refused(session: Session) -> None:
    wave = a_wave(session)
    code = an_invitation(session, wave).code
    accept(session, wave, a_submission(invitation_code=code))
    session.commit()
    with pytest.raises(errors.InvitationUsed):
        accept(session, wave, a_submission(invitation_code=code))
    session.rollback()
    assert len(list_responses(session)) == 1


def test_an_invitation_is_read_as_people_type_it(session: Session) -> None:
    wave = a_wave(session)
    code = show_code(an_invitation(session, wave).code).lower()
    accept(session, wave, a_submission(invitation_code=code))
    assert len(list_responses(session)) == 1


def test_a_wave_by_invitation_refuses_those_without(session: Session) -> None:
    refuse(session, a_wave(session), a_submission(), errors.InvitationRequired)


def test_an_unknown_invitation_is_refused(session: Session) -> None:
    wave = a_wave(session)
    refuse(session, wave, a_submission(invitation_code=make_code(RNG)), errors.UnknownInvitation)


def test_a_mistyped_invitation_is_refused(session: Session) -> None:
    wave = a_wave(session)
    code = an_invitation(session, wave).code
    mistyped = code[:-1] + ("1" if code[-1] == "0" else "0")
    refuse(session, wave, a_submission(invitation_code=mistyped), errors.MistypedCode)


def test_an_invitation_of_another_wave_is_refused(session: Session) -> None:
    wave, other = a_wave(session), a_wave(session, code="w2")
    submission = a_submission(invitation_code=an_invitation(session, other).code)
    refuse(session, wave, submission, errors.InvitationOfAnotherWave)


def test_an_invitation_that_was_declined_is_refused(session: Session) -> None:
    wave = a_wave(session)
    invitation = an_invitation(session, wave)
    invitation.disposition = "refused"
    refuse(session, wave, a_submission(invitation_code=invitation.code), errors.InvitationUsed)


@pytest.mark.parametrize(
    ("wave_values", "refusal"),
    [
        ({"state": "planned"}, errors.WaveNotOpen),
        ({"opens_at": NOW + timedelta(seconds=1)}, errors.WaveNotOpen),
        ({"state": "closed"}, errors.WaveClosed),
        ({"closes_at": NOW}, errors.WaveClosed),
        ({"capacity": 0}, errors.WaveFull),
    ],
)
def test_a_wave_that_takes_no_response_says_why(
    session: Session, wave_values: dict[str, Any], refusal: type[errors.SurveyError]
) -> None:
    wave = a_wave(session, sample_type="O", **wave_values)
    refuse(session, wave, a_submission(), refusal)


def test_an_unknown_wave_is_refused(session: Session) -> None:
    wave = a_wave(session, sample_type="O")
    instrument = Instrument(load_version(session, wave.version_id), AREAS)
    with pytest.raises(errors.UnknownWave):
        accept_response(
            session, 999, a_submission(), instrument=instrument, now=NOW, today=TODAY, rng=RNG
        )


def test_a_response_is_accepted_on_the_last_day_of_the_marks_and_not_after(
    session: Session,
) -> None:
    wave = a_wave(session, sample_type="O")
    after = VALID_UNTIL + timedelta(days=1)
    refuse(session, wave, a_submission(), errors.MarksExpired, today=after)
    accept(session, wave, a_submission(), today=VALID_UNTIL)


def test_a_full_wave_takes_no_more(session: Session) -> None:
    wave = a_wave(session, sample_type="O", capacity=2)
    accept(session, wave, a_submission())
    accept(session, wave, a_submission())
    with pytest.raises(errors.WaveFull):
        accept(session, wave, a_submission())
    session.expire_all()
    assert session.get_one(Wave, wave.id).n_accepted == 2
    assert len(list_responses(session)) == 2


def test_an_incomplete_response_is_refused_with_its_errors(session: Session) -> None:
    wave = a_wave(session, sample_type="O")
    answers = {**ANSWERS, "Q5": None}
    with pytest.raises(errors.ResponseIncomplete) as refusal:
        accept(session, wave, a_submission(answers=answers))
    assert [error.page_code for error in refusal.value.errors] == ["Q5"]
    refuse(session, wave, a_submission(answers=answers), errors.ResponseIncomplete)


def test_a_screened_out_response_is_refused(session: Session) -> None:
    wave = a_wave(session, sample_type="O")
    refuse(session, wave, a_submission(answers={"S1": "1"}), errors.ScreenedOut)


@pytest.mark.parametrize(
    "part",
    [
        {"key": ""},
        {"key": "short"},
        {"key": "x" * 44},
        {"key": "键" * 30},
        {"key": "' OR 1=1; --' OR 1=1; --"},
        {"language": "fr"},
        {"mode": "telegraph"},
    ],
)
def test_a_malformed_submission_is_refused(session: Session, part: dict[str, Any]) -> None:
    wave = a_wave(session, sample_type="O")
    refuse(session, wave, a_submission(**part), errors.MalformedSubmission)


def test_a_key_used_in_another_wave_is_refused(session: Session) -> None:
    wave, other = a_wave(session, sample_type="O"), a_wave(session, code="w2", sample_type="O")
    submission = a_submission()
    accept(session, other, submission)
    session.commit()
    with pytest.raises(errors.MalformedSubmission):
        accept(session, wave, submission)


@pytest.mark.parametrize(
    "text", ["' OR 1=1; --", "<script>alert(1)</script>", "${7*7}{{7*7}}", "\u202eabc", "🏳️‍🌈" * 20]
)
def test_naughty_text_is_stored_as_it_is(session: Session, text: str) -> None:
    wave = a_wave(session, sample_type="O")
    accept(session, wave, a_submission(answers={**ANSWERS, "Q15": text}))
    packer = find_packer(load_version(session, wave.version_id))
    assert packer.unpack(list_responses(session)[0].answers)["Q15"] == text


def test_control_characters_and_broken_characters_are_dropped(session: Session) -> None:
    wave = a_wave(session, sample_type="O")
    accept(session, wave, a_submission(answers={**ANSWERS, "Q15": "a\x00b\ud800\x1b[31m\r\nc"}))
    packer = find_packer(load_version(session, wave.version_id))
    assert packer.unpack(list_responses(session)[0].answers)["Q15"] == "ab[31m\nc"


def test_nothing_on_a_response_or_receipt_leads_to_the_invitation(session: Session) -> None:
    wave = a_wave(session)
    codes = [an_invitation(session, wave, unit_number=i).code for i in range(1, 6)]
    for code in codes:
        accept(session, wave, a_submission(invitation_code=code))
    ids = [response.id for response in list_responses(session)]
    assert all(0 <= id < 2**63 for id in ids)
    assert {response.community_code for response in list_responses(session)} == {COMMUNITY}
    columns = {
        column.name for table in (InboxResponse, Receipt) for column in table.__table__.columns
    }
    assert columns == {
        *("id", "wave_id", "community_code", "language", "mode", "received_on", "answers"),
        *("code", "submission_key"),
    }


def test_a_screened_out_invitation_is_noted_once_and_for_all(session: Session) -> None:
    wave = a_wave(session)
    invitation = an_invitation(session, wave)
    record_screen_out(session, wave.id, invitation.code)
    record_screen_out(session, wave.id, show_code(invitation.code))
    session.expire_all()
    assert session.get_one(Invitation, invitation.id).disposition == "not eligible"
    with pytest.raises(errors.InvitationUsed):
        accept(session, wave, a_submission(invitation_code=invitation.code))


def test_a_completed_invitation_cannot_be_screened_out(session: Session) -> None:
    wave, other = a_wave(session), a_wave(session, code="w2")
    code = an_invitation(session, wave).code
    accept(session, wave, a_submission(invitation_code=code))
    with pytest.raises(errors.InvitationUsed):
        record_screen_out(session, wave.id, code)
    with pytest.raises(errors.InvitationOfAnotherWave):
        record_screen_out(session, other.id, code)
    with pytest.raises(errors.UnknownInvitation):
        record_screen_out(session, wave.id, make_code(RNG))


def test_an_unknown_receipt_is_refused(session: Session) -> None:
    with pytest.raises(errors.UnknownReceipt):
        find_receipt(session, make_code(RNG))
    with pytest.raises(errors.MistypedCode):
        find_receipt(session, "not a code")


def test_marks_of_the_sample_are_valid_today() -> None:
    assert DEFAULT.marks is not None
    assert DEFAULT.marks.valid_until > date(2026, 11, 21)
