"""Every expected refusal of the survey, named, in the order of the river's stages.

A refusal is raised by a service and shown by whoever called it; nothing here knows of pages or
statuses. What went wrong is in the class and its attributes, never in a sentence to be parsed.
"""

from collections.abc import Sequence
from datetime import datetime

from surveys.questionnaires.faults import Finding, MisplacedError


class SurveyError(Exception):
    """The base of all refusals: the request was understood and is turned down for a reason."""


# Questionnaires


class QuestionnaireRefused(SurveyError):
    """The definition has faults that must be mended before it can be published."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(str(finding) for finding in findings))
        self.findings = tuple(findings)


class FormNotWritable(SurveyError):
    """A text is too long for a spreadsheet's cell, or has a character that none can hold."""


class UnknownQuestionnaire(SurveyError):
    """No questionnaire was published under this code."""


class UnknownVersion(SurveyError):
    """There is no published version with this id."""


class VersionTampered(SurveyError):
    """The stored definition no longer has the digest under which it was published."""


class VersionImmutable(SurveyError):
    """A published version was about to be changed or deleted."""


class UnknownDraft(SurveyError):
    """There is no draft with this id."""


class DraftClosed(SurveyError):
    """The draft was published or put away: nothing of it can be changed any more."""


class DraftChanged(SurveyError):
    """Somebody else changed what is being edited since it was opened; nothing was overwritten."""

    def __init__(self, *, by: str, at: datetime) -> None:
        super().__init__(f"changed by {by} at {at.isoformat()}")
        self.by = by
        self.at = at


class NothingToUndo(SurveyError):
    """The draft has no step in that direction."""


class PartGone(SurveyError):
    """The section or question was removed or has another code by now."""


class CodeTaken(SurveyError):
    """Another section or question has this code already."""


# Sampling


class MistypedCode(SurveyError):
    """The characters cannot be a code of ours: too few, too many, or the check does not hold."""


class UnknownArea(SurveyError):
    """No area has this code."""


class FrameTooSmall(SurveyError):
    """A street has fewer communities, or a community fewer adults, than the draw asks for."""

    def __init__(self, area_code: str, *, n_needed: int, n_there: int) -> None:
        super().__init__(f"{area_code}: {n_needed} to draw, {n_there} in the frame")
        self.area_code = area_code
        self.n_needed = n_needed
        self.n_there = n_there


# Waves


class UnknownWave(SurveyError):
    """No wave has this code."""


class WaveAlreadyOpened(SurveyError):
    """Only a planned wave can be opened."""


class WaveNotClosable(SurveyError):
    """Only an open wave can be closed."""


class WaveNotOpen(SurveyError):
    """The wave has not opened yet."""


class WaveClosed(SurveyError):
    """The wave has closed."""


class WaveFull(SurveyError):
    """The wave has accepted as many responses as it may."""


class MarksExpired(SurveyError):
    """The approval of the questionnaire is past its last valid day."""


# Responses


class MalformedSubmission(SurveyError):
    """A part of the submission that no citizen types (key, language, mode) is not well formed."""


class ResponseIncomplete(SurveyError):
    """Answers on the path are missing or do not fit their questions."""

    def __init__(self, errors: Sequence[MisplacedError]) -> None:
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = tuple(errors)
        """In the order of the pages."""


class ScreenedOut(SurveyError):
    """The answers lead to the end page of those who do not belong to the population."""


class InvitationRequired(SurveyError):
    """The wave is answered by invitation only and none was given."""


class UnknownInvitation(SurveyError):
    """No invitation has this code."""


class InvitationOfAnotherWave(SurveyError):
    """The invitation belongs to another wave."""


class InvitationUsed(SurveyError):
    """The invitation has already been used, or its person was found not eligible."""


class UnknownReceipt(SurveyError):
    """No receipt has this code."""


# Results


class UnknownIndicator(SurveyError):
    """The questionnaire has no indicator of this code."""


class TargetNotAllowed(SurveyError):
    """The indicator is no rate, or the target is not above 0 and at most 100 percent."""


class WrongSampleType(SurveyError):
    """The wave's sample type does not admit figures of this kind."""


class PublicationTampered(SurveyError):
    """A published snapshot no longer has the digest under which it was published."""


class NothingPublished(SurveyError):
    """Nothing has been published of this wave."""


# The sample city


class SampleCityLoaded(SurveyError):
    """The sample city is there already; remove it before it is loaded again."""
