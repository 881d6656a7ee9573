"""The list of waves: random samples together, waves open to all apart."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.db import db
from portal.officials.reading import list_wave_links

blueprint = Blueprint("waves", __name__)


@blueprint.get("/waves")
def list_waves() -> ResponseReturnValue:
    """Show every wave to choose from."""
    return render_template("officials/waves.html", waves=list_wave_links(db.session))
