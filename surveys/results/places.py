"""The places that figures are made for: the city, its districts and streets, sexes, age groups."""

from surveys.questionnaires.areas import AreaTree
from surveys.results.model import Place
from surveys.sampling.classes import AGE_GROUPS, SEXES


def list_places(areas: AreaTree) -> tuple[Place, ...]:
    """All places of a city: by area from the city down to its streets, then by sex and age."""
    (city,) = areas.list_level("city")
    districts = areas.list_level("district")
    streets = areas.list_level("street")
    return (
        Place("city", "", city.label),
        *(Place("district", node.code, node.label) for node in districts),
        *(Place("street", node.code, node.label, str(node.parent_code)) for node in streets),
        *(Place("sex", code, label) for code, label in SEXES.items()),
        *(Place("age", code, label) for code, label in AGE_GROUPS.items()),
    )


def name_domain(place: Place) -> str:
    """The name under which a place's estimates are kept."""
    return f"{place.kind} {place.code}".strip()
