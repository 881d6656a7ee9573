"""Certificates: issue one's own, take it as PDF; verify anyone's who shows it."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.city import city_name
from portal.clock import SECRETS, read_clock
from portal.db import db
from portal.volunteers.certificates.content import read_content
from portal.volunteers.certificates.issuer import load_issuer
from portal.volunteers.certificates.printing import PrinterMissing, make_pdf
from portal.volunteers.certificates.public_notice import (
    ask_for_certificate,
    find_own_request,
    give_out,
    withdraw_request,
)
from portal.volunteers.certificates.service import (
    SHOWN_SIGNATURE,
    find_changed_minutes,
    find_own_certificate,
    list_certificates,
    verify_certificate,
)
from portal.volunteers.certificates.services import Period
from portal.volunteers.certificates.tables import Certificate
from portal.volunteers.pages.forms import PeriodForm
from portal.volunteers.pages.qr import draw_qr
from portal.volunteers.pages.tools import current_keys, current_rules, current_settings
from portal.volunteers.pages.visitor import require_visitor, require_volunteer
from portal.volunteers.refusals import NothingToCertify

own = Blueprint("certificates", __name__)
public = Blueprint("verifying", __name__)

OFFICE = "志愿服务工作办公室"


@own.route("/certificates", methods=["GET", "POST"])
def list_own() -> ResponseReturnValue:
    """My certificates, one under public notice, and a new one for a period."""
    rules, now = current_rules(), read_clock()
    today = rules.find_day(now)
    form = PeriodForm(first=f"{today.year}-01-01", last=today.isoformat())
    if form.validate_on_submit():
        try:
            asked = ask_for_certificate(
                db.session, require_volunteer(), Period(*form.days), now=now, rules=rules
            )
        except NothingToCertify:
            form.last.errors = [_("这段时间没有记入的时长。")]
        else:
            if not rules.notice_days:
                return _give_out(asked.id)
            flash(_("已开始公示，期满后通知您领取。"))
            return redirect(url_for("volunteers.certificates.list_own"), 303)
    own_id = require_visitor().id
    certificates = [
        read_content(certificate.content) for certificate in list_certificates(db.reader, own_id)
    ]
    page = render_template(
        "volunteers/certificates.html",
        form=form,
        certificates=certificates,
        asked=find_own_request(db.reader, own_id),
        today=today,
        rules=rules,
    )
    return page, 422 if form.is_submitted() else 200


@own.post("/certificates/requests/<int:request_id>/take")
def take(request_id: int) -> ResponseReturnValue:
    """Take the certificate once its notice is over."""
    return _give_out(request_id)


@own.post("/certificates/requests/<int:request_id>/withdraw")
def take_back(request_id: int) -> ResponseReturnValue:
    """Take the request back."""
    withdraw_request(db.session, request_id, require_visitor().id, now=read_clock())
    flash(_("已撤回申请。"))
    return redirect(url_for("volunteers.certificates.list_own"), 303)


@own.get("/certificates/<number>")
def show_own(number: str) -> ResponseReturnValue:
    """One certificate as it was issued."""
    certificate = find_own_certificate(db.reader, number, require_visitor().id)
    path = _verification_path(certificate)
    return render_template(
        "volunteers/certificate.html",
        content=read_content(certificate.content),
        code=certificate.signature[:SHOWN_SIGNATURE],
        path=path,
        qr=draw_qr(current_settings().public_url + path),
    )


@own.get("/certificates/<number>.pdf")
def download_own(number: str) -> ResponseReturnValue:
    """The certificate as PDF; where none can be made, its page, which prints as well."""
    certificate = find_own_certificate(db.reader, number, require_visitor().id)
    address = current_settings().public_url + _verification_path(certificate)
    document = render_template(
        "volunteers/certificate_pdf.html",
        content=read_content(certificate.content),
        code=certificate.signature[:SHOWN_SIGNATURE],
        address=address,
        qr=draw_qr(address),
    )
    try:
        pdf = make_pdf(document)
    except PrinterMissing:
        flash(_("这台服务器还不能生成 PDF（缺少 Pango）。请用浏览器打印本页，或请管理员安装。"))
        return redirect(url_for("volunteers.certificates.show_own", number=number), 303)
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f"attachment; filename={number}.pdf"
    return response


@public.get("/verify")
def verify() -> ResponseReturnValue:
    """Look whether a certificate is genuine; an altered one is refused."""
    number, code = request.args.get("number", "").strip(), request.args.get("code", "")
    if not number:
        return render_template("volunteers/verify.html", content=None)
    content = verify_certificate(db.reader, number, code, signer=current_keys().signer)
    rules = current_rules()
    today = rules.find_day(read_clock())
    changed = find_changed_minutes(db.reader, number, content, today=today, rules=rules)
    return render_template("volunteers/verify.html", content=content, changed=changed)


def _give_out(request_id: int) -> ResponseReturnValue:
    """Issue what was under notice and show it; if the records have changed, say so."""
    keys, chosen = current_keys(), load_issuer(db.session)
    issuer = replace(
        chosen,
        organisation=chosen.organisation or f"{city_name()}{OFFICE}",
        contact=chosen.contact or current_settings().public_url,
    )
    certificate = give_out(
        db.session,
        request_id,
        require_volunteer(),
        issuer=issuer,
        signer=keys.signer,
        vault=keys.vault,
        now=read_clock(),
        rng=SECRETS,
        rules=current_rules(),
    )
    if certificate is None:
        flash(_("公示以后您的记录有变化，这份不能出具了，请重新申请。"))
        return redirect(url_for("volunteers.certificates.list_own"), 303)
    return redirect(url_for("volunteers.certificates.show_own", number=certificate.number), 303)


def _verification_path(certificate: Certificate) -> str:
    return url_for(
        "volunteers.verifying.verify",
        number=certificate.number,
        code=certificate.signature[:SHOWN_SIGNATURE],
    )
