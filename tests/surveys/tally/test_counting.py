"""Counting packed responses by weight cell."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from surveys.responses.packing import find_packer
from surveys.results.library import load_library
from surveys.tally.counting import (
    Batch,
    CellKey,
    Counter,
    add_counts,
    are_equal,
    no_counts,
)
from surveys.tally.layout import CountingRule, build_layout
from tests.surveys.questionnaires.samples import COMMUNITY, DEFAULT, STREET, some_areas
from tests.surveys.responses.samples import ANSWERS, a_version
from tests.surveys.tally.samples import OTHER_STREET, count_plainly, some_answers

PACKER = find_packer(a_version())
RULES = tuple(
    CountingRule(i.code, i.question, i.counted, i.base)
    for i in load_library(DEFAULT).indicators
    if i.counted
)
LAYOUT = build_layout(DEFAULT, RULES)
COUNTER = Counter(PACKER, LAYOUT, some_areas())

seeds = st.lists(st.integers(min_value=0, max_value=10**9), max_size=40)


def a_batch(seeds, community=COMMUNITY):
    answers = [some_answers(Random(seed)) for seed in seeds]
    return Batch([PACKER.pack(a) for a in answers], [community] * len(answers)), answers


@given(seeds)
def test_every_option_is_counted_as_by_hand(drawn):
    batch, answers = a_batch(drawn)
    total = COUNTER.count(batch).counts.sum(axis=0)
    for question in (each for each in LAYOUT.questions if each.kind in ("choice", "choices")):
        by_hand = [count_plainly(answers, question.name, [code]) for code in question.codes]
        assert total[question.start : question.answered].tolist() == by_hand
        assert total[question.answered] == count_plainly(answers, question.name, question.codes)


@given(seeds)
def test_every_indicator_is_counted_as_by_hand(drawn):
    batch, answers = a_batch(drawn)
    total = COUNTER.count(batch).counts.sum(axis=0)
    for placed in LAYOUT.rules:
        rule = placed.rule
        in_base = [a for a in answers if count_plainly([a], rule.question, rule.base)]
        assert total[placed.start + 1] == len(in_base)
        assert total[placed.start] == count_plainly(in_base, rule.question, rule.counted)


@given(seeds, st.integers(min_value=0, max_value=40))
def test_counts_of_two_heaps_add_up_to_the_counts_of_both(drawn, cut):
    whole, _ = a_batch(drawn)
    parts = [a_batch(drawn[:cut])[0], a_batch(drawn[cut:])[0]]
    together = add_counts(*(COUNTER.count(part) for part in parts))
    assert are_equal(together, COUNTER.count(whole))


@given(seeds)
def test_cells_hold_every_response_once_in_ascending_order(drawn):
    counted = COUNTER.count(a_batch(drawn)[0])
    assert counted.n_responses == len(drawn)
    assert all(n > 0 for n in counted.n)
    ordered = sorted(counted.keys, key=lambda k: (k.community_code, k.street_code, k.sex))
    assert [k.sex for k in counted.keys] == [k.sex for k in ordered]
    assert len(set(counted.keys)) == len(counted.keys)


def count_one(answers, community):
    counted = COUNTER.count(Batch([PACKER.pack(answers)], [community]))
    return counted.keys[0]


def test_sampled_response_lies_in_the_street_of_its_sampled_community():
    key = count_one({**ANSWERS, "S3": OTHER_STREET, "S2": "6", "D1": "1"}, COMMUNITY)
    assert key == CellKey(COMMUNITY, STREET, "1", "70+")


def test_open_link_response_lies_in_the_street_that_it_states():
    key = count_one({**ANSWERS, "S3": COMMUNITY, "S2": "1", "D1": "2"}, "")
    assert key == CellKey("", STREET, "2", "18-29")


def test_response_without_sex_or_street_lies_in_the_classes_not_known():
    answers = {**ANSWERS, "D1": "9"}
    del answers["S3"]
    assert count_one(answers, "") == CellKey("", "", "9", "40-49")


def test_nothing_counts_as_nothing():
    assert are_equal(COUNTER.count(Batch([], [])), no_counts(LAYOUT))


def test_questions_off_the_path_are_in_no_count():
    answers = {name: value for name, value in ANSWERS.items() if name != "Q1"}
    total = COUNTER.count(Batch([PACKER.pack(answers)], [COMMUNITY])).counts.sum(axis=0)
    q1 = LAYOUT.question_by_name["Q1"]
    assert np.all(total[q1.start : q1.answered + 1] == 0)
    assert total[LAYOUT.rule_by_code["awareness"].start + 1] == 0
