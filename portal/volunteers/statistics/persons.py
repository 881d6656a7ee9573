"""What the export says of the people in it: skills, trainings, stars, identity, who recorded.

Read for a batch of records at a time, with a few queries each, whatever the batch holds.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.tables import Account
from portal.volunteers.actors import PORTAL
from portal.volunteers.people.choices import SKILLS
from portal.volunteers.people.identity import IdentityVault, mask_identity_number
from portal.volunteers.people.tables import Volunteer, VolunteerTrait
from portal.volunteers.recognition.stars import find_stars
from portal.volunteers.recognition.tables import Training, VolunteerTotal
from portal.volunteers.rules import VolunteerRules

DELETED = "（已注销）"
BY_PORTAL = "系统"
SEPARATOR = "、"


@dataclass(frozen=True)
class PersonRecord:
    """What a volunteer's record holds beside the services."""

    identity_masked: str
    skills: str
    trainings: str
    n_stars: int


@dataclass(frozen=True)
class RecordReader:
    """Who may open identity numbers, and by which rules stars are counted."""

    vault: IdentityVault
    rules: VolunteerRules

    def read_persons(
        self, session: Session, volunteers: Iterable[Volunteer]
    ) -> dict[int, PersonRecord]:
        """The records of these volunteers, by their ids."""
        people = {volunteer.id: volunteer for volunteer in volunteers}
        skills = _list_skills(session, people)
        trainings = _list_trainings(session, people)
        minutes = _sum_credited(session, people)
        return {
            id: PersonRecord(
                identity_masked=self._mask_identity(volunteer),
                skills=SEPARATOR.join(skills[id]),
                trainings=SEPARATOR.join(trainings[id]),
                n_stars=find_stars(minutes.get(id, 0), rules=self.rules).n_stars,
            )
            for id, volunteer in people.items()
        }

    def _mask_identity(self, volunteer: Volunteer) -> str:
        if volunteer.identity_sealed is None:
            return ""
        number = self.vault.open(volunteer.identity_sealed, volunteer_number=volunteer.number)
        return mask_identity_number(number)


def name_actors(session: Session, keys: Collection[str]) -> dict[str, str]:
    """Names by the keys that records keep: volunteers and officials by name, or as closed."""
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for key in keys:
        kind, _, id = key.partition(":")
        if id.isdecimal():
            ids[kind].add(int(id))
    names = {PORTAL.key: BY_PORTAL}
    for kind, table in (("volunteer", Volunteer), ("official", Account)):
        rows = session.execute(select(table.id, table.name).where(table.id.in_(ids[kind])))
        names |= {f"{kind}:{id}": name or DELETED for id, name in rows}
    return {key: names.get(key, DELETED) for key in keys}


def _list_skills(session: Session, ids: Collection[int]) -> defaultdict[int, list[str]]:
    skills: defaultdict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(VolunteerTrait.volunteer_id, VolunteerTrait.code)
        .where(VolunteerTrait.volunteer_id.in_(ids), VolunteerTrait.kind == "skill")
        .order_by(VolunteerTrait.code)
    )
    for volunteer_id, code in rows:
        skills[volunteer_id].append(SKILLS[code]["zh"])
    return skills


def _list_trainings(session: Session, ids: Collection[int]) -> defaultdict[int, list[str]]:
    trainings: defaultdict[int, list[str]] = defaultdict(list)
    rows = session.scalars(
        select(Training).where(Training.volunteer_id.in_(ids)).order_by(Training.day, Training.id)
    )
    for training in rows:
        words = f"{training.title}（{training.day}，{training.minutes} 分钟）"
        trainings[training.volunteer_id].append(words)
    return trainings


def _sum_credited(session: Session, ids: Collection[int]) -> dict[int, int]:
    rows = session.execute(
        select(VolunteerTotal.volunteer_id, func.sum(VolunteerTotal.credited_minutes))
        .where(VolunteerTotal.volunteer_id.in_(ids))
        .group_by(VolunteerTotal.volunteer_id)
    )
    return {volunteer_id: int(minutes) for volunteer_id, minutes in rows}
