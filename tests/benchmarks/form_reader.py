"""Reads the form of a page as a citizen would fill it in: one plausible value per question."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form of a page: where it goes, and the values offered under each field name."""

    action: str = ""
    method: str = "get"
    hidden: dict[str, str] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def filled_in(self, nth: int) -> list[tuple[str, str]]:
        """Fields with the nth offered value of each question (the last where there are fewer)."""
        chosen = [
            (name, values[min(nth, len(values) - 1)]) for name, values in self.offered.items()
        ]
        return [*self.hidden.items(), *chosen, *((name, "") for name in self.texts)]


class _FormParser(HTMLParser):
    """Collects the forms of a page that are sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
        elif self._form is not None and tag == "select":
            self._select = given["name"]
        elif self._form is not None and tag == "option" and given.get("value"):
            self._form.offered.setdefault(self._select, []).append(given["value"])
        elif self._form is not None and tag == "textarea":
            self._form.texts.append(given["name"])
        elif self._form is not None and tag == "input" and given.get("name"):
            self._take_input(self._form, given)

    def _take_input(self, form: Form, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind == "hidden":
            form.hidden[given["name"]] = given.get("value", "")
        elif kind in {"radio", "checkbox"}:
            form.offered.setdefault(given["name"], []).append(given.get("value", "on"))
        else:
            form.texts.append(given["name"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            if self._form.method == "post":
                self.forms.append(self._form)
            self._form = None


def read_forms(html: str) -> list[Form]:
    """All POST forms of a page, in their order."""
    parser = _FormParser()
    parser.feed(html)
    return parser.forms
