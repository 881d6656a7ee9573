"""The two-stage draw."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import FrameTooSmall
from surveys.sampling.draw import draw_two_stage
from surveys.sampling.frame import FrameCommunity


def a_frame(sizes_by_street: dict[str, list[int]]) -> list[FrameCommunity]:
    """Communities of the given sizes in each street."""
    return [
        FrameCommunity(f"{street}-{number}", street, n_adults)
        for street, sizes in sizes_by_street.items()
        for number, n_adults in enumerate(sizes)
    ]


frames = st.dictionaries(
    st.sampled_from(["a", "b", "c"]),
    st.lists(st.integers(min_value=25, max_value=9000), min_size=4, max_size=20),
    min_size=1,
)


@given(frames, st.integers())
def test_every_street_gives_as_many_communities_and_adults_as_asked(sizes, seed):
    drawn = draw_two_stage(a_frame(sizes), n_communities=4, n_adults=25, rng=Random(seed))
    assert Counter(community.street_code for community in drawn) == dict.fromkeys(sizes, 4)
    assert len({community.code for community in drawn}) == len(drawn)
    assert all(community.n_adults_drawn == 25 for community in drawn)


@given(frames, st.integers())
def test_design_weight_is_the_inverse_of_both_stages(sizes, seed):
    for community in draw_two_stage(a_frame(sizes), n_communities=4, n_adults=25, rng=Random(seed)):
        expected = len(sizes[community.street_code]) / 4 * community.n_adults_in_community / 25
        assert community.design_weight == pytest.approx(expected)


def test_weights_add_up_to_the_frame_on_average_over_draws():
    frame = a_frame({"a": [3000, 4000, 5000, 6000, 7000, 2000], "b": [2500, 3500, 4500, 8000]})
    totals = [
        sum(
            community.design_weight * community.n_adults_drawn
            for community in draw_two_stage(frame, n_communities=3, n_adults=20, rng=Random(seed))
        )
        for seed in range(2000)
    ]
    n_adults = sum(community.n_adults for community in frame)
    assert sum(totals) / len(totals) == pytest.approx(n_adults, rel=0.01)


def test_same_seed_draws_the_same_sample_in_any_order_of_the_frame():
    frame = a_frame({"a": [100] * 12, "b": [200] * 9})
    one = draw_two_stage(frame, n_communities=4, n_adults=25, rng=Random(7))
    other = draw_two_stage(frame[::-1], n_communities=4, n_adults=25, rng=Random(7))
    assert one == other


def test_street_with_too_few_communities_is_named():
    with pytest.raises(FrameTooSmall) as refusal:
        draw_two_stage(a_frame({"a": [100, 100]}), n_communities=3, n_adults=5, rng=Random(1))
    assert (refusal.value.area_code, refusal.value.n_there) == ("a", 2)


def test_community_with_too_few_adults_is_named():
    with pytest.raises(FrameTooSmall) as refusal:
        draw_two_stage(a_frame({"a": [100, 3]}), n_communities=2, n_adults=5, rng=Random(1))
    assert (refusal.value.area_code, refusal.value.n_there) == ("a-1", 3)
