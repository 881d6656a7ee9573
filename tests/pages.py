"""Opens pages as a browser without a window would, and checks the HTML of every page it opens."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"})
LABELLED_INPUTS = frozenset({"input", "select", "textarea"})
UNLABELLED_TYPES = frozenset({"hidden", "submit", "button"})
CAN_BE_DISABLED = frozenset({"button", "fieldset", "input", "select", "textarea"})
HOUSE_LANGUAGES = ("zh-CN", "en")
"""What the house speaks; a questionnaire may speak others on its own pages."""
ADDRESS_ATTRIBUTES = ("href", "src", "action", "formaction", "srcset", "data", "poster")

Fields = Mapping[str, str | Sequence[str]]


@dataclass
class Element:
    """One element of a page with everything inside it, in order."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        """An attribute's value."""
        return self.attributes.get(name, default)

    def walk(self) -> Iterator["Element"]:
        """This element and all inside it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def find_all(self, tag: str, **attributes: str) -> list["Element"]:
        """All elements of this tag that have these attributes (class_ for class)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.walk()
            if element.tag == tag
            and all(element.attributes.get(name) == value for name, value in wanted.items())
        ]

    @property
    def text(self) -> str:
        """The words inside, white space folded."""
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("#document", {})
        self.open = [self.root]
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> repeats an attribute: {names}")
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag == tag:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> closes <{self.open[-1].tag}>")

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


@dataclass
class Page:
    """An HTML page as it came, and its tree."""

    address: str
    status: int
    html: str
    root: Element
    response: TestResponse

    @property
    def title(self) -> str:
        """What the browser's tab says."""
        return self.root.find_all("title")[0].text

    @property
    def heading(self) -> str:
        """The one h1."""
        return self.root.find_all("h1")[0].text

    @property
    def text(self) -> str:
        """The words of the page's main part."""
        return self.root.find_all("main")[0].text

    @property
    def forms(self) -> list[Element]:
        """All forms, in order."""
        return self.root.find_all("form")

    @property
    def links(self) -> list[str]:
        """Where the page's links lead."""
        return [link.get("href") for link in self.root.find_all("a")]


class PageOpener:
    """Opens and submits pages; every HTML page on the way must pass `check_page`."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.languages: Sequence[str] = HOUSE_LANGUAGES
        """The languages that a page may name as its own: a test adds its questionnaire's."""

    def open(self, address: str, *, status: int = 200) -> Page:
        """Open an address, following redirects to the page that is shown."""
        return self._take(self.client.get(address, follow_redirects=True), status)

    def submit(
        self,
        page: Page,
        fields: Fields | None = None,
        *,
        action: str | None = None,
        button: tuple[str, str] | None = None,
        status: int = 200,
    ) -> Page:
        """Fill in and send the form of `page` that posts (to `action`, if it has several)."""
        form = _find_form(page, action)
        data = read_form(form) | dict(fields or {}) | dict([button] if button else [])
        address = form.get("action") or page.address
        return self._take(self.client.post(address, data=data, follow_redirects=True), status)

    def post(self, address: str, fields: Fields, *, token_from: str, status: int = 200) -> Page:
        """Post to an address with the token of the first form on another page."""
        form = _find_form(self.open(token_from), None)
        data = {"csrf_token": read_form(form)["csrf_token"], **fields}
        return self._take(self.client.post(address, data=data, follow_redirects=True), status)

    def _take(self, response: TestResponse, status: int) -> Page:
        address = response.request.path
        if response.request.query_string:
            address += "?" + response.request.query_string.decode()
        assert response.status_code == status, f"{address}: {response.status}"
        page = read_page(response, address)
        faults = list(find_faults(page, languages=self.languages))
        assert not faults, f"{address}: {faults}\n{page.html}"
        return page


def read_page(response: TestResponse, address: str) -> Page:
    """Parse a response; an HTML fault raises."""
    assert response.mimetype == "text/html", f"{address} is {response.mimetype}"
    builder = _TreeBuilder()
    builder.feed(response.text)
    builder.close()
    assert not builder.faults, f"{address}: {builder.faults}"
    assert len(builder.open) == 1, f"{address}: <{builder.open[-1].tag}> is never closed"
    return Page(address, response.status_code, response.text, builder.root, response)


def read_form(form: Element) -> dict[str, str | Sequence[str]]:
    """What a browser would send if nothing were touched."""
    data: dict[str, list[str]] = {}
    disabled = {
        id(inside)
        for element in form.walk()
        if element.tag in CAN_BE_DISABLED and "disabled" in element.attributes
        for inside in element.walk()
    }
    for element in form.walk():
        name = element.get("name")
        if not name or id(element) in disabled:
            continue
        for value in _read_values(element):
            data.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in data.items()}


