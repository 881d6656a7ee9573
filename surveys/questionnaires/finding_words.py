"""What the check before publishing says: one plain sentence for each fault, in Chinese and English.

One row per fault; the parameters in braces are those named beside the fault.
"""

from collections.abc import Mapping

from surveys.questionnaires.faults import DefinitionFault, Finding
from surveys.words import Text

_F = DefinitionFault

WORDS: dict[DefinitionFault, tuple[str, str]] = {
    _F.UNKNOWN_TYPE: ("没有“{type}”这种题型。", "There is no question type “{type}”."),
    _F.DUPLICATE_CODE: ("代码 {code} 用了不止一次。", "The code {code} is used more than once."),
    _F.NO_SECTIONS: ("问卷还没有任何部分。", "The questionnaire has no section yet."),
    _F.NO_QUESTIONS: ("这个部分还没有题目。", "This section has no question yet."),
    _F.NO_OPTIONS: ("这一题还没有选项。", "This question has no options yet."),
    _F.NO_ROWS: ("这个表格题还没有行。", "This grid has no rows yet."),
    _F.NOTHING_ASKED: (
        "没有一题要回答，这份问卷收不到任何回答。",
        "No question asks for an answer: there would be nothing to collect.",
    ),
    _F.RESERVED_CODE: (
        "代码 {code} 网页自己要用，请换一个。",
        "Pages need the code {code} for themselves: choose another.",
    ),
    _F.TOO_MANY_OPTIONS: (
        "选项太多，最多 {maximum} 个。",
        "There are too many options; at most {maximum} are possible.",
    ),
    _F.EXCLUSIVE_WITHOUT_OTHERS: (
        "每个选项都不能与别的同选，应改为单选题。",
        "No option goes with any other: this should be a single choice.",
    ),
    _F.IMPOSSIBLE_CHOICES: (
        "至少选 {minimum} 项、至多选 {maximum} 项，与 {options} 个选项对不上。",
        "At least {minimum} and at most {maximum} choices do not fit {options} options.",
    ),
    _F.IMPOSSIBLE_SCALE: (
        "量表的两端须为整数、从低到高，最多 {points} 个点。",
        "The ends of the scale must be whole numbers, low to high, with at most {points} points.",
    ),
    _F.IMPOSSIBLE_BOUNDS: (
        "上限比下限还小，没有回答能在其间。",
        "The upper bound lies below the lower: no answer can be between them.",
    ),
    _F.NO_CALCULATION: (
        "计算题没有写计算式。",
        "This calculated answer has no calculation.",
    ),
    _F.FAULTY_EXPRESSION: (
        "表达式写错了，从第 {position} 个字符之后看起。",
        "The expression is faulty; look behind character {position}.",
    ),
    _F.UNKNOWN_REFERENCE: (
        "提到了“{name}”，但没有这一题。",
        "It refers to “{name}”, which does not exist.",
    ),
    _F.FORWARD_REFERENCE: (
        "提到的“{name}”还没有问到，请把它移到前面。",
        "It refers to “{name}”, which has not been asked yet: move that question up.",
    ),
    _F.CYCLE: (
        "这些题互相等待，谁也定不下来：{names}。",
        "These questions wait for each other: {names}.",
    ),
    _F.UNKNOWN_COLUMN: (
        "筛选用到的“{column}”，没有一个选项带有。",
        "The filter asks for “{column}”, which no option has.",
    ),
    _F.UNKNOWN_OPTION: (
        "“{name}”没有代码为 {option} 的选项。",
        "“{name}” has no option with the code {option}.",
    ),
    _F.NO_OWN_ANSWER: (
        "“{name}”本身没有回答可用；表格题请写到行，例如“题目_行”。",
        "“{name}” has no answer of its own; of a grid, name a row, as in “question_row”.",
    ),
    _F.REFERENCE_NOT_FILLED: (
        "文字里引用题目的地方不会换成回答：写法不对，或者这里不能引用。",
        "A reference in these words is not replaced by an answer: it is miswritten, or stands "
        "where there are no answers yet.",
    ),
    _F.UNREACHABLE: (
        "无论怎样回答，都不会问到这一题。",
        "Whatever is answered, nobody is ever asked this question.",
    ),
    _F.NOBODY_FINISHES: (
        "无论怎样回答，都停在这个结束页，谁也交不了卷。",
        "Whatever is answered, everyone stops at this end page: nobody can send their answers.",
    ),
    _F.IMPOSSIBLE_CONSTRAINT: (
        "没有任何回答能满足这个要求。",
        "No answer can meet this constraint.",
    ),
    _F.NEVER_OFFERED: (
        "无论怎样回答，都不会给出选项 {option}。",
        "Whatever is answered, the option {option} is never offered.",
    ),
    _F.NEEDS_OWN_PAGE: (
        "这种题要分几步作答，不能与别的题放在同一页。",
        "This type takes several steps: it cannot share a page with other questions.",
    ),
    _F.UNKNOWN_INDICATOR_CODE: (
        "指标“{label_zh}”要数选项 {option}，但没有这个选项：请留着这个代码，"
        "或给问卷换一个代码，另成一份问卷。",
        "The indicator “{label_en}” counts the option {option}, which does not exist: keep that "
        "code, or give the questionnaire a code of its own.",
    ),
    _F.INDICATOR_NOT_ASKED: (
        "指标“{label_zh}”要用“{name}”，但问卷没有问：用这一版调查，就没有这项指标。",
        "The indicator “{label_en}” needs “{name}”, which is not asked: waves of this version "
        "will not have it.",
    ),
    _F.NAMES_CAMPAIGN: (
        "第一题之前出现了“{words}”：先提到它，知晓率就不可信了。",
        "“{words}” stands before the first question: whoever has read it cannot be asked about it.",
    ),
    _F.DOUBLE_BARRELLED: (
        "好像一题问了两件事，请拆成两题。",
        "This seems to ask two things at once: make it two questions.",
    ),
    _F.NOTHING_AFTER_END: (
        "这个结束页没有条件，后面的题谁也答不到。",
        "This end page has no condition: nobody can reach what comes after it.",
    ),
    _F.MISSING_TRANSLATION: ("缺少“{language}”的文字。", "The words in “{language}” are missing."),
    _F.UNKNOWN_LANGUAGE: (
        "“{language}”不在问卷的语言之列，这些文字不会显示。",
        "“{language}” is not among the questionnaire's languages: these words are not shown.",
    ),
    _F.NO_LANGUAGES: ("还没有选问卷的语言。", "The questionnaire has no language yet."),
    _F.MISSING_MARKS: (
        "缺少法定标志：表号、制定机关、批准文号、有效期限。",
        "The statutory marks are missing: form number, authority, approval number, last day.",
    ),
    _F.EMPTY_MARK: ("这一项法定标志还没有填。", "This statutory mark is empty."),
    _F.MARKS_EXPIRED: (
        "有效期到 {valid_until} 为止，已经过期。",
        "The form was valid until {valid_until} and has expired.",
    ),
    _F.UNUSED_FIELD: (
        "题型“{type}”用不到“{field}”，请去掉。",
        "The type “{type}” has no use for “{field}”: remove it.",
    ),
    _F.SAME_LABEL: (
        "选项 {code} 和选项 {other} 的文字一样，分不清。",
        "The options {code} and {other} read the same: nobody can tell them apart.",
    ),
    _F.SAME_BUT_CAPITALS: (
        "代码 {code} 和 {other} 只差大小写，容易弄混。",
        "The codes {code} and {other} differ in their capitals only: they are easily mixed up.",
    ),
}


def say_finding(finding: Finding) -> Text:
    """Return what is wrong in one sentence, in Chinese and English.

    >>> say_finding(Finding("error", DefinitionFault.EMPTY_MARK, "marks/form_number"))
    {'zh': '这一项法定标志还没有填。', 'en': 'This statutory mark is empty.'}
    """
    return say_fault(finding.fault, finding.parameters)


def say_fault(fault: DefinitionFault, about: Mapping[str, object]) -> Text:
    """Return the sentence of a fault, with what it is about, in Chinese and English."""
    zh, en = (words.format(**about) for words in WORDS[fault])
    return {"zh": zh, "en": en}
