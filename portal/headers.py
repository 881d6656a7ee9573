"""Headers of every response: what a page may load, who may frame or remember it, and for how long.

Nothing comes from another host, nothing is inline. A chart's library needs one style element; the
template that has it asks for a nonce with `style_nonce()`, and only that response names it.
"""

import hashlib
import secrets
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, g, request, url_for

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{nonce}; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
NO_FRAMES = "frame-ancestors 'none'"
OWN_FRAMES = "frame-src 'self'; frame-ancestors 'self'"
PLAIN_POLICY = POLICY.format(nonce="")
PERMISSIONS = "camera=(), geolocation={location}, microphone=(), payment=()"
FIXED_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    # The same host keeps the full address: the check against forged forms needs it under HTTPS.
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", PERMISSIONS.format(location="()")),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
HTTPS_HEADERS = (*FIXED_HEADERS, ("Strict-Transport-Security", "max-age=31536000"))
ONE_YEAR = "public, max-age=31536000, immutable"


def init_headers(app: Flask) -> None:
    """Put the headers on every response of `app` and give templates `static_url`, `style_nonce`."""
    app.after_request(set_headers)
    app.jinja_env.globals |= {"static_url": static_url, "style_nonce": style_nonce}


def set_headers(response: Response) -> Response:
    """Add the headers; a view has a say in the Cache-Control alone."""
    nonce = g.get("style_nonce")
    policy = POLICY.format(nonce=f" 'nonce-{nonce}'") if nonce else PLAIN_POLICY
    if g.get("allows_own_frames"):
        policy = policy.replace(NO_FRAMES, OWN_FRAMES)
    is_https = current_app.config["SESSION_COOKIE_SECURE"]
    # All at once and without looking for an earlier value: this runs with every response.
    response.headers.extend(HTTPS_HEADERS if is_https else FIXED_HEADERS)
    response.headers.add("Content-Security-Policy", policy)
    if g.get("allows_location"):
        response.headers["Permissions-Policy"] = PERMISSIONS.format(location="(self)")
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = ONE_YEAR
    elif "Cache-Control" not in response.headers:
        # Phones are shared: a page with somebody's answers stays in no cache.
        response.headers["Cache-Control"] = "no-store"
    return response


def allow_own_frames() -> None:
    """Let this response hold a page of this site in a frame, and stand in one itself."""
    g.allows_own_frames = True


def allow_location() -> None:
    """Let this response, and no other, ask the browser where it is."""
    g.allows_location = True


def style_nonce() -> str:
    """The nonce of this response for one style element; asking for it allows it."""
    if "style_nonce" not in g:
        g.style_nonce = secrets.token_urlsafe(16)
    return str(g.style_nonce)


def static_url(filename: str) -> str:
    """Address of a static file that changes with its content, so that it may be kept for a year."""
    folder = Path(str(current_app.static_folder))
    return url_for("static", filename=filename, v=_read_digest(folder / filename))


@lru_cache(maxsize=256)
def _read_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
