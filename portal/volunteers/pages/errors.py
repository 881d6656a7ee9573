"""What a visitor reads when a service refuses: heading and advice for each refusal."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.errors import ErrorPage
from portal.volunteers import refusals as no

PAGES: dict[type[no.VolunteerRefusal], ErrorPage] = {
    no.NotAllowed: ErrorPage(403, _l("这不归您管"), _l("只有本队的负责人或组织者可以这样做。")),
    no.NotFound: ErrorPage(404, _l("没有找到"), _l("请检查网址，或从“找活动”重新进入。")),
    no.AlreadyRegistered: ErrorPage(
        409, _l("已经登记过了"), _l("这个手机号、邮箱或身份证号已登记。请直接登录。")
    ),
    no.TooYoung: ErrorPage(422, _l("年龄还不够"), _l("本市暂不登记这个年龄的志愿者。")),
    no.IdentityNumberInvalid: ErrorPage(
        422, _l("身份证号不对"), _l("请核对 18 位号码，以及登记的出生年月。")
    ),
    no.SignInRefused: ErrorPage(403, _l("不能登录"), _l("手机号、邮箱或密码不对。")),
    no.LinkUnusable: ErrorPage(410, _l("链接已失效"), _l("链接用过或已过期，请重新获取。")),
    no.ConsentMissing: ErrorPage(409, _l("需要您先同意"), _l("请在“我的资料”中选择是否同意。")),
    no.GuardianConsentMissing: ErrorPage(
        409, _l("需要监护人同意"), _l("请让监护人先同意，或报名时选“由监护人陪同”。")
    ),
    no.AlreadyMember: ErrorPage(409, _l("已在队里"), _l("您已是队员，或申请正在等待。")),
    no.LastLeader: ErrorPage(
        409, _l("队里要有负责人"), _l("您是唯一的负责人，请先请另一位队员担任。")
    ),
    no.ActivityIncomplete: ErrorPage(
        422, _l("还不能发布"), _l("请补上班次、联系方式和风险说明；有危险的活动还要写明保险。")
    ),
    no.ActivityNotOpen: ErrorPage(409, _l("活动没有开放"), _l("活动还没发布，或已取消。")),
    no.PlacesTaken: ErrorPage(409, _l("位置已有人"), _l("名额不能少于已占的位置。")),
    no.PlaceOutside: ErrorPage(
        422, _l("坐标不在这个街道"), _l("请核对经度、纬度和所在街道，或留空坐标。")
    ),
    no.PlaceRetired: ErrorPage(409, _l("地点已停用"), _l("请选别的地点，或先恢复这个地点。")),
    no.WrongState: ErrorPage(409, _l("现在不能这样做"), _l("报名的状态已变，请刷新后再看。")),
    no.AlreadySignedUp: ErrorPage(409, _l("您已报过名"), _l("在“我的”页面可以查看或退出。")),
    no.ShiftFull: ErrorPage(409, _l("名额已满"), _l("可以排队等候，有空位会按先后通知。")),
    no.ShiftStarted: ErrorPage(409, _l("班次已经开始"), _l("请看看别的班次。")),
    no.ShiftClash: ErrorPage(
        409, _l("时间冲突"), _l("您在这个时间（含路程）已有别的班次，请先退出那一个。")
    ),
    no.TooManyAbsences: ErrorPage(
        409,
        _l("报名暂停"),
        _l("最近几次报了名没有到场。暂停到哪天、怎样说明原因，请看“我的 → 参加过的”。"),
    ),
    no.AgeOutside: ErrorPage(409, _l("年龄不合要求"), _l("请看活动说明里的年龄要求。")),
    no.DangerousForMinors: ErrorPage(
        409, _l("未成年人不能参加"), _l("有危险的活动不安排未成年人。")
    ),
    no.SkillMissing: ErrorPage(
        409, _l("需要相应技能"), _l("活动要求的技能不在您的资料里，可以先去补充。")
    ),
    no.OfferExpired: ErrorPage(410, _l("保留时间已过"), _l("位置已让给下一位，可以重新报名。")),
    no.CodeWrong: ErrorPage(422, _l("签到码不对"), _l("签到码每分钟更换，请看组织者的屏幕。")),
    no.NotCheckInTime: ErrorPage(409, _l("不在签到时间内"), _l("请在活动前后规定的时间签到。")),
    no.NotSignedUp: ErrorPage(409, _l("您没有这个班次的位置"), _l("请请组织者现场登记。")),
    no.TimesImpossible: ErrorPage(422, _l("时间不合理"), _l("请核对日期、到达和离开时间。")),
    no.DeparturesMissing: ErrorPage(
        409, _l("还有人没有离开时间"), _l("请补上每个人的离开时间，再结束登记。")
    ),
    no.ShiftNotOver: ErrorPage(409, _l("班次还没有结束"), _l("请在结束后再来。")),
    no.SecondPersonNeeded: ErrorPage(409, _l("需要另一个人"), _l("登记的人和当事人不能自己审核。")),
    no.AlreadyDecided: ErrorPage(409, _l("已经处理过了"), _l("请刷新页面查看结果。")),
    no.NothingToCheck: ErrorPage(409, _l("没有可抽查的记录"), _l("这段时间没有已记入的时长。")),
    no.OutOfStock: ErrorPage(409, _l("已经换完"), _l("请看看别的奖品。")),
    no.PointsMissing: ErrorPage(409, _l("积分不够"), _l("参加服务和培训可以得到积分。")),
    no.NothingToCertify: ErrorPage(409, _l("没有可证明的时长"), _l("这段时间没有记入的时长。")),
    no.AlreadyNoticed: ErrorPage(409, _l("已有一份在公示"), _l("请等它公示期满领取，或先撤回。")),
    no.NoticeRunning: ErrorPage(
        409, _l("还在公示"), _l("公示期满、没有待核实的异议时，才能领取证明。")
    ),
    no.CertificateAltered: ErrorPage(
        409,
        _l("证明核对不上"),
        _l("校验码与登记的内容不符。这份证明可能被改动过，请向出具单位核实。"),
    ),
}


def show_refusal(refusal: no.VolunteerRefusal) -> ResponseReturnValue:
    """The page of a refusal, with the volunteers' ways to go on from."""
    page = PAGES[type(refusal)]
    return render_template("volunteers/refused.html", refusal=page), page.status
