"""One table from what went wrong to what the visitor reads: status, heading, what to do next.

Services raise named refusals, views do not catch them; a refusal that belongs beside a form field
is the exception. What is not in the table is a fault of the program and gets the 500 page.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as DatabaseTimeout
from werkzeug.exceptions import HTTPException

from portal.accounts import refusals
from surveys import errors


@dataclass(frozen=True)
class ErrorPage:
    """What a visitor is told: the status for machines, heading and advice for people."""

    status: int
    title: LazyString
    text: LazyString


REFUSALS: dict[type[errors.SurveyError], ErrorPage] = {
    errors.QuestionnaireRefused: ErrorPage(
        422, _l("问卷还不能发布"), _l("问卷里还有错误，请改正后再发布。")
    ),
    errors.UnknownQuestionnaire: ErrorPage(404, _l("没有这份问卷"), _l("请检查网址是否完整。")),
    errors.UnknownDraft: ErrorPage(404, _l("没有这份草稿"), _l("请从问卷列表里重新选择。")),
    errors.DraftClosed: ErrorPage(
        409, _l("这份草稿已经收起"), _l("它已发布或被收起，不能再改。请从问卷列表里另建草稿。")
    ),
    errors.DraftChanged: ErrorPage(
        409, _l("草稿刚被别人改过"), _l("没有覆盖任何内容。请返回草稿，看过新的内容再改。")
    ),
    errors.PartGone: ErrorPage(
        404, _l("这一部分已经不在了"), _l("它被删除或换了编码。请返回草稿查看。")
    ),
    errors.CodeTaken: ErrorPage(409, _l("编码已被使用"), _l("请换一个编码。")),
    errors.NothingToUndo: ErrorPage(409, _l("没有可以撤销或重做的步骤"), _l("请返回草稿查看。")),
    errors.FormNotWritable: ErrorPage(
        422, _l("写不成表格"), _l("有一段文字太长，或含有表格不能存放的字符。")
    ),
    errors.UnknownVersion: ErrorPage(404, _l("没有这份问卷"), _l("请检查网址是否完整。")),
    errors.VersionTampered: ErrorPage(
        500, _l("这份问卷已损坏"), _l("存放的问卷与发布时不一致，已停止使用。请联系主办单位。")
    ),
    errors.VersionImmutable: ErrorPage(
        409, _l("已发布的问卷不能修改"), _l("请另建新版本，再发布。")
    ),
    errors.MistypedCode: ErrorPage(
        404, _l("编码有误"), _l("请对照通知单重新输入。编码里没有字母 I、L、O、U。")
    ),
    errors.UnknownArea: ErrorPage(404, _l("没有这个地方"), _l("请从列表里重新选择。")),
    errors.FrameTooSmall: ErrorPage(
        422, _l("抽样框太小"), _l("抽样框里的社区或住户不够抽取，请减少样本量或更换抽样框。")
    ),
    errors.UnknownWave: ErrorPage(
        404, _l("没有这次调查"), _l("请检查网址是否完整，或从首页选择正在进行的调查。")
    ),
    errors.WaveAlreadyOpened: ErrorPage(
        409, _l("这次调查已经开始过"), _l("只有计划中的调查可以开始。")
    ),
    errors.WaveNotClosable: ErrorPage(
        409, _l("这次调查不在进行中"), _l("只有进行中的调查可以结束。")
    ),
    errors.WaveNotOpen: ErrorPage(
        409, _l("调查还没有开始"), _l("请在开始日期之后再来。您没有填写任何内容，不会有损失。")
    ),
    errors.WaveClosed: ErrorPage(
        410, _l("调查已经结束"), _l("谢谢您的关心。结果公布后，可在本网站查看。")
    ),
    errors.WaveFull: ErrorPage(
        409, _l("答卷已经收满"), _l("谢谢您的关心。这次调查需要的份数已经够了。")
    ),
    errors.MarksExpired: ErrorPage(
        410, _l("问卷已过有效期"), _l("这份问卷的批准有效期已过，不能再填写。")
    ),
    errors.MalformedSubmission: ErrorPage(
        400, _l("提交的内容不完整"), _l("请回到问卷重新提交。您的答案还没有保存。")
    ),
    errors.ResponseIncomplete: ErrorPage(
        422, _l("还有题目没有答完"), _l("请回到问卷，补上没有回答的题目。")
    ),
    errors.ScreenedOut: ErrorPage(
        409, _l("这次调查不需要您填写"), _l("谢谢您。这次调查只面向在本市居住的成年人。")
    ),
    errors.InvitationRequired: ErrorPage(
        403, _l("需要邀请码"), _l("这次调查只请抽中的住户填写。请输入通知单上的邀请码。")
    ),
    errors.UnknownInvitation: ErrorPage(404, _l("没有这个邀请码"), _l("请对照通知单重新输入。")),
    errors.InvitationOfAnotherWave: ErrorPage(
        409, _l("邀请码不是这次调查的"), _l("请从首页输入邀请码，会带您到对应的调查。")
    ),
    errors.InvitationUsed: ErrorPage(
        409, _l("邀请码已经用过"), _l("一个邀请码只能用一次。如果不是您用的，请联系访问员。")
    ),
    errors.UnknownReceipt: ErrorPage(
        404, _l("没有这个回执码"), _l("请检查是否输入完整。回执码是提交成功后显示的那一串字符。")
    ),
    errors.UnknownIndicator: ErrorPage(404, _l("没有这项指标"), _l("请从指标列表里重新选择。")),
    errors.TargetNotAllowed: ErrorPage(
        422, _l("不能这样设目标"), _l("目标只能设给比率指标，大于 0，不超过 100%。")
    ),
    errors.WrongSampleType: ErrorPage(
        409, _l("这类样本没有这样的结果"), _l("自愿参与的调查只有参与者占比，没有区间和判定。")
    ),
    errors.PublicationTampered: ErrorPage(
        500, _l("公布的结果已损坏"), _l("存放的结果与公布时不一致，已停止显示。请联系主办单位。")
    ),
    errors.NothingPublished: ErrorPage(
        404, _l("结果还没有公布"), _l("公布以后，可以在“调查结果”里查看。")
    ),
    errors.SampleCityLoaded: ErrorPage(
        409, _l("示例城市已经载入"), _l("请先移除示例数据，再重新载入。")
    ),
    refusals.SignInRefused: ErrorPage(403, _l("不能登录"), _l("用户名或密码不对。")),
    refusals.AccountLocked: ErrorPage(
        429, _l("暂时不能登录"), _l("输错次数太多，请 15 分钟后再试。")
    ),
    refusals.LinkExpired: ErrorPage(
        410, _l("登录链接已失效"), _l("链接只能用一次，24 小时内有效。请向管理员要一个新的链接。")
    ),
}

HTTP_PAGES: dict[int, ErrorPage] = {
    400: ErrorPage(400, _l("请求有误"), _l("网页没有看懂发来的内容。请返回上一页重试。")),
    403: ErrorPage(403, _l("不能打开这个页面"), _l("请先登录，或回到首页。")),
    404: ErrorPage(404, _l("没有这个页面"), _l("请检查网址是否完整，或回到首页。")),
    405: ErrorPage(405, _l("不能这样打开这个页面"), _l("请从首页或上一页的按钮进入。")),
    413: ErrorPage(413, _l("发来的内容太大"), _l("请缩短文字后再提交。")),
    415: ErrorPage(415, _l("发来的内容格式不对"), _l("请用网页上的表单提交。")),
    429: ErrorPage(429, _l("操作太频繁"), _l("请稍等片刻再试。")),
    500: ErrorPage(
        500, _l("网站出了问题"), _l("这不是您的错。请稍后再试；没有显示回执码，就是没有提交成功。")
    ),
}
FORGED = ErrorPage(
    400,
    _l("页面已过期"),
    _l("为了安全，这次提交没有被接受。请返回上一页，刷新后再提交。请确认浏览器允许使用 Cookie。"),
)
UNREACHABLE = ErrorPage(
    503,
    _l("网站暂时不能用"),
    _l("数据库正在重启或维护。请过一分钟再试；没有显示回执码，就是没有提交成功。"),
)


def init_errors(app: Flask) -> None:
    """Show every refusal, HTTP error and fault of `app` as a page of its own."""
    app.register_error_handler(errors.SurveyError, _show_refusal)
    app.register_error_handler(CSRFError, _page_handler(FORGED))
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(OperationalError, _show_unreachable)
    app.register_error_handler(DatabaseTimeout, _show_unreachable)


def show_error(page: ErrorPage) -> ResponseReturnValue:
    """Render an error's page with its status."""
    return render_template("errors/error.html", error=page), page.status


def _show_refusal(refusal: errors.SurveyError) -> ResponseReturnValue:
    for kind in type(refusal).__mro__:
        if kind in REFUSALS:
            return show_error(REFUSALS[kind])
    raise refusal


def _show_http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        # A redirect of the router, or a response made on purpose.
        return error.get_response()
    code = error.code or 500
    page = HTTP_PAGES.get(code) or HTTP_PAGES[400 if code < 500 else 500]
    return show_error(page)


def _show_unreachable(error: OperationalError | DatabaseTimeout) -> ResponseReturnValue:
    # Not the statement: it holds the answers that were about to be stored.
    reason = error.orig if isinstance(error, OperationalError) else error
    current_app.logger.error("database: %s", reason)
    return show_error(UNREACHABLE)


def _page_handler(page: ErrorPage) -> Callable[[Exception], ResponseReturnValue]:
    return lambda _error: show_error(page)
