"""What reading a form found: each finding with its sheet, row and column, in two languages.

The words are made where the fault is known; whoever shows a finding adds nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from surveys.questionnaires.faults import DefinitionFault
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.limits import READ_SHEETS
from surveys.questionnaires.xlsform.words import say

Severity = Literal["error", "unpublishable", "warning"]
"""An error refuses the form; what is unpublishable comes in and must be mended before publishing;
a warning tells what was done differently."""

MAX_FINDINGS = 300
"""More are counted, not listed: nobody reads them."""

KEPT: frozenset[FormFault | DefinitionFault] = frozenset(
    {
        FormFault.NO_LIST,
        FormFault.UNKNOWN_LIST,
        FormFault.UNKNOWN_FUNCTION,
        FormFault.WRONG_ARGUMENTS,
        FormFault.CURRENT_VALUE,
        FormFault.PATH,
        FormFault.FILTERED_PATH,
        FormFault.CURLY_QUOTES,
        FormFault.FAULTY_EXPRESSION,
        DefinitionFault.NO_OPTIONS,
        DefinitionFault.NO_ROWS,
        DefinitionFault.FAULTY_EXPRESSION,
        DefinitionFault.UNKNOWN_REFERENCE,
        DefinitionFault.FORWARD_REFERENCE,
    }
)
"""Errors that a questionnaire can hold as they are written: a draft may begin with them, to be
mended before publishing. All others are of something that would be passed over."""


@dataclass(frozen=True)
class Place:
    """A place in the file; what is None is not known or does not apply."""

    sheet: str | None = None
    row: int | None = None
    """Counted from 1, as spreadsheets do."""
    column: str | None = None
    """The spreadsheet's letter: A, B, ..., AA."""
    header: str | None = None
    """The column's heading as it is written in the file."""


NOWHERE = Place()


@dataclass(frozen=True)
class Finding:
    """One thing to know about a form, and where."""

    severity: Severity
    fault: StrEnum
    """A FormFault of reading or a DefinitionFault of the questionnaire."""
    sheet: str | None
    row: int | None
    column: str | None
    header: str | None
    words: Mapping[str, str]
    """Language tag -> one sentence, in Chinese and English."""

    def describe(self, language: str) -> str:
        """Return place and sentence in one line: `survey G12 (relevant): ...`."""
        cell = f"{self.column or ''}{self.row or ''}"
        header = f"({self.header})" if self.header else ""
        place = " ".join(part for part in (self.sheet, cell, header) if part)
        sentence = self.words[language]
        return f"{place}: {sentence}" if place else sentence


_SEVERITIES: tuple[Severity, ...] = ("error", "unpublishable", "warning")


def _place_in_order(finding: Finding) -> tuple[int, int, int, int, str]:
    """Return what sorts findings: severity, sheet, row, column."""
    sheet = (finding.sheet or "").casefold()
    rank = READ_SHEETS.index(sheet) if sheet in READ_SHEETS else -1
    column = finding.column or ""
    severity = _SEVERITIES.index(finding.severity)
    return severity, rank, finding.row or 0, len(column), column


@dataclass
class Findings:
    """Gathers findings while a form is read."""

    found: list[Finding] = field(default_factory=list)
    n_unlisted: int = 0
    n_errors: int = 0
    kept: list[Place] = field(default_factory=list)
    """Where errors stand that a questionnaire can hold."""

    @property
    def loses_something(self) -> bool:
        """True where an error is of what no questionnaire can hold."""
        return self.n_errors > len(self.kept)

    def refuse(self, fault: FormFault | DefinitionFault, place: Place, **about: object) -> None:
        """Add an error."""
        if fault in KEPT:
            self.kept.append(place)
        self._add("error", fault, place, about)

    def postpone(self, fault: FormFault | DefinitionFault, place: Place, **about: object) -> None:
        """Add what must be mended before publishing."""
        self._add("unpublishable", fault, place, about)

    def warn(self, fault: FormFault | DefinitionFault, place: Place, **about: object) -> None:
        """Add a warning."""
        self._add("warning", fault, place, about)

    def close(self) -> tuple[Finding, ...]:
        """Return the findings, errors first, each kind in the order of the file."""
        listed = sorted(self.found, key=_place_in_order)
        if self.n_unlisted:
            severity: Severity = "error" if self.n_errors else "warning"
            words = say(FormFault.MORE_FINDINGS, {"n": self.n_unlisted})
            fault = FormFault.MORE_FINDINGS
            listed.append(Finding(severity, fault, None, None, None, None, words))
        return tuple(listed)

    def _add(
        self,
        severity: Severity,
        fault: FormFault | DefinitionFault,
        place: Place,
        about: Mapping[str, object],
    ) -> None:
        self.n_errors += severity == "error"
        if len(self.found) >= MAX_FINDINGS:
            self.n_unlisted += 1
            return
        words = MappingProxyType(dict(say(fault, about)))
        self.found.append(
            Finding(severity, fault, place.sheet, place.row, place.column, place.header, words)
        )
