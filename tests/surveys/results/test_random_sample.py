"""Results of a random sample, against an independent computation from the single responses."""

from itertools import product
from random import Random

import numpy as np
import pytest
from sqlalchemy import delete, select

from analytics.comparison import Verdict
from analytics.design import design_from_rows
from analytics.effectivedf import refine_degrees
from analytics.estimates import Domain, Score, Share, estimate
from analytics.weighting import Margin, Rake, Trim, weigh
from surveys.city.loading import FIRST_WAVE, OPEN_WAVE, SECOND_WAVE
from surveys.errors import WrongSampleType
from surveys.questionnaires.service import load_version
from surveys.responses.packing import find_packer
from surveys.responses.tables import Response
from surveys.results.model import PLACE_KINDS, WaveResults
from surveys.results.service import participant_results, results_key, wave_results
from surveys.results.targets import set_target
from surveys.sampling.tables import FrameCount, SampledPsu
from surveys.tally.service import rebuild_tally
from surveys.waves.service import find_wave, previous_wave
from surveys.waves.tables import Wave
from tests.surveys.conftest import CITY_LOADED_AT
from tests.surveys.tally.samples import put_in_inbox

SEX = {"1": "1", "2": "2", "9": "9"}
AGE = dict(zip("123456", ("18-29", "30-39", "40-49", "50-59", "60-69", "70+"), strict=True))


def estimate_from_rows(session, wave, indicators):
    """The same estimates, unpacked response by response, without any tally."""
    packer = find_packer(load_version(session, wave.version_id))
    rows = session.execute(
        select(Response.answers, SampledPsu)
        .join(
            SampledPsu,
            (SampledPsu.wave_id == Response.wave_id)
            & (SampledPsu.community_code == Response.community_code),
        )
        .where(Response.wave_id == wave.id)
    ).all()
    unpacked = [packer.unpack(answers) for answers, _ in rows]
    psus = [psu for _, psu in rows]
    keys = {
        "street": np.array([psu.street_code for psu in psus]),
        "community": np.array([psu.community_code for psu in psus]),
        "district": np.array([psu.street_code[:6] + "000000" for psu in psus]),
        "sex": np.array([SEX[answers["D1"]] for answers in unpacked]),
        "age": np.array([AGE[answers["S2"]] for answers in unpacked]),
        "N1": np.array([psu.n_communities_in_street for psu in psus]),
        "N2": np.array([psu.n_adults_in_community for psu in psus]),
    }
    given = {i.code: np.array([judge(a, i) for a in unpacked]) for i in indicators}
    design = design_from_rows(
        weight=np.array(
            [
                psu.n_communities_in_street
                / psu.n_communities_drawn
                * psu.n_adults_in_community
                / psu.n_adults_drawn
                for psu in psus
            ]
        ),
        keys=keys,
        answers=given,
        strata=("street",),
        psu=("community",),
        fpc=("N1", "N2"),
    )
    weighted = weigh(design, [Rake(read_margins(session, wave)), Trim(0.3, 3.0)])
    measures = [
        Score(i.code, i.code, dict(i.points))
        if i.points
        else Share(i.code, i.code, ("yes",), ("yes", "no"))
        for i in indicators
    ]
    return weighted, measures


def judge(answers, indicator):
    """The level of one response: yes, no, the option scored, or nothing."""
    answer = answers.get(indicator.question)
    chosen = set(answer) if isinstance(answer, tuple) else {answer}
    if not chosen & set(indicator.base):
        return ""
    if indicator.points:
        return answer
    return "yes" if chosen & set(indicator.counted) else "no"


def read_margins(session, wave):
    district_sex, age = {}, {}
    for row in session.scalars(select(FrameCount).where(FrameCount.frame_id == wave.frame_id)):
        district = row.street_code[:6] + "000000"
        key = (district, row.sex)
        district_sex[key] = district_sex.get(key, 0) + row.n_adults
        age[(row.age_group,)] = age.get((row.age_group,), 0) + row.n_adults
    return Margin(("district", "sex"), district_sex, unknown={"sex": "9"}), Margin(("age",), age)