def find_faults(page: Page, *, languages: Sequence[str] = HOUSE_LANGUAGES) -> Iterator[str]:
    """Everything that no page of ours may do."""
    yield from _find_frame_faults(page, languages)
    yield from _find_id_faults(page.root)
    yield from _find_label_faults(page.root)
    yield from _find_form_faults(page)
    for element in page.root.walk():
        yield from _find_inline_faults(element, page.response.headers["Content-Security-Policy"])
        yield from _find_foreign_addresses(element)


def _find_frame_faults(page: Page, languages: Sequence[str]) -> Iterator[str]:
    html = page.root.find_all("html")
    if len(html) != 1 or html[0].get("lang") not in languages:
        yield "the page does not name its language"
    if not page.html.lower().startswith("<!doctype html>"):
        yield "the page does not begin with its doctype"
    if len(page.root.find_all("main")) != 1:
        yield "the page has not exactly one <main>"
    headings, titles = page.root.find_all("h1"), page.root.find_all("title")
    if len(headings) != 1 or len(titles) != 1:
        yield f"{len(headings)} <h1>, {len(titles)} <title>"
        return
    expected = {prefix + headings[0].text for prefix in ("", "错误：", "错误:", "Error: ")}
    if titles[0].text not in expected or not headings[0].text:
        yield f"title {titles[0].text!r} is not heading {headings[0].text!r}"


def _find_id_faults(root: Element) -> Iterator[str]:
    ids = [element.get("id") for element in root.walk() if "id" in element.attributes]
    for repeated in {value for value in ids if ids.count(value) > 1}:
        yield f"id {repeated!r} stands {ids.count(repeated)} times"
    for element in root.walk():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for target in element.get(name).split():
                if target not in ids:
                    yield f"<{element.tag} {name}> points to {target!r}, which is not there"
        href = element.get("href")
        if element.tag == "a" and href.startswith("#") and href[1:] not in ids:
            yield f"a link leads to {href!r}, which is not there"


def _find_label_faults(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in root.find_all("label")}
    inside = {id(inner) for label in root.find_all("label") for inner in label.walk()}
    for element in root.walk():
        if element.tag not in LABELLED_INPUTS or element.get("type") in UNLABELLED_TYPES:
            continue
        names = element.attributes.keys() & {"aria-label", "aria-labelledby"}
        if not names and element.get("id") not in labelled and id(element) not in inside:
            yield f"<{element.tag} name={element.get('name')!r}> has no label"
    for image in root.find_all("img"):
        if "alt" not in image.attributes:
            yield f"<img src={image.get('src')!r}> has no alt"


def _find_form_faults(page: Page) -> Iterator[str]:
    for form in page.forms:
        posts = form.get("method").lower() == "post"
        tokens = form.find_all("input", name="csrf_token")
        if posts and (len(tokens) != 1 or not tokens[0].get("value")):
            yield f"the form to {form.get('action')!r} has {len(tokens)} tokens"
        if not posts and tokens:
            yield "a form that only asks puts a token into the address"


def _find_inline_faults(element: Element, policy: str) -> Iterator[str]:
    for name in element.attributes:
        if name == "style" or name.startswith("on"):
            yield f"<{element.tag} {name}=...> stands inline"
    if element.tag == "style" and f"'nonce-{element.get('nonce')}'" not in policy:
        yield "<style> stands inline"
    is_data = element.get("type") == "application/json"
    if element.tag == "script" and not is_data and (not element.get("src") or element.children):
        yield "<script> stands inline"


def _find_foreign_addresses(element: Element) -> Iterator[str]:
    for name in ADDRESS_ATTRIBUTES:
        address = element.get(name).strip().lower()
        if address.startswith(("http:", "https:", "//", "data:", "javascript:", "ftp:")):
            yield f"<{element.tag} {name}={address!r}> leads elsewhere"


def _find_form(page: Page, action: str | None) -> Element:
    forms = [
        form
        for form in page.root.find_all("main")[0].find_all("form")
        if form.get("method").lower() == "post" and action in (None, form.get("action"))
    ]
    assert forms, f"{page.address} has no form that posts to {action or 'anywhere'}"
    return forms[0]


def _read_values(element: Element) -> Iterator[str]:
    if element.tag == "textarea":
        # The parser of a browser drops one line break after the tag.
        yield "".join(str(child) for child in element.children).removeprefix("\n")
    elif element.tag == "select":
        options = element.find_all("option")
        open_to_choose = [option for option in options if "disabled" not in option.attributes]
        chosen = [option for option in options if "selected" in option.attributes]
        chosen = chosen or open_to_choose[:1]
        yield from (option.attributes.get("value", option.text) for option in chosen)
    elif element.tag == "input" and element.get("type") in ("checkbox", "radio"):
        if "checked" in element.attributes:
            yield element.get("value", "on")
    elif element.tag == "input" and element.get("type") not in ("submit", "button"):
        yield element.get("value")
