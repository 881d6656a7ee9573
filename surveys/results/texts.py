"""The sentences that travel with a wave's figures: method, warnings, the opt-in sentence."""

from analytics.quality import opt_in_note
from surveys.results.model import WeightAudit
from surveys.results.sample import SampleData
from surveys.words import Text

PARTICIPANTS_METHOD: Text = {
    "zh": (
        "问卷对所有人开放，任何人都可以填写。这里只给出填写者中的人数和比例，未加权；"
        "不给误差范围，不与目标比较，不与抽样调查放在同一趋势中。"
    ),
    "en": (
        "The questionnaire was open to all. Only numbers and shares of those who filled it in are "
        "given, unweighted: no margin of error, no comparison with a target, no place in the "
        "trend of the random samples."
    ),
}
NOT_YET: Text = {
    "zh": "不发布：答卷还太少，不能加权到全体市民",
    "en": "not shown: too few responses yet to be weighted to all residents",
}
COACHING: Text = {
    "zh": "诱导率估计达到或超过 5%：该波结果须谨慎使用，不得据此排名",
    "en": "the coaching rate is estimated at 5 % or more: use with care, rank nobody by it",
}
DISTURBANCE: Text = {
    "zh": "扰民率估计达到或超过 5%",
    "en": "the disturbance rate is estimated at 5 % or more",
}
CANNOT_SAY: Text = {
    "zh": "对总体满意程度“说不清”的超过 10%，满意率只代表能作出评价的人",
    "en": "more than 10 % can't say how satisfied they are: the rate speaks only for the others",
}
FEW_RESPONSES: Text = {
    "zh": "答卷不足 30 份，不单独发布",
    "en": "fewer than 30 responses: not shown by itself",
}
STILL_OPEN: Text = {
    "zh": "调查仍在进行，数字还会变化",
    "en": "the wave is still open: its figures will change",
}


def write_method(data: SampleData, audit: WeightAudit, *, is_adjusted: bool) -> Text:
    """How the figures of a random sample were made, from its own numbers."""
    n_streets = len({community.street_code for community in data.sample})
    n_communities = len(data.sample)
    n_drawn = sum(community.n_adults_drawn for community in data.sample)
    n_responses = data.tally.cells.n_responses
    n_adults = sum(data.frame.values())
    deff = f"{audit.steps[-1].kish_deff:.2f}" if audit.steps else "—"
    zh = (
        f"两阶段分层随机抽样：{n_streets} 个街道为层，共抽 {n_communities} 个社区、"
        f"{n_drawn} 名 18 岁及以上居民，收到 {n_responses} 份有效答卷，代表 {n_adults:,} 人。"
        "权重 = 入样概率的倒数，再迭代加权到抽样框的区×性别与年龄，并截尾到平均权重的 0.3–3 倍"
        f"（权重设计效应 {deff}）。标准误按街道和社区用泰勒线性化计算，"
        "含两阶段有限总体修正与加权残差；比率用 logit 法 95% 置信区间，自由度按两级合成。"
    )
    en = (
        f"Stratified two-stage random sample: in {n_streets} streets, {n_communities} communities "
        f"and {n_drawn} residents aged 18 and over were drawn; {n_responses} valid responses "
        f"stand for {n_adults:,} people. Weights are 1 / inclusion probability, raked to district "
        "by sex and to age as the frame counts them, and trimmed to 0.3 to 3 times the mean "
        f"(design effect of the weights {deff}). Standard errors by Taylor linearisation over "
        "streets and communities, with finite population corrections at both stages and "
        "calibration residuals; 95 % logit intervals for rates, with the degrees of freedom of "
        "both stages."
    )
    if is_adjusted:
        zh += "有的街道只有一个社区、或有的社区只有一份答卷，其方差以全市平均为中心估计（偏保守）。"
        en += (
            " Some streets have responses from one community only, or some communities a single "
            "response; their variance is taken about the mean of the city, which is cautious."
        )
    return {"zh": zh, "en": en}


def write_opt_in_sentence() -> Text:
    """The sentence that stands on every page and chart of an open link."""
    note = opt_in_note(is_weighted=False)
    return {"zh": note.zh, "en": note.en}
