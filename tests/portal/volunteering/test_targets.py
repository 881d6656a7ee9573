"""Targets of volunteering: first values, a history that grows, verdicts without an interval."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteering.indicators import ACTIVE, HOURS, INDICATORS, REGISTERED, RegisterTarget
from portal.volunteering.model import AreaFigures, VolunteerFigures
from portal.volunteering.rows import count_verdicts, describe_city
from portal.volunteers.rules import VolunteerSetting, load_rules
from portal.volunteers.statistics.targets import list_target_history, read_targets, set_target
from surveys.errors import TargetNotAllowed
from tests.portal.volunteers.builders import NOW, RULES

BASIS = {"zh": "市委会议纪要", "en": "Minutes of the city committee"}
TARGET = RegisterTarget(13, BASIS, "chen", NOW)
CITY = AreaFigures("", {"zh": "全市", "en": "Whole city"}, 1000, 80, 90, 45, 90 * 60 * 20)
FIRST = {indicator.code: indicator.first_target for indicator in INDICATORS}
FIGURES = VolunteerFigures(2026, CITY, (), (), (), FIRST, has_sample_data=False)


def test_a_city_starts_from_targets_that_name_their_basis(session: Session) -> None:
    targets = read_targets(session)
    assert [targets[indicator.code].value for indicator in INDICATORS] == [8, 50, 20]
    assert all(target.basis["zh"] and target.basis["en"] for target in targets.values())


def test_the_newest_target_holds_and_the_others_stay_on_record(session: Session) -> None:
    later = replace(TARGET, value=10, set_by="lin", set_at=NOW + timedelta(days=1))
    set_target(session, REGISTERED, TARGET)
    set_target(session, REGISTERED, later)
    set_target(session, HOURS, replace(TARGET, value=30))
    history = list_target_history(session, REGISTERED)
    assert history == (later, TARGET, REGISTERED.first_target)
    assert {code: target.value for code, target in read_targets(session).items()} == {
        "VO1": 10,
        "VO2": 50,
        "VO3": 30,
    }
    assert len(session.scalars(select(VolunteerSetting)).all()) == 3


def test_targets_among_the_settings_are_no_rules(session: Session) -> None:
    set_target(session, REGISTERED, TARGET)
    assert load_rules(session, RULES.timezone) == RULES


@pytest.mark.parametrize(
    "target",
    [
        replace(TARGET, value=0),
        replace(TARGET, value=100.1),
        replace(TARGET, basis={"zh": "有", "en": " "}),
        replace(TARGET, set_at=None),
    ],
)
def test_an_impossible_target_is_refused(session: Session, target: RegisterTarget) -> None:
    with pytest.raises(TargetNotAllowed):
        set_target(session, ACTIVE, target)


def test_hours_may_have_a_target_beyond_a_hundred(session: Session) -> None:
    set_target(session, HOURS, replace(TARGET, value=120))
    assert read_targets(session)["VO3"].value == 120


def test_a_register_that_just_reaches_its_target_has_met_it() -> None:
    rows = describe_city(FIGURES)
    assert [row.verdict for row in rows] == ["met", "met", "met"]
    assert [(row.counted, row.base) for row in rows] == [
        ("80", "1,000"),
        ("45", "90"),
        ("1,800.0", "90"),
    ]
    assert count_verdicts(rows)["zh"] == "志愿服务 3 项：3 项达标，0 项未达标。"


def test_one_too_few_has_not_met_it_and_nothing_is_undecided() -> None:
    short = replace(FIGURES, city=replace(CITY, n_registered=79, n_active=44))
    assert [row.verdict for row in describe_city(short)] == ["not met", "not met", "met"]


def test_an_empty_register_is_not_judged() -> None:
    empty = replace(FIGURES, city=AreaFigures("", CITY.name, 0, 0, 0, 0, 0))
    rows = describe_city(empty)
    assert {row.verdict for row in rows} == {""}
    assert {row.value["zh"] for row in rows} == {"—"}
    assert "3 without data" in count_verdicts(rows)["en"]
