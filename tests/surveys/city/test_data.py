"""The sample city's files agree with each other."""

from collections import Counter

from surveys.city.data import AGE_CODES, read_city

CITY = read_city()


def test_frame_holds_the_published_totals():
    assert sum(CITY.frame.values()) == 764_530
    districts = Counter()
    for (street, _, _), n in CITY.frame.items():
        districts[street[:6]] += n
    assert districts == {"990102": 333_900, "990103": 269_990, "990104": 160_640}
    assert {age for _, _, age in CITY.frame} == set(AGE_CODES)
    assert len(CITY.frame) == 144


def test_communities_add_up_to_their_street_exactly():
    adults = Counter()
    for (street, _, _), n in CITY.frame.items():
        adults[street] += n
    for community in CITY.communities:
        adults[community.parent_code] -= community.n_adults
    assert set(adults.values()) == {0}


def test_tree_has_three_districts_twelve_streets_and_enough_communities():
    assert Counter(area.level for area in CITY.areas)["district"] == 3
    assert len(CITY.streets) == 12
    per_street = Counter(community.parent_code for community in CITY.communities)
    assert all(8 <= per_street[street] <= 20 for street in CITY.streets)


def test_codes_and_names_are_used_once_and_codes_lie_in_their_parents():
    assert len({area.code for area in CITY.areas}) == len(CITY.areas)
    assert len({area.name_zh for area in CITY.areas}) == len(CITY.areas)
    assert len({area.name_en for area in CITY.areas}) == len(CITY.areas)
    for community in CITY.communities:
        assert len(community.code) == 12
        assert community.code[:9] == community.parent_code[:9]
