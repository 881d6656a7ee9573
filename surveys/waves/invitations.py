"""From an invitation's code to the wave that it admits to."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.errors import InvitationUsed, UnknownInvitation
from surveys.sampling.codes import read_code
from surveys.sampling.tables import Invitation
from surveys.waves.tables import Wave


def find_invited_wave(session: Session, typed: str) -> tuple[str, str]:
    """The wave's code and the invitation's, from a code as somebody typed it.

    This only looks: whether the invitation admits a response is decided when one arrives.

    Raises
    ------
    MistypedCode, UnknownInvitation, InvitationUsed
        When it leads nowhere.
    """
    code = read_code(typed)
    found = session.execute(
        select(Wave.code, Invitation.disposition)
        .join(Invitation, Invitation.wave_id == Wave.id)
        .where(Invitation.code == code)
    ).one_or_none()
    if found is None:
        raise UnknownInvitation
    wave_code, disposition = found
    if disposition != "issued":
        raise InvitationUsed
    return wave_code, code
