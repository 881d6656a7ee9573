"""The volunteers' door: people who give time, their activities and hours.

A map of names, from a person to a certificate; each package has its own tables and services, and
none of them knows of pages (those lie in `pages/` and know nothing of tables):

- `rules`          what a city may set: ages, presence share, stars, points, offers, travel times
- `refusals`       every expected refusal, named; `actors` who acts; `keys` keys from the secret key
- `people/`        volunteer, consents, guardians, identity number, what a person can and likes,
                   sign-in, one's own data (correct, download, delete)
- `groups/`        teams: members, leaders, organisers, requests to join
- `activities/`    activity, place, shift; drafting, publishing, cancelling, lists, calendar
- `signups/`       the one state machine of a sign-up; places, waiting list, offers, clashes
- `attendance/`    rotating code, arrival and departure, presence rule, corrections, back-filled
                   records, flags for the impossible, spot checks, evaluations
- `recognition/`   hours ledger, stars, points, rewards, team board
- `certificates/`  under public notice first, objections; numbered, signed, publicly verified
- `protecting`     minors: month of birth corrected, guardian's consent taken back, with effects
- `retention/`     what is kept how long, and the daily purge
- `notices/`       outbox written with the change, sent after the commit, never twice
- `statistics/`    shares of residents, active share, hours, targets, which officials see too
                   (`portal.volunteering`); export in record fields
- `sample/`        numbered sample volunteers of the sample city, removable

Words: an activity has shifts; a shift has places; a sign-up holds a place or waits; attendance is
what happened; service hours are what attendance is worth.
"""

from portal.accounts.session import admit_official
from portal.doors import make_door
from portal.volunteers.pages import (
    cases,
    certifying,
    checking,
    contacting,
    contesting,
    coordinating,
    details,
    entry,
    finding,
    founding,
    judging,
    noticing,
    organising,
    own,
    placing,
    printing,
    sheets,
    spot_checking,
    teaming,
)
from portal.volunteers.pages.errors import show_refusal
from portal.volunteers.pages.filters import init_filters
from portal.volunteers.pages.visitor import (
    admit_organiser,
    admit_signed_in,
    admit_volunteer,
    introduce_visitor,
)
from portal.volunteers.refusals import VolunteerRefusal
from portal.volunteers.statistics.register import KeptRegister

for topic in (
    own.blueprint,
    details.blueprint,
    contesting.blueprint,
    checking.blueprint,
    certifying.own,
    noticing.members,
):
    topic.before_request(admit_volunteer)
teaming.members.before_request(admit_signed_in)
for topic in (
    organising.blueprint,
    placing.blueprint,
    sheets.blueprint,
    printing.blueprint,
    judging.blueprint,
    cases.blueprint,
):
    topic.before_request(admit_organiser)
for topic in (coordinating.blueprint, founding.blueprint, spot_checking.blueprint):
    topic.before_request(admit_official)

door = make_door(
    "volunteers",
    "/volunteers",
    finding.blueprint,
    entry.blueprint,
    contacting.blueprint,
    teaming.public,
    certifying.public,
    noticing.public,
)
for prefix, topics in (
    ("/me", (own.blueprint, details.blueprint, contesting.blueprint, certifying.own)),
    ("", (checking.blueprint, teaming.members, noticing.members)),
    (
        "/organise",
        (
            organising.blueprint,
            placing.blueprint,
            sheets.blueprint,
            printing.blueprint,
            judging.blueprint,
            cases.blueprint,
        ),
    ),
    ("/city", (coordinating.blueprint, founding.blueprint, spot_checking.blueprint)),
):
    for topic in topics:
        door.register_blueprint(topic, url_prefix=prefix)
door.context_processor(introduce_visitor)
door.register_error_handler(VolunteerRefusal, show_refusal)
door.record_once(lambda state: init_filters(state.app))
register = KeptRegister()
