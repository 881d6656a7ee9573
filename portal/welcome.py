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
        "  市民 · Citizens",
        f"    {address}/",
        "",
        "  志愿者 · Volunteers (a sample volunteer: flask --app wsgi volunteer link 志愿者001)",
        f"    {address}/volunteers/",
        "",
        f"  工作人员 · Officials (user name: {FIRST_OFFICIAL})",
        f"    {address}/officials/",
    ]
    if sign_in_link:
        lines += ["", "  一次性登录链接 · Sign in once, within a day", f"    {sign_in_link}"]
    else:
        lines.append(f"    a new link: flask --app wsgi account link {FIRST_OFFICIAL}")
    for wave in session.scalars(select(Wave).where(Wave.state == "open").order_by(Wave.id)):
        lines += _describe_wave(session, wave, address)
    return "\n".join([*lines, ""])


def _describe_wave(session: Session, wave: Wave, address: str) -> list[str]:
    heading = ["", f"  {wave.title_zh} · {wave.title_en}"]
    if wave.sample_type == "O":
        return [*heading, f"    {address}/s/{wave.code}"]
    codes = unused_invitations(session, wave.id, N_CODES)
    return [*heading, *(f"    {address}/i/{code}" for code in codes)]
