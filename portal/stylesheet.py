"""The one style sheet of every page: tokens, base and components, joined and packed at start.

A citizen's first page waits for a single small file, and it waits once: the address carries the
content's digest, so that browsers may keep it for a year. The sources stay readable in
`static/css/`; nothing has to be built before the portal starts.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request, url_for

from portal.doors import make_door

FOLDER = Path(__file__).parent / "static" / "css"
PARTS = ("tokens.css", "base.css", "components.css")
ONE_YEAR = "public, max-age=31536000, immutable"

blueprint = Blueprint("stylesheet", __name__)


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """The joined style sheet as it travels."""

    text: bytes
    packed: bytes
    """The same, compressed by gzip."""
    digest: str


def squeeze(css: str) -> str:
    """Take out of a style sheet what a browser does not read: comments, breaks, indents.

    >>> squeeze("a {\\n  color: red; /* why */\\n}\\n\\nb > c { margin: 0 auto }")
    'a{color:red}b>c{margin:0 auto}'
    """
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    bare = re.sub(r"\s+", " ", bare)
    bare = re.sub(r" ?([{};,>]) ?", r"\1", bare)
    return re.sub(r"(?<=[\w-]): ", ":", bare).replace(";}", "}").strip()


@lru_cache(maxsize=1)
def build_stylesheet() -> Stylesheet:
    """Join and pack the parts, once per process."""
    css = "".join((FOLDER / part).read_text(encoding="utf-8") for part in PARTS)
    text = squeeze(css).encode("utf-8")
    digest = hashlib.sha256(text).hexdigest()[:12]
    return Stylesheet(text, gzip.compress(text, 9, mtime=0), digest)


@blueprint.get("/style/<digest>.css")
def show_stylesheet(digest: str) -> Response:
    """The style sheet under the digest of its content; an outdated address is unknown."""
    sheet = build_stylesheet()
    if digest != sheet.digest:
        abort(404)
    accepts_gzip = request.accept_encodings.quality("gzip") > 0
    response = Response(sheet.packed if accepts_gzip else sheet.text, mimetype="text/css")
    if accepts_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = ONE_YEAR
    return response


def stylesheet_url() -> str:
    """Address of the style sheet for `<link>`."""
    return url_for("style.stylesheet.show_stylesheet", digest=build_stylesheet().digest)


def init_stylesheet(app: Flask) -> None:
    """Serve the style sheet from `app` and give templates its address."""
    app.register_blueprint(door)
    app.jinja_env.globals["stylesheet_url"] = stylesheet_url


door = make_door("style", "/", blueprint)
