"""Codes to hand out: one confidential list per community, every look at it written down."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.accounts.service import record_audit
from portal.accounts.session import require_account
from portal.clock import read_clock
from portal.db import db
from portal.officials.navigation import show_wave_page
from portal.officials.progress import load_random_wave
from portal.officials.reading import read_facts
from surveys.sampling.handout import find_handout, list_handouts, list_unit_codes

blueprint = Blueprint("codes", __name__)


@blueprint.get("/waves/<code>/codes")
def list_communities(code: str) -> ResponseReturnValue:
    """List the drawn communities; no code is on this page."""
    wave = load_random_wave(db.session, code)
    handouts = list_handouts(db.session, wave.id)
    return show_wave_page(
        "officials/codes.html",
        read_facts(db.session, wave),
        tab="progress",
        handouts=handouts,
    )


@blueprint.post("/waves/<code>/codes/<community_code>")
def show_codes(code: str, community_code: str) -> ResponseReturnValue:
    """Show the unused codes of one community to print, and record who saw them."""
    wave = load_random_wave(db.session, code)
    handout = find_handout(db.session, wave.id, community_code)
    record_audit(
        db.session,
        who=require_account().name,
        action="invitation codes shown",
        subject=f"{wave.code} {community_code}",
        now=read_clock(),
    )
    return render_template(
        "officials/community_codes.html",
        wave=read_facts(db.session, wave),
        handout=handout,
        units=list_unit_codes(db.session, wave.id, community_code),
        printed_at=read_clock(),
    )
