"""The English catalogues against the Chinese strings of code and templates.

`python -m tests.catalogues` adds what is missing (with empty English) and drops what is stale.
"""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

PORTAL = Path(__file__).parents[1] / "portal"
SOURCES = {
    "core": ("*.py",),
    "common": ("templates/layouts/**/*", "templates/components/**/*", "templates/errors/**/*"),
    "accounts": ("accounts/**/*.py", "templates/accounts/**/*"),
    "citizens": (
        "asking/**/*.py",
        "citizens/**/*.py",
        "templates/asking/**/*",
        "templates/citizens/**/*",
    ),
    "officials": ("officials/*.py", "templates/officials/*", "templates/officials/parts/**/*"),
    "editor": (
        "officials/questionnaires/**/*.py",
        "previews/**/*.py",
        "templates/officials/questionnaires/**/*",
        "templates/previews/**/*",
    ),
    "volunteers": ("volunteers/**/*.py", "templates/volunteers/**/*"),
}
HEADER = """\
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
KEYWORDS = {"_": None, "gettext": None, "_l": None, "lazy_gettext": None, "ngettext": (1, 2)}


def find_catalogue(name: str) -> Path:
    """The file of one catalogue."""
    return PORTAL / "translations" / name / "en" / "LC_MESSAGES" / "messages.po"


def extract_strings(name: str) -> set[str]:
    """The Chinese strings in the sources that a catalogue serves."""
    return {string for path in _list_sources(name) for string in _extract(path)}


def load_catalogue(name: str) -> Catalog:
    """The catalogue as it stands; empty if there is no file yet."""
    path = find_catalogue(name)
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def read_english(name: str) -> dict[str, str]:
    """Chinese string to English words of one catalogue."""
    return {str(message.id): str(message.string) for message in load_catalogue(name) if message.id}


def update_catalogue(name: str, *, known: set[str]) -> None:
    """Rewrite a catalogue with exactly its strings, without those `known` elsewhere."""
    english = read_english(name)
    catalogue = Catalog(locale="en")
    for string in sorted(extract_strings(name) - known):
        catalogue.add(string, english.get(string, ""))
    path = find_catalogue(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalogue, width=100, no_location=True, omit_header=True)


def _list_sources(name: str) -> Iterator[Path]:
    for pattern in SOURCES[name]:
        yield from (path for path in sorted(PORTAL.glob(pattern)) if path.is_file())


def _extract(path: Path) -> Iterator[str]:
    method = "python" if path.suffix == ".py" else "jinja2"
    found = extract_from_file(method, path, keywords=KEYWORDS, options={"silent": "false"})
    for _line, message, _comments, _context in found:
        yield message[0] if isinstance(message, tuple) else message


def _update_all() -> None:
    known: set[str] = set()
    for name in SOURCES:
        update_catalogue(name, known=known)
        known |= extract_strings(name)


if __name__ == "__main__":
    _update_all()
