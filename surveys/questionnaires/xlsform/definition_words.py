"""The sentences of a definition's faults, in Chinese and English: one row for each fault."""

from collections.abc import Mapping
from enum import StrEnum

from surveys.questionnaires.faults import DefinitionFault

DEFINITION_WORDS: Mapping[StrEnum, tuple[str, str]] = {
    DefinitionFault.UNKNOWN_TYPE: (
        "没有题型“{type}”。",
        'There is no type "{type}".',
    ),
    DefinitionFault.DUPLICATE_CODE: (
        "代码“{code}”重复了。",
        'The code "{code}" is used more than once.',
    ),
    DefinitionFault.NO_SECTIONS: (
        "问卷里没有题目。",
        "The questionnaire has no questions.",
    ),
    DefinitionFault.NO_QUESTIONS: (
        "这一部分没有题目。",
        "This section has no questions.",
    ),
    DefinitionFault.NO_OPTIONS: (
        "这一题没有选项。",
        "This question has no options.",
    ),
    DefinitionFault.NO_ROWS: (
        "这个表格题没有行。",
        "This grid has no rows.",
    ),
    DefinitionFault.TOO_MANY_OPTIONS: (
        "这一题的选项太多，最多{maximum}个。",
        "This question has too many options; at most {maximum} are possible.",
    ),
    DefinitionFault.EXCLUSIVE_WITHOUT_OTHERS: (
        "每个选项都不能与别的同选，应改为单选题。",
        "No option goes with any other: this should be a single choice.",
    ),
    DefinitionFault.IMPOSSIBLE_CHOICES: (
        "至少选{minimum}项、至多选{maximum}项，与{options}个选项对不上。",
        "At least {minimum} and at most {maximum} choices do not fit {options} options.",
    ),
    DefinitionFault.IMPOSSIBLE_SCALE: (
        "打分题的起点要是不小于0的整数，终点大于起点，最多{points}个分值。",
        "A scale needs whole ends from 0 up, the second above the first, and has at most {points} "
        "points.",
    ),
    DefinitionFault.IMPOSSIBLE_BOUNDS: (
        "最小值大于最大值，没有能填的回答。",
        "The lower bound is above the upper one: no answer is possible.",
    ),
    DefinitionFault.NO_CALCULATION: (
        "计算题没有写计算式。",
        "This calculated answer has no calculation.",
    ),
    DefinitionFault.FAULTY_EXPRESSION: (
        "表达式有误，位置：第{position}个字符之后。",
        "The expression is faulty after character {position}.",
    ),
    DefinitionFault.UNKNOWN_REFERENCE: (
        "引用了不存在的题目“{name}”。",
        'It refers to "{name}", which does not exist.',
    ),
    DefinitionFault.FORWARD_REFERENCE: (
        "引用的题目“{name}”排在后面，这时还没有回答。",
        'It refers to "{name}", which comes later and has no answer yet.',
    ),
    DefinitionFault.UNKNOWN_OPTION: (
        "题目“{name}”没有代码为“{option}”的选项。",
        'The question "{name}" has no option with the code "{option}".',
    ),
    DefinitionFault.NOTHING_AFTER_END: (
        "这个结束页没有条件，后面的题目谁也答不到。",
        "This end page has no condition: nobody can reach what comes after it.",
    ),
    DefinitionFault.MISSING_TRANSLATION: (
        "缺少“{language}”的文字。",
        'The words in "{language}" are missing.',
    ),
    DefinitionFault.UNKNOWN_LANGUAGE: (
        "“{language}”不在问卷的语言之列，这些文字不会显示。",
        '"{language}" is not among the questionnaire\'s languages: these words are not shown.',
    ),
    DefinitionFault.NO_LANGUAGES: (
        "问卷没有语言。",
        "The questionnaire has no language.",
    ),
    DefinitionFault.MISSING_MARKS: (
        "缺少法定标志：表号、制定机关、批准文号、有效期（settings表的minyi_form_number、"
        "minyi_authority、minyi_approval_number、minyi_valid_until列）。",
        "The statutory marks are missing: form number, authority, approval number, last day "
        "(columns minyi_form_number, minyi_authority, minyi_approval_number and "
        "minyi_valid_until of the settings sheet).",
    ),
    DefinitionFault.EMPTY_MARK: (
        "这一项法定标志是空的。",
        "This statutory mark is empty.",
    ),
    DefinitionFault.MARKS_EXPIRED: (
        "有效期到{valid_until}为止，已经过期。",
        "The form was valid until {valid_until} and has expired.",
    ),
    DefinitionFault.UNUSED_FIELD: (
        "题型“{type}”用不到“{field}”。",
        'The type "{type}" has no use for "{field}".',
    ),
}
