"""Results to take away, as CSV and XLSX."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.clock import read_clock
from portal.db import db
from portal.i18n import current_language, to_city_time
from portal.officials.navigation import show_wave_page
from portal.officials.reading import load_wave, read_results
from portal.officials.sheets import Sheet, make_sheet
from portal.spreadsheets import send_csv, send_xlsx

blueprint = Blueprint("downloads", __name__)


@blueprint.get("/waves/<code>/downloads")
def list_downloads(code: str) -> ResponseReturnValue:
    """Show what can be downloaded and what each file holds."""
    results = read_results(db.session, load_wave(db.session, code))
    return show_wave_page(
        "officials/downloads.html",
        results.wave,
        n_responses=results.n_responses,
        tab="downloads",
        sheet=_make_sheet(code),
        n_rows=len(results.indicators) * len(results.all_places),
    )


@blueprint.get("/waves/<code>/results.csv")
def download_csv(code: str) -> ResponseReturnValue:
    """Send the results as CSV that spreadsheets open with Chinese intact."""
    return send_csv(_make_sheet(code))


@blueprint.get("/waves/<code>/results.xlsx")
def download_xlsx(code: str) -> ResponseReturnValue:
    """Send the results as a workbook."""
    return send_xlsx(_make_sheet(code))


def _make_sheet(code: str) -> Sheet:
    results = read_results(db.session, load_wave(db.session, code))
    today = to_city_time(read_clock()).date()
    return make_sheet(results, language=current_language(), today=today)
