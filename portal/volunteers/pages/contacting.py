"""Changing one's addresses: a link to each new one, where the portal can send any."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.service import count_try
from portal.clock import SECRETS, read_clock
from portal.db import db
from portal.volunteers.notices.kinds import NoticeKind
from portal.volunteers.notices.outbox import write_notice
from portal.volunteers.pages.tools import current_settings
from portal.volunteers.people.contacts import ask_for_contact, confirm_contact, is_email
from portal.volunteers.people.tables import Volunteer

blueprint = Blueprint("contacting", __name__)

TRIES_PREFIX = "volunteer contact "


@dataclass(frozen=True)
class ChangedContacts:
    """What holds from now on, and what was new about it."""

    contacts: tuple[str | None, str | None]
    """E-mail address and mobile number."""
    asked: tuple[str, ...]
    """New addresses that a link was sent to; they hold once it is used."""
    unproven: tuple[str, ...]
    """New addresses that hold at once, because nothing can be sent to them."""

    def tell(self) -> None:
        """Say on the next page what became of new addresses."""
        for contact in self.asked:
            flash(_("确认链接已发往 %(contact)s，一天内点开才生效。", contact=contact))
        for contact in self.unproven:
            flash(_("%(contact)s 没有核实过：本站还不能向它发送消息。", contact=contact))


@blueprint.route("/contact/<token>", methods=["GET", "POST"])
def confirm(token: str) -> ResponseReturnValue:
    """Confirm a new address by the link sent to it; a button, as programs open links."""
    if request.method == "GET":
        return render_template("volunteers/confirm_contact.html")
    confirm_contact(db.session, token, now=read_clock())
    flash(_("新的联系方式已确认。"))
    return redirect(url_for("volunteers.finding.show_list"), 303)


def change_contacts(volunteer: Volunteer, wanted: tuple[str | None, str | None]) -> ChangedContacts:
    """Send links to what is new and can be reached. Raises AlreadyRegistered, AccountLocked."""
    holding, asked, unproven = list(wanted), [], []
    former = (volunteer.email, volunteer.mobile)
    for place, (old, new) in enumerate(zip(former, wanted, strict=True)):
        if new is None or new == old:
            continue
        if can_send(new):
            _send_link(volunteer, new)
            holding[place] = old
            asked.append(new)
        else:
            unproven.append(new)
    if holding == [None, None]:
        # An address is given up only once the one in its place is proven.
        holding = list(former)
    return ChangedContacts((holding[0], holding[1]), tuple(asked), tuple(unproven))


def find_changed(volunteer: Volunteer, wanted: tuple[str | None, str | None]) -> str:
    """The name of the first field with another address than before."""
    return "email" if wanted[0] not in (None, volunteer.email) else "mobile"


def can_send(contact: str) -> bool:
    """Whether the portal is set up to send anything to such an address."""
    settings = current_settings()
    return bool(settings.mail_server if is_email(contact) else settings.text_gateway)


def _send_link(volunteer: Volunteer, contact: str) -> None:
    now = read_clock()
    count_try(db.session, f"{TRIES_PREFIX}{volunteer.id}", now=now)
    token = ask_for_contact(db.session, volunteer, contact, now=now, rng=SECRETS)
    link = current_settings().public_url + url_for("volunteers.contacting.confirm", token=token)
    kind = NoticeKind.CONTACT_LINK
    write_notice(db.session, volunteer.id, kind, {"link": link}, now=now, address=contact)
