"""Volunteering at both doors: the same figures, live, with their charts and files."""

import csv
import io
import json
from collections.abc import Iterator
from io import BytesIO

import pytest
import time_machine
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from portal.accounts.tables import AuditEntry
from portal.db import Database
from portal.volunteers.activities.tables import Shift
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.signups.tables import SignUp
from tests.pages import Page, PageOpener
from tests.portal.volunteers.builders import (
    CLOSING,
    OTHER_STREET,
    STREET,
    a_frame,
    a_shift,
    a_volunteer,
    close,
    serve,
    signed_up,
)

OVERVIEW, FIGURES, COORDINATORS = "/officials/", "/officials/volunteers", "/volunteers/city/"
TARGET = "/officials/volunteers/targets/VO1"
BASIS = {"basis_zh": "市委会议纪要", "basis_en": "Minutes of the city committee"}
REGISTER = "全数登记，不是抽样"

pytestmark = pytest.mark.usefixtures("clock", "official")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Shortly after the shift, on the day that the official signed in."""
    with time_machine.travel(CLOSING, tick=False) as travel:
        yield travel


def a_register(database: Database) -> None:
    """Two volunteers (one leads the team) of 70 adults, and a sign-up."""
    with database.transaction() as session:
        a_frame(session, {STREET: 50, OTHER_STREET: 20})
        volunteer, shift = a_volunteer(session), a_shift(session)
        signed_up(session, shift, volunteer)


def serve_once(database: Database) -> None:
    """Three credited hours."""
    with database.transaction() as session:
        volunteer = session.scalars(select(Volunteer).join(SignUp)).one()
        shift = session.scalars(select(Shift).join(SignUp)).one()
        serve(session, shift, volunteer)
        close(session, shift)


def read_figures(page: Page) -> list[list[str]]:
    """The tables under the charts, cell by cell: one list per row."""
    return [
        [cell.text.strip() for cell in row.find_all("td")]
        for chart in page.root.find_all("section", class_="chart")
        for row in chart.find_all("tbody")[0].find_all("tr")
    ]


@pytest.mark.parametrize("address", [OVERVIEW, FIGURES, COORDINATORS])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_figures_stand_at_both_doors_with_their_base_and_without_interval(
    page: PageOpener, client: FlaskClient, database: Database, address: str, language: str
) -> None:
    a_register(database)
    client.set_cookie("lang", language)
    opened = page.open(address)
    words = REGISTER if language == "zh" else "Complete register, not a sample"
    assert words in opened.text
    assert "2.9%" in opened.text
    assert "置信区间" not in opened.text
    assert "confidence interval" not in opened.text


def test_an_empty_city_has_no_figure_instead_of_a_zero(page: PageOpener) -> None:
    for address in (OVERVIEW, FIGURES, COORDINATORS):
        assert "—" in page.open(address).text
    assert "今年还没有记入时长" in page.open(FIGURES).text


def test_figures_are_live_after_a_check_out(page: PageOpener, database: Database) -> None:
    a_register(database)
    assert "0 ÷ 2" in page.open(OVERVIEW).text
    serve_once(database)
    for address in (OVERVIEW, FIGURES, COORDINATORS):
        shown = page.open(address).text
        assert "环境保护" in shown
        assert "1.5 小时" in shown
    assert "1 ÷ 2" in page.open(OVERVIEW).text


def test_every_chart_has_its_sentence_its_figure_and_its_table(
    page: PageOpener, database: Database
) -> None:
    a_register(database)
    serve_once(database)
    at_officials, at_coordinators = page.open(FIGURES), page.open(COORDINATORS)
    for opened in (at_officials, at_coordinators):
        charts = opened.root.find_all("section", class_="chart")
        assert len(charts) == 5
        for chart in charts:
            assert chart.find_all("p", class_="summary")[0].text
            figure = json.loads(str(chart.find_all("script")[0].children[0]))["figure"]
            assert {trace["type"] for trace in figure["data"]} == {"bar"}
    assert read_figures(at_officials) == read_figures(at_coordinators)


def test_a_new_target_changes_the_verdict_and_is_on_record(
    page: PageOpener, database: Database
) -> None:
    a_register(database)
    assert find_verdicts(page.open(FIGURES)) == ["未达标", "未达标", "未达标"]
    listed = page.submit(page.open(TARGET), {"value": "2.5", **BASIS})
    assert "≥ 2.5%" in listed.text
    assert find_verdicts(page.open(FIGURES)) == ["达标", "未达标", "未达标"]
    history = page.open(TARGET).text
    assert "市委会议纪要" in history
    assert "≥ 8%" in history
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject) == ("target set", "VO1 ≥ 2.5%")


def find_verdicts(page: Page) -> list[str]:
    cards = page.root.find_all("ul", class_="counts")[0]
    words = [span.text.split()[0] for span in cards.find_all("span") if span.text]
    return [word for word in words if word in ("达标", "未达标")]


@pytest.mark.parametrize("value", ["0", "-1", "100.1", "eight", "NaN", ""])
def test_an_impossible_target_comes_back_at_its_field(page: PageOpener, value: str) -> None:
    refused = page.submit(page.open(TARGET), {"value": value, **BASIS}, status=422)
    assert refused.title.startswith("错误")
    assert refused.root.find_all("a", href="#value")


def test_only_the_indicators_of_volunteering_have_their_page(page: PageOpener) -> None:
    page.open("/officials/volunteers/targets/VO9", status=404)


def test_targets_of_volunteering_are_listed_where_no_wave_is(page: PageOpener) -> None:
    shown = page.open("/officials/targets")
    assert "还没有调查" in shown.text
    assert "志愿服务（全数登记）" in shown.text
    assert "≥ 20 小时" in shown.text
    assert TARGET in shown.links


def test_the_file_carries_base_target_and_verdict_with_every_figure(
    client: FlaskClient, database: Database
) -> None:
    a_register(database)
    serve_once(database)
    response = client.get(f"{FIGURES}/figures.csv")
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    registered = rows[0]
    assert registered["统计方式"] == REGISTER
    assert (registered["地区"], registered["指标代码"]) == ("全市", "VO1")
    assert (registered["计入数"], registered["基数"], registered["数值"]) == ("2", "70", "2.8571")
    assert (registered["目标"], registered["目标方向"], registered["结论"]) == ("8", "≥", "未达标")
    hours = {row["指标"]: row["数值"] for row in rows}
    assert hours["各领域的小时数 · 环境保护 · 信用时长"] == "3.0"
    book = load_workbook(BytesIO(client.get(f"{FIGURES}/figures.xlsx").data))
    sheet = book["results"]
    assert sheet.max_row == len(rows) + 1
    assert [cell.value for cell in sheet[1]] == list(registered)
