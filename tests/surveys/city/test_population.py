"""The model behind the sample city: what is simulated follows what is declared true."""

import numpy as np
import pytest

from surveys.city.answering import draw_people
from surveys.city.data import read_city
from surveys.city.opinions import PRIORITIES, TRUTHS, UNCIVIL_ACTS, true_any_of, wave_shift
from surveys.city.population import GatedChoices, choose_up_to
from surveys.city.truth import draw_neighbourhoods

N = 200_000
PLACES = draw_neighbourhoods(7)


def a_population(rng):
    """People in proportion to the frame."""
    weight = read_city().adults.ravel()
    drawn = rng.choice(weight.size, size=N, p=weight / weight.sum())
    return draw_people(drawn // 12, drawn % 12, rng=rng)


@pytest.mark.parametrize("question", TRUTHS)
def test_simulated_shares_are_the_declared_ones(question):
    rng = np.random.default_rng(11)
    people, way = a_population(rng), TRUTHS[question]
    answers = way.answer(people, PLACES, wave=wave_shift(question, "first"), rng=rng)
    codes = [*way.main, "1"] if isinstance(way, GatedChoices) else [*way.codes, *way.beside]
    adults = read_city().adults
    for code in set(codes):
        truth = true_any_of(question, (code,), PLACES, "first")
        expected = float((adults * truth).sum() / adults.sum())
        simulated = np.mean([code in a if isinstance(a, tuple) else a == code for a in answers])
        # Five standard errors of a simple random sample, and neighbours are alike.
        assert simulated == pytest.approx(expected, abs=0.0005 + 0.008 * expected**0.5)


@pytest.mark.parametrize("shares", [UNCIVIL_ACTS, PRIORITIES])
def test_choices_of_up_to_three_keep_their_shares_and_their_limit(shares):
    chosen = choose_up_to(50_000, shares, rng=np.random.default_rng(3))
    assert max(map(len, chosen)) <= 3
    for code, share in shares.items():
        assert np.mean([code in several for several in chosen]) == pytest.approx(share, abs=0.012)


def test_traits_make_topics_go_together():
    rng = np.random.default_rng(5)
    people = a_population(rng)
    parking, compound = (
        TRUTHS[q].answer(people, PLACES, wave=0.0, rng=rng) for q in ("Q8_T02", "Q8_T09")
    )
    content = [np.isin(answers, ["1", "2"]) for answers in (parking, compound)]
    assert np.corrcoef(*content)[0, 1] > 0.15
