"""What `make run` prints: where the pages are, how to get in, codes to try at once."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.sampling.service import unused_invitations
from surveys.waves.tables import Wave

FIRST_OFFICIAL = "official"
N_CODES = 3


def describe_portal(session: Session, address: str, sign_in_link: str | None) -> str:
    """The lines for the terminal, Chinese and English side by side."""
    lines = [
        "",
        f"  市民 citizens        {address}/",
        f"  工作台 officials      {address}/officials/",
        f"  用户名 account        {FIRST_OFFICIAL}",
    ]
    if sign_in_link:
        lines.append(f"  一次性登录 sign in once {sign_in_link}")
    else:
        lines.append("  忘了密码 forgotten?    flask --app wsgi account link " + FIRST_OFFICIAL)
    for wave in session.scalars(select(Wave).where(Wave.state == "open").order_by(Wave.id)):
        lines += _describe_wave(session, wave, address)
    return "\n".join([*lines, ""])


def _describe_wave(session: Session, wave: Wave, address: str) -> list[str]:
    heading = ["", f"  {wave.title_zh} · {wave.title_en}"]
    if wave.sample_type == "O":
        return [*heading, f"    {address}/s/{wave.code}"]
    codes = unused_invitations(session, wave.id, N_CODES)
    return [*heading, *(f"    {address}/i/{code}" for code in codes)]
