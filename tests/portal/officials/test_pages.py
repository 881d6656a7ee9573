"""What the officials' pages show of the sample city."""

import json

import pytest
from flask.testing import FlaskClient

from portal.accounts.tables import Account
from tests.pages import PageOpener

RANDOM, OPEN = "/officials/waves/wave-2", "/officials/waves/open-1"
PAGES = [
    "/officials/",
    "/officials/waves",
    "/officials/targets",
    "/officials/volunteers",
    "/officials/volunteers/targets/VO1",
    "/officials/volunteers/targets/VO3",
    RANDOM,
    f"{RANDOM}/indicators",
    f"{RANDOM}/indicators/satisfaction",
    f"{RANDOM}/indicators/satisfaction_score",
    f"{RANDOM}/places",
    f"{RANDOM}/places/street/990102001000",
    f"{RANDOM}/places/age/70+",
    f"{RANDOM}/questions",
    f"{RANDOM}/questions/Q1",
    f"{RANDOM}/questions/Q8",
    f"{RANDOM}/progress",
    f"{RANDOM}/codes",
    f"{RANDOM}/method",
    f"{RANDOM}/publish",
    f"{RANDOM}/downloads",
    OPEN,
    f"{OPEN}/questions/Q1",
    f"{OPEN}/questions/Q8",
    f"{OPEN}/publish",
    f"{OPEN}/downloads",
]
VERDICTS = ("达标", "未达标", "尚不能判定")

pytestmark = pytest.mark.usefixtures("official")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_of_page_opens_in_both_languages(
    page: PageOpener, client: FlaskClient, address: str, language: str
) -> None:
    client.set_cookie("lang", language)

    opened = page.open(address)

    assert opened.heading


@pytest.mark.parametrize("address", [a for a in PAGES if "/waves/" in a])
def test_sample_data_is_labelled_on_every_page_that_shows_it(
    page: PageOpener, address: str
) -> None:
    assert "示例数据" in page.open(address).text


def test_overview_answers_before_it_explains(page: PageOpener) -> None:
    text = page.open("/officials/").text

    places = [text.index(words) for words in ("4 项指标", "四项比率与目标", "这些数字怎么来的")]
    assert places == sorted(places)


def test_volunteers_of_today_stand_beside_the_newest_wave_alone(page: PageOpener) -> None:
    newest = page.open("/officials/")
    assert "志愿服务 3 项" in newest.text
    assert "/officials/volunteers" in newest.links
    assert "志愿服务 3 项" not in page.open(RANDOM).text


def test_every_chart_has_its_sentence_its_data_and_its_table(page: PageOpener) -> None:
    opened = page.open(RANDOM)

    charts = opened.root.find_all("section", class_="chart")
    assert len(charts) == 3
    for chart in charts:
        assert chart.find_all("p", class_="summary")[0].text
        figure = json.loads(str(chart.find_all("script")[0].children[0]))["figure"]
        assert figure["config"]["displayModeBar"] is False
        assert chart.find_all("tbody")[0].find_all("tr")


def test_page_without_a_chart_loads_no_chart_library(page: PageOpener) -> None:
    assert "plotly" not in page.open("/officials/targets").html
    assert "plotly" in page.open(RANDOM).html


def test_rates_carry_interval_n_target_and_formula(page: PageOpener) -> None:
    text = page.open(f"{RANDOM}/indicators/awareness").text

    for words in ("95% 置信区间", "回答人数", "有效样本量", "分子", "分母", "公式编号", "目标依据"):
        assert words in text


def test_narrow_and_wide_satisfaction_take_turns(page: PageOpener) -> None:
    narrow, wide = page.open(RANDOM), page.open(f"{RANDOM}?satisfaction=wide")

    names = [
        [h.text for h in p.root.find_all("ul", class_="rates")[0].find_all("h2")]
        for p in (narrow, wide)
    ]
    assert names[0][:3] == names[1][:3]
    assert "窄" in names[0][3]
    assert "宽" in names[1][3]


def test_unknown_way_to_count_satisfaction_is_not_found(page: PageOpener) -> None:
    page.open(f"{RANDOM}?satisfaction=loose", status=404)


def test_open_wave_shows_no_interval_no_target_and_no_verdict(page: PageOpener) -> None:
    opened = page.open(OPEN)

    assert "不代表全体市民" in opened.text
    assert "区间" not in opened.text.replace("没有误差区间", "")
    assert not opened.root.find_all("span", class_="verdict")
    assert not [span for span in opened.root.find_all("span") if "verdict" in span.get("class")]


@pytest.mark.parametrize("rest", ["/indicators", "/places", "/progress", "/method", "/codes"])
def test_open_wave_has_no_page_that_would_claim_an_estimate(page: PageOpener, rest: str) -> None:
    page.open(OPEN + rest, status=404)


@pytest.mark.parametrize(
    "rest",
    [
        "/indicators/none",
        "/places/street/none",
        "/places/planet/1",
        "/places/city/",
        "/questions/Q99",
    ],
)
def test_what_is_not_there_is_not_found(page: PageOpener, rest: str) -> None:
    page.open(RANDOM + rest, status=404)


def test_unknown_wave_is_not_found(page: PageOpener) -> None:
    page.open("/officials/waves/none", status=404)


def test_every_link_of_a_wave_leads_to_a_page(page: PageOpener) -> None:
    seen: set[str] = set()
    waiting = [RANDOM]
    while waiting:
        address = waiting.pop()
        seen.add(address)
        inside = [link for link in page.open(address).links if link.startswith((RANDOM, OPEN))]
        files = (".csv", ".xlsx")
        waiting += {link for link in inside if not link.endswith(files)} - seen - set(waiting)

    assert len(seen) > 100


def test_shown_account_is_the_one_signed_in(page: PageOpener, official: Account) -> None:
    assert official.name in page.open("/officials/").root.find_all("footer")[0].text


def test_map_shows_the_rate_that_was_asked_for_with_its_table(page: PageOpener) -> None:
    first = page.open(f"{RANDOM}/places")
    others = [link for link in first.links if "/places?indicator=" in link]
    second = page.open(others[0])
    for shown in (first, second):
        (chosen,) = [
            name for name in shown.root.find_all("strong", aria_current="true") if name.text
        ]
        (table,) = [
            table for table in shown.root.find_all("table") if f"{chosen.text}：" in table.text
        ]
        assert "泮池街道" in table.text
        assert "95% 区间" in table.text
        assert "回答人数" in table.text
    assert len(others) == 3


def test_map_of_an_unknown_rate_is_not_found(page: PageOpener) -> None:
    page.open(f"{RANDOM}/places?indicator=loose", status=404)
