"""Who may open what of the volunteers' door: one line for every address and method.

Officials and administrators of the city coordinate; they have no volunteer's own page. A leader or
an organiser is one of the team that the thing belongs to; the team's `leader` and `organiser` are
volunteers as well, as are those of another team.
"""

OWNER = frozenset({"owner"})
OTHERS = frozenset({"other volunteer", "leader elsewhere", "organiser elsewhere"})
LEADERS = frozenset({"leader"})
ORGANISERS = LEADERS | {"organiser"}
COORDINATORS = frozenset({"official", "administrator"})
VOLUNTEERS = OWNER | OTHERS | ORGANISERS
EVERYONE = VOLUNTEERS | COORDINATORS | {"stranger"}
ORGANISERS_ANYWHERE = ORGANISERS | {"leader elsewhere", "organiser elsewhere"}

OF_TEAM = ORGANISERS | COORDINATORS
OF_LEADER = LEADERS | COORDINATORS
ON_BOARD = ORGANISERS_ANYWHERE | COORDINATORS

MAY: dict[str, frozenset[str]] = {
    # Public
    "GET /": EVERYONE,
    "GET /month": EVERYONE,
    "GET /map": EVERYONE,
    "GET /calendar.ics": EVERYONE,
    "GET /activities/<int:activity_id>": EVERYONE,
    "GET /teams": EVERYONE,
    "GET /teams/<code>": EVERYONE,
    "GET /verify": EVERYONE,
    "GET /certificates": EVERYONE,
    "GET /register": EVERYONE,
    "POST /register": EVERYONE,
    "GET /sign-in": EVERYONE,
    "POST /sign-in": EVERYONE,
    "GET /link": EVERYONE,
    "POST /link": EVERYONE,
    # Whoever holds the link
    "GET /link/<token>": EVERYONE,
    "POST /link/<token>": EVERYONE,
    "GET /contact/<token>": EVERYONE,
    "POST /contact/<token>": EVERYONE,
    "GET /guardian/<token>": EVERYONE,
    "POST /guardian/<token>": EVERYONE,
    # One's own
    "GET /me/": VOLUNTEERS,
    "GET /me/notices": VOLUNTEERS,
    "GET /me/past": VOLUNTEERS,
    "GET /me/calendar.ics": VOLUNTEERS,
    "GET /me/details": VOLUNTEERS,
    "POST /me/details": VOLUNTEERS,
    "GET /me/birth": VOLUNTEERS,
    "POST /me/birth": VOLUNTEERS,
    "GET /me/choices": VOLUNTEERS,
    "POST /me/choices": VOLUNTEERS,
    "GET /me/consents": VOLUNTEERS,
    "POST /me/consents/<kind>": VOLUNTEERS,
    "POST /me/identity": VOLUNTEERS,
    "GET /me/data": VOLUNTEERS,
    "GET /me/data.json": VOLUNTEERS,
    "GET /me/guardian": VOLUNTEERS,
    "POST /me/guardian": VOLUNTEERS,
    "GET /me/rewards": VOLUNTEERS,
    "POST /me/rewards/<int:reward_id>": VOLUNTEERS,
    "GET /me/certificates": VOLUNTEERS,
    "POST /me/certificates": VOLUNTEERS,
    "POST /me/certificates/requests/<int:request_id>/take": OWNER,
    "POST /me/certificates/requests/<int:request_id>/withdraw": OWNER,
    "GET /me/certificates/<number>": OWNER,
    "GET /me/certificates/<number>.pdf": OWNER,
    "GET /me/shifts/<int:shift_id>/correction": OWNER,
    "POST /me/shifts/<int:shift_id>/correction": OWNER,
    "GET /me/sign-ups/<int:sign_up_id>/excuse": OWNER,
    "POST /me/sign-ups/<int:sign_up_id>/excuse": OWNER,
    "POST /me/shifts/<int:shift_id>/sign-up": VOLUNTEERS,
    "POST /me/sign-ups/<int:sign_up_id>/accept": OWNER,
    "POST /me/sign-ups/<int:sign_up_id>/withdraw": OWNER,
    "GET /shifts/<int:shift_id>/check-in": VOLUNTEERS,
    "POST /shifts/<int:shift_id>/check-in": VOLUNTEERS,
    "GET /certificates/<int:request_id>/objection": VOLUNTEERS,
    "POST /certificates/<int:request_id>/objection": VOLUNTEERS,
    "POST /teams/<code>/join": VOLUNTEERS,
    # A team's leader
    "GET /teams/<code>/members": OF_LEADER,
    "POST /teams/<code>/members/<int:volunteer_id>": OF_LEADER,
    "POST /teams/<code>/places": OF_LEADER,
    "POST /teams/<code>/board": OF_LEADER,
    # A team's organisers
    "GET /organise/": ON_BOARD,
    "GET /organise/cases": ON_BOARD,
    "GET /organise/places": ON_BOARD,
    "GET /organise/places/new": ON_BOARD,
    "POST /organise/places/new": ON_BOARD,
    "GET /organise/places/<int:place_id>": OF_TEAM,
    "POST /organise/places/<int:place_id>": OF_TEAM,
    "POST /organise/places/<int:place_id>/retire": OF_TEAM,
    "POST /organise/shifts/<int:shift_id>/evaluations/<int:attendance_id>": OF_TEAM,
    "POST /organise/cases/<kind>/<int:case_id>": OF_TEAM,
    "GET /organise/teams/<code>/activities/new": OF_TEAM,
    "POST /organise/teams/<code>/activities/new": OF_TEAM,
    "GET /organise/activities/<int:activity_id>": OF_TEAM,
    "GET /organise/activities/<int:activity_id>/edit": OF_TEAM,
    "POST /organise/activities/<int:activity_id>/edit": OF_TEAM,
    "POST /organise/activities/<int:activity_id>/shifts": OF_TEAM,
    "POST /organise/activities/<int:activity_id>/publish": OF_TEAM,
    "GET /organise/shifts/<int:shift_id>": OF_TEAM,
    "GET /organise/shifts/<int:shift_id>/roster": OF_TEAM,
    "GET /organise/shifts/<int:shift_id>/code": OF_TEAM,
    "GET /organise/shifts/<int:shift_id>/poster": OF_TEAM,
    "GET /organise/shifts/<int:shift_id>/backfill": OF_TEAM,
    "POST /organise/shifts/<int:shift_id>/backfill": OF_TEAM,
    "POST /organise/shifts/<int:shift_id>/sheet/<int:sign_up_id>": OF_TEAM,
    "POST /organise/shifts/<int:shift_id>/walk-in": OF_TEAM,
    "POST /organise/shifts/<int:shift_id>/places": OF_TEAM,
    "POST /organise/shifts/<int:shift_id>/message": OF_TEAM,
    "POST /organise/shifts/<int:shift_id>/close": OF_TEAM,
    "POST /organise/sign-ups/<int:sign_up_id>/excuse": OF_TEAM,
    "POST /organise/shifts/<int:shift_id>/cancel": OF_TEAM,
    "POST /organise/activities/<int:activity_id>/cancel": OF_TEAM,
    # The city's coordinators
    "GET /city/": COORDINATORS,
    "GET /city/rules": COORDINATORS,
    "POST /city/rules": COORDINATORS,
    "POST /city/export": COORDINATORS,
    "GET /city/teams/new": COORDINATORS,
    "POST /city/teams/new": COORDINATORS,
    "GET /city/rewards": COORDINATORS,
    "POST /city/rewards": COORDINATORS,
    "GET /city/redemptions": COORDINATORS,
    "POST /city/redemptions/<int:redemption_id>": COORDINATORS,
    "GET /city/issuer": COORDINATORS,
    "POST /city/issuer": COORDINATORS,
    "GET /city/trainings": COORDINATORS,
    "POST /city/trainings": COORDINATORS,
    "GET /city/checks": COORDINATORS,
    "POST /city/checks": COORDINATORS,
    "GET /city/checks/<int:check_id>": COORDINATORS,
    "POST /city/checks/<int:check_id>/records/<int:attendance_id>": COORDINATORS,
    # What ends things, last
    "POST /teams/<code>/leave": OWNER | ORGANISERS,
    "POST /sign-out": EVERYONE,
    "POST /me/close": VOLUNTEERS,
}

MAY_DECIDE: dict[str, frozenset[str]] = {
    "correction": OF_TEAM,
    "backfill": OF_TEAM,
    "held": OF_TEAM,
    "spot check": COORDINATORS,
    "excuse": OF_TEAM,
    "birth": COORDINATORS,
    "objection": COORDINATORS,
    "nonsense": frozenset(),
}
"""Kinds of cases; a `spot check` is a held record that one has questioned."""

MAY_OF_A_DRAFT: dict[str, frozenset[str]] = {
    "GET /activities/<int:activity_id>": OF_TEAM,
    "GET /organise/activities/<int:activity_id>": OF_TEAM,
    "GET /shifts/<int:shift_id>/check-in": frozenset(),
    "POST /shifts/<int:shift_id>/check-in": frozenset(),
    "POST /me/shifts/<int:shift_id>/sign-up": frozenset(),
}
"""What differs while the activity is a draft: the city does not know of it."""
