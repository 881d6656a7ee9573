"""Which figures may be shown, and to whom."""

import numpy as np
import pytest

from analytics.estimates import EstimateTable
from surveys.results.presentation import judge_presentation, present_count


def a_table(value, se, *, n, df=36.0):
    """One measure in one domain."""
    one = np.ones((1, 1))
    n_effective = value * (1 - value) / se**2 if se else float(n)
    return EstimateTable(
        ("m",),
        ("d",),
        value * one,
        se * one,
        one,
        one,
        df * one,
        (n * one).astype(int),
        (n * one).astype(int),
        n_effective * one,
        one,
        one,
        0.95,
        np.array([["logit"]]),
    )


def present(value, se, *, n, df=36.0, shares=("m",)):
    return judge_presentation(a_table(value, se, n=n, df=df), shares)["m", "d"]


def test_precise_rate_is_shown_to_everyone():
    presentation = present(0.85, 0.013, n=780)
    assert (presentation.state, presentation.is_publishable) == ("shown", True)
    assert presentation.reason is None


@pytest.mark.parametrize(("n", "se"), [(29, 0.06), (200, 0.08)])
def test_rate_on_fewer_than_thirty_effective_answers_is_hidden(n, se):
    presentation = present(0.8, se, n=n)
    assert (presentation.state, presentation.is_publishable) == ("hidden", False)
    assert "30" in presentation.reason["zh"]


def test_rate_with_a_wide_interval_is_for_officials_only():
    presentation = present(0.6, 0.07, n=60, df=3.0)
    assert (presentation.state, presentation.is_publishable) == ("review", False)
    assert presentation.is_shown


def test_rate_on_few_degrees_of_freedom_needs_review():
    presentation = present(0.9, 0.02, n=400, df=5.0)
    assert (presentation.state, presentation.is_publishable) == ("review", True)


def test_empty_domain_is_no_data_and_never_zero():
    presentation = present(float("nan"), float("nan"), n=0)
    assert (presentation.state, presentation.is_shown) == ("no data", False)


def test_score_on_few_answers_is_hidden():
    assert present(0.5, 0.01, n=20, shares=()).state == "hidden"
    assert present(0.5, 0.01, n=300, shares=()).state == "shown"


@pytest.mark.parametrize(
    ("n", "n_counted", "state"),
    [
        (0, 0, "no data"),
        (29, 15, "hidden"),
        (100, 4, "hidden"),
        (100, 96, "hidden"),
        (100, 5, "shown"),
        (100, 0, "shown"),
        (100, None, "shown"),
    ],
)
def test_small_counts_of_participants_and_their_complements_are_hidden(n, n_counted, state):
    assert present_count(n, n_counted).state == state