@pytest.mark.parametrize("code", [FIRST_WAVE, SECOND_WAVE])
def test_every_estimate_equals_the_one_from_single_responses(city, code):
    wave = find_wave(city, code)
    results = wave_results(city, wave)
    weighted, measures = estimate_from_rows(city, wave, results.indicators)
    domains = [
        Domain(f"{p.kind}{p.code}", {} if p.kind == "city" else {p.kind: (p.code,)})
        for p in results.all_places
    ]
    table = estimate(weighted, measures, domains)
    table = refine_degrees(weighted, table, measures=measures, domains=domains)
    n_compared = 0
    for indicator, place in product(results.indicators, results.all_places):
        ours = results.at(indicator.code, place.kind, place.code).estimate
        if ours is None:
            continue
        theirs = table.at(indicator.code, f"{place.kind}{place.code}")
        assert (ours.n, ours.n_counted) == (theirs.n, theirs.n_counted)
        assert ours.df == pytest.approx(theirs.df, rel=1e-9)
        assert [ours.value, ours.se, ours.low, ours.high] == pytest.approx(
            [theirs.value, theirs.se, theirs.low, theirs.high], rel=1e-12, abs=1e-12
        )
        n_compared += 1
    assert n_compared > 800


@pytest.fixture
def results(city) -> WaveResults:
    wave = find_wave(city, SECOND_WAVE)
    return wave_results(city, wave, previous=previous_wave(city, wave))


def test_second_wave_shows_every_verdict(results):
    verdicts = {result.indicator.code: result.verdict for result in results.headline()}
    assert verdicts == {
        "awareness": Verdict.MET,
        "participation": Verdict.NOT_MET,
        "support": Verdict.MET,
        "satisfaction": Verdict.UNDECIDED,
    }


def test_change_is_the_difference_of_two_waves_with_an_interval_of_its_own(city, results):
    before = wave_results(city, find_wave(city, FIRST_WAVE)).at("awareness").estimate
    now = results.at("awareness")
    assert now.change.previous == before
    assert now.change.value == pytest.approx(now.estimate.value - before.value)
    assert now.change.se == pytest.approx(np.hypot(now.estimate.se, before.se))
    assert now.change.is_significant
    assert now.change.low < now.change.value < now.change.high
    assert results.previous_wave.code == FIRST_WAVE


def test_first_wave_has_no_change(city):
    wave = find_wave(city, FIRST_WAVE)
    assert previous_wave(city, wave) is None
    results = wave_results(city, wave)
    assert results.previous_wave is None
    assert all(result.change is None for result in results.results.values())


def test_there_is_a_result_for_every_indicator_in_every_place(results):
    assert set(results.results) == {
        (i.code, p.kind, p.code) for i in results.indicators for p in results.all_places
    }
    assert [len(results.places(kind)) for kind in PLACE_KINDS] == [1, 3, 12, 2, 6]


def test_hidden_figure_has_neither_estimate_nor_verdict_nor_change(results):
    hidden = [r for r in results.results.values() if not r.presentation.is_shown]
    assert hidden
    for result in hidden:
        assert (result.estimate, result.verdict, result.change) == (None, None, None)
        assert result.presentation.reason["zh"]
        assert result.presentation.reason["en"]


def test_weakest_topics_come_lowest_first(results):
    rates = [topic.estimate.value for topic in results.weakest_topics(4)]
    assert rates == sorted(rates)
    topics = [i for i in results.indicators if i.group == "topic"]
    assert min(results.at(i.code).estimate.value for i in topics) == rates[0]


def test_weights_meet_the_margins_and_stay_inside_their_bounds(results):
    audit = results.audit
    assert len(audit.steps) == 3
    assert audit.steps[-1].total == pytest.approx(764530)
    assert min(audit.weight) >= audit.lowest_allowed * (1 - 1e-9)
    assert max(audit.weight) <= audit.highest_allowed * (1 + 1e-9)
    assert sum(audit.n) == results.n_responses
    assert len(audit.margins) == 12
    for check in audit.margins:
        # Trimming after raking moves the margins a little.
        assert check.weighted_share == pytest.approx(check.frame_share, abs=0.002)


def test_sample_stands_against_the_frame_by_sex_and_age(results):
    rows = results.representativeness.rows
    assert len(rows) == 12
    assert sum(row.n_frame for row in rows) == 764530
    for share in ("frame_share", "response_share", "weighted_share"):
        assert sum(getattr(row, share) for row in rows) == pytest.approx(1)
    known = sum(row.n_responses for row in rows)
    assert known + results.representativeness.n_unknown_sex == results.n_responses
    assert 0 < results.representativeness.dissimilarity < 0.2


