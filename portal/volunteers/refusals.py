"""Every expected refusal of the volunteers' services, named, in the order of a volunteer's path."""

from datetime import datetime


class VolunteerRefusal(Exception):
    """The base: what was asked was understood and is turned down for a reason."""


class NotAllowed(VolunteerRefusal):
    """The actor has no right over this thing."""


class NotFound(VolunteerRefusal):
    """There is no such thing, or none that this visitor may know of."""


# People


class AlreadyRegistered(VolunteerRefusal):
    """The address, mobile number or identity number belongs to a volunteer already."""


class TooYoung(VolunteerRefusal):
    """Below the age from which the city registers volunteers."""


class IdentityNumberInvalid(VolunteerRefusal):
    """The identity number's date or check character does not hold."""


class SignInRefused(VolunteerRefusal):
    """Address and password do not belong together."""


class LinkUnusable(VolunteerRefusal):
    """A one-time link is unknown, used, or too old."""


class ConsentMissing(VolunteerRefusal):
    """A consent that this needs was never given, or was withdrawn."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class GuardianConsentMissing(VolunteerRefusal):
    """A minor without a guardian's consent, and not accompanied."""


# Groups


class AlreadyMember(VolunteerRefusal):
    """The volunteer is in the team, or has asked to join it."""


class LastLeader(VolunteerRefusal):
    """A team keeps at least one leader."""


# Activities


class ActivityIncomplete(VolunteerRefusal):
    """Something that must be published with an activity is missing."""

    def __init__(self, *missing: str) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class ActivityNotOpen(VolunteerRefusal):
    """The activity is a draft, or was cancelled."""


class PlacesTaken(VolunteerRefusal):
    """A shift cannot have fewer places than are already taken."""


class PlaceOutside(VolunteerRefusal):
    """The coordinates do not lie in the place's street."""


class PlaceRetired(VolunteerRefusal):
    """The place is no longer used for new shifts."""


# Sign-ups


class WrongState(VolunteerRefusal):
    """The sign-up's state does not allow this step."""

    def __init__(self, state: str, event: str) -> None:
        super().__init__(f"{event} is not possible for a sign-up that is {state}")
        self.state = state
        self.event = event


class AlreadySignedUp(VolunteerRefusal):
    """The volunteer is on this shift's list already."""


class ShiftFull(VolunteerRefusal):
    """Every place is taken or held for those who waited."""


class ShiftStarted(VolunteerRefusal):
    """The shift has begun or is over."""


class ShiftClash(VolunteerRefusal):
    """Another shift of the volunteer is at this time, or too far away to reach."""

    def __init__(self, other_title: str) -> None:
        super().__init__(other_title)
        self.other_title = other_title


class TooManyAbsences(VolunteerRefusal):
    """The volunteer did not come too often of late; signing up is paused."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class AgeOutside(VolunteerRefusal):
    """The volunteer is too young or too old for this activity."""


class DangerousForMinors(VolunteerRefusal):
    """Minors do no dangerous work."""


class SkillMissing(VolunteerRefusal):
    """The activity needs skills that the volunteer has not named."""

    def __init__(self, *skills: str) -> None:
        super().__init__(", ".join(skills))
        self.skills = skills


class OfferExpired(VolunteerRefusal):
    """The offered place was held for a time that is over."""


# Attendance


class CodeWrong(VolunteerRefusal):
    """The organiser's code is not the one shown now."""


class NotCheckInTime(VolunteerRefusal):
    """It is too early or too late to check in or out."""


class NotSignedUp(VolunteerRefusal):
    """The volunteer has no place in this shift."""


class TimesImpossible(VolunteerRefusal):
    """Departure is not after arrival, or the times lie outside the shift."""


class DeparturesMissing(VolunteerRefusal):
    """Some who arrived have no time of departure; the sheet cannot be closed."""

    def __init__(self, n_missing: int) -> None:
        super().__init__(str(n_missing))
        self.n_missing = n_missing


class ShiftNotOver(VolunteerRefusal):
    """The shift has not ended yet."""


class SecondPersonNeeded(VolunteerRefusal):
    """Whoever entered a record cannot also approve it."""


class AlreadyDecided(VolunteerRefusal):
    """A request was decided before."""


class NothingToCheck(VolunteerRefusal):
    """No settled record lies in the period of a spot check."""


# Recognition and certificates


class OutOfStock(VolunteerRefusal):
    """The reward is no longer there."""


class PointsMissing(VolunteerRefusal):
    """The volunteer has fewer points than the reward costs."""


class NothingToCertify(VolunteerRefusal):
    """No credited hours lie in the period."""


class AlreadyNoticed(VolunteerRefusal):
    """A certificate of the volunteer is under public notice already."""


class NoticeRunning(VolunteerRefusal):
    """The public notice is not over, or an objection is being looked into."""


class CertificateAltered(VolunteerRefusal):
    """The certificate does not carry the signature of its content."""
