"""The choices sheet: lists of options, each read when the first question uses it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from surveys.questionnaires.model import Option
from surveys.questionnaires.xlsform.columns import is_fact
from surveys.questionnaires.xlsform.findings import Findings
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.kinds import TypeCell
from surveys.questionnaires.xlsform.parts import PartReader
from surveys.questionnaires.xlsform.sheets import Row, Sheet

OTHER = "other"
OTHER_LABEL: Mapping[str, str] = {"zh": "其他", "en": "Other"}


@dataclass
class ChoiceLists:
    """The lists of a form by name."""

    rows_by_list: Mapping[str, list[Row]]
    read: dict[str, tuple[Option, ...]] = field(default_factory=dict)

    def read_options(self, cell: TypeCell, user: Row, parts: PartReader) -> tuple[Option, ...]:
        """Return the options of a question; none, with the reason found, where there is no list."""
        name, place = cell.list_name, user.locate("type")
        if not name:
            parts.findings.refuse(FormFault.NO_LIST, place, type=user.read("type"))
            return ()
        if name not in self.rows_by_list:
            hint_zh, hint_en = _suggest(name, list(self.rows_by_list))
            about = {"list": name, "hint_zh": hint_zh, "hint_en": hint_en}
            parts.findings.refuse(FormFault.UNKNOWN_LIST, place, **about)
            return ()
        if name not in self.read:
            self.read[name] = _read_list(self.rows_by_list[name], parts)
        options = self.read[name]
        return options if not cell.asks_other else self._add_other(options, cell, user, parts)

    def list_unused(self, findings: Findings) -> None:
        """Warn of lists that no question uses."""
        for name, rows in self.rows_by_list.items():
            if name not in self.read:
                findings.warn(FormFault.UNUSED_LIST, rows[0].locate("list_name"), list=name)

    def _add_other(
        self, options: tuple[Option, ...], cell: TypeCell, user: Row, parts: PartReader
    ) -> tuple[Option, ...]:
        if any(option.code == OTHER for option in options):
            place = user.locate("type")
            parts.findings.refuse(FormFault.OTHER_TWICE, place, list=cell.list_name)
            return options
        label = {
            tag: OTHER_LABEL[tag] for tag in parts.languages.tags if tag in OTHER_LABEL
        } or OTHER_LABEL
        return (*options, Option(code=OTHER, label=label, asks_text=True))


def read_lists(sheet: Sheet, findings: Findings) -> ChoiceLists:
    """Return the lists of a choices sheet."""
    rows_by_list: dict[str, list[Row]] = {}
    for header in ("list_name", "name") if sheet.rows else ():
        if header not in sheet.names:
            findings.refuse(FormFault.NO_COLUMN, sheet.locate(), header=header)
    for row in sheet.rows:
        name = row.read("list_name")
        if name:
            rows_by_list.setdefault(name, []).append(row)
        elif row.read("name"):
            findings.refuse(FormFault.NO_NAME, row.locate("list_name"))
    return ChoiceLists(rows_by_list)


def _read_list(rows: list[Row], parts: PartReader) -> tuple[Option, ...]:
    facts = [column for column in rows[0].sheet.columns if is_fact(column)]
    options = (parts.read_option(row, facts) for row in rows)
    return tuple(option for option in options if option is not None)


def _suggest(name: str, names: list[str]) -> tuple[str, str]:
    meant = get_close_matches(name, names, n=1, cutoff=0.7)
    return (f"是否应为“{meant[0]}”？", f'Should it be "{meant[0]}"?') if meant else ("", "")