def test_street_with_much_coaching_is_flagged_and_the_open_wave_says_so(results):
    codes = [flag.code for flag in results.flags]
    assert "coaching" in codes
    assert "still open" in codes
    assert all(flag.words["zh"] and flag.words["en"] for flag in results.flags)


def test_method_names_size_weights_and_intervals(results):
    assert f"{results.n_responses} 份有效答卷" in results.method["zh"]
    assert "764,530" in results.method["en"]
    assert "raked" in results.method["en"]


def test_pending_response_moves_the_figures_at_once(city, results):
    wave = find_wave(city, SECOND_WAVE)
    key = results_key(city, wave)
    sampled = select(SampledPsu.community_code).where(SampledPsu.wave_id == wave.id)
    community = city.scalars(sampled.limit(1)).one()
    put_in_inbox(city, wave, 1, rng=Random(1), community_code=community)
    later = wave_results(city, wave)
    assert later.n_responses == results.n_responses + 1
    assert later.at("awareness").presentation.n >= results.at("awareness").presentation.n
    assert results_key(city, wave) != key


def test_new_target_changes_the_verdict_and_the_key(city, results):
    wave = find_wave(city, SECOND_WAVE)
    key = results_key(city, wave)
    set_target(
        city,
        wave.version.questionnaire_id,
        "participation",
        percent=50.0,
        basis={"zh": "新依据", "en": "New basis"},
        by="chen",
        now=CITY_LOADED_AT,
    )
    assert wave_results(city, wave).at("participation").verdict is Verdict.MET
    assert results_key(city, wave) != key


def results_of_first(session, n_kept) -> WaveResults:
    """Results as they stood after the first responses of the second wave."""
    wave = find_wave(session, SECOND_WAVE)
    ids = session.scalars(select(Response.id).where(Response.wave_id == wave.id)).all()
    session.execute(delete(Response).where(Response.id.in_(ids[n_kept:])))
    rebuild_tally(session, wave)
    return wave_results(session, wave, previous=previous_wave(session, wave))


@pytest.mark.parametrize("n_kept", [0, 1, 5])
def test_wave_with_few_responses_hides_everything_and_says_why(city, n_kept):
    results = results_of_first(city, n_kept)
    assert results.n_responses == n_kept
    assert all(result.estimate is None for result in results.results.values())
    assert "few responses" in [flag.code for flag in results.flags]


@pytest.mark.parametrize("n_kept", [40, 80, 160, 400])
def test_wave_in_its_first_days_shows_only_what_can_be_told(city, n_kept):
    results = results_of_first(city, n_kept)
    assert results.n_responses == n_kept
    for result in results.results.values():
        if result.estimate is not None:
            assert result.estimate.n >= 30
            assert result.estimate.low < result.estimate.high


def test_street_with_one_community_left_is_estimated_with_caution(city):
    wave = find_wave(city, SECOND_WAVE)
    psus = city.scalars(select(SampledPsu).where(SampledPsu.wave_id == wave.id)).all()
    lonely = [psu.community_code for psu in psus if psu.street_code == psus[0].street_code][1:]
    city.execute(
        delete(Response).where(Response.wave_id == wave.id, Response.community_code.in_(lonely))
    )
    rebuild_tally(city, wave)
    results = wave_results(city, wave)
    assert results.at("awareness").estimate is not None
    assert "cautious" in results.method["en"]


def test_sample_types_are_never_mixed(city):
    random_wave, open_wave = (find_wave(city, code) for code in (SECOND_WAVE, OPEN_WAVE))
    with pytest.raises(WrongSampleType):
        wave_results(city, open_wave)
    with pytest.raises(WrongSampleType):
        participant_results(city, random_wave)
    with pytest.raises(WrongSampleType):
        wave_results(city, random_wave, previous=open_wave)


def test_cost_does_not_grow_with_the_responses(city):
    """What is read is the tally's cells: the same number of them, however many respond."""
    wave = find_wave(city, SECOND_WAVE)
    city.execute(delete(Response).where(Response.wave_id == wave.id))
    assert wave_results(city, city.get_one(Wave, wave.id)).n_responses > 700
