"""The citizens' door: open to everyone, at the root of the site.

`home` leads in, `start` begins a filling-in, `answering` asks page by page, `sending` reviews and
hands in, `receipts` checks a receipt, `results` shows what is published. `progress` seals the
answers so far into the browser, `visit` opens them again, `ways` knows the addresses, `faces`
renders the pages, `forgery` keeps forged forms out. Templates of questions ask `type_of(question)`
for what its type knows, and `hint_format(question)` for how an answer is to be written.
"""

from flask import Flask
from flask_wtf import CSRFProtect

from portal.asking.words import hint_format
from portal.citizens import answering, home, receipts, results, sending, start
from portal.citizens.forgery import refuse_forged
from portal.doors import make_door
from surveys.questionnaires.types import find_type

FILLING_IN = (start.blueprint, answering.blueprint, sending.blueprint)
"""The pages of a filling-in: they carry its own check against forged forms."""

for blueprint in FILLING_IN:
    blueprint.before_request(refuse_forged)

door = make_door(
    "citizens",
    "/",
    home.blueprint,
    start.blueprint,
    sending.blueprint,
    answering.blueprint,
    receipts.blueprint,
    results.blueprint,
)


def init_citizens(app: Flask, protection: CSRFProtect) -> None:
    """Open the door on `app`; its filling-ins need no session, and so not its `protection`."""
    for blueprint in FILLING_IN:
        protection.exempt(blueprint)
    app.register_blueprint(door)
    app.jinja_env.globals |= {"type_of": find_type, "hint_format": hint_format}
