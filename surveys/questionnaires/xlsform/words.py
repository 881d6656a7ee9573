"""The sentences of all findings, in Chinese and English: one row for each fault of a form.

Those of the questionnaire that was read are the check's own.
"""

from collections.abc import Mapping

from surveys.questionnaires.faults import DefinitionFault
from surveys.questionnaires.finding_words import say_fault
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.words import Text

FORM_WORDS: Mapping[FormFault, tuple[str, str]] = {
    FormFault.EMPTY_FILE: (
        "这是一个空文件，里面什么也没有。",
        "This file is empty: there is nothing in it.",
    ),
    FormFault.FILE_TOO_LARGE: (
        "文件有{size} MiB，最多可以有{maximum} MiB。",
        "The file has {size} MiB; at most {maximum} MiB are read.",
    ),
    FormFault.UNPACKS_TOO_LARGE: (
        "文件解压后超过{maximum} MiB，不予读取。",
        "Unpacked, the file has more than {maximum} MiB; it is not read.",
    ),
    FormFault.NOT_A_FORM: (
        "这不是.xlsx、.xls或.csv表格文件。",
        "This is no .xlsx, .xls or .csv file.",
    ),
    FormFault.OTHER_SUFFIX: (
        "文件名以“{suffix}”结尾，不是.xlsx、.xls或.csv表格文件。",
        'The file\'s name ends in "{suffix}": it is no .xlsx, .xls or .csv file.',
    ),
    FormFault.UNREADABLE: (
        "文件损坏，读不出来。请用表格软件打开后另存为.xlsx再试。",
        "The file is damaged and cannot be read. Open it in a spreadsheet program, save it as "
        ".xlsx and try again.",
    ),
    FormFault.LOCKED: (
        "文件设有密码，请取消密码后再试。",
        "The file has a password; please remove it and try again.",
    ),
    FormFault.OTHER_ENCODING: (
        "文件不是UTF-8编码，已按GB 18030读取，请核对文字。",
        "The file is not in UTF-8; it was read as GB 18030. Please check the words.",
    ),
    FormFault.TOO_MANY_ROWS: (
        "这张表有{n}行，最多可以有{maximum}行。",
        "This sheet has {n} rows; at most {maximum} are read.",
    ),
    FormFault.TOO_MANY_COLUMNS: (
        "这张表有{n}列，最多可以有{maximum}列。",
        "This sheet has {n} columns; at most {maximum} are read.",
    ),
    FormFault.MORE_FINDINGS: (
        "还有{n}条未列出，请先改正以上各条。",
        "{n} more are not listed; please mend those above first.",
    ),
    FormFault.NO_SURVEY_SHEET: (
        "没有名为survey的表；文件里有：{sheets}。",
        "There is no sheet named survey; the file has: {sheets}.",
    ),
    FormFault.MISSPELT_SHEET: (
        "这张表叫“{sheet}”，是否应为“{meant}”？",
        'This sheet is named "{sheet}"; should it be "{meant}"?',
    ),
    FormFault.UNSUPPORTED_SHEET: (
        "不支持“{sheet}”表里的内容。",
        'What the sheet "{sheet}" holds is not supported.',
    ),
    FormFault.UNUSED_SHEET: (
        "“{sheet}”表没有采用。",
        'The sheet "{sheet}" is not used.',
    ),
    FormFault.ROWS_OUTSIDE_SHEETS: (
        "这一行前面没有写明属于哪张表（第一列写survey、choices或settings）。",
        "No sheet is named before this row (survey, choices or settings in the first column).",
    ),
    FormFault.NO_COLUMN: (
        "缺少“{header}”列。",
        'The column "{header}" is missing.',
    ),
    FormFault.DUPLICATE_COLUMN: (
        "这一列与{other}列重复。",
        "This column repeats column {other}.",
    ),
    FormFault.MISSPELT_COLUMN: (
        "没有名为“{header}”的列，是否应为“{meant}”？",
        'There is no column named "{header}"; should it be "{meant}"?',
    ),
    FormFault.UNKNOWN_COLUMN: (
        "不认识“{header}”列，没有采用。",
        'The column "{header}" is not known and not used.',
    ),
    FormFault.UNUSED_COLUMN: (
        "“{header}”列没有采用：{why_zh}。",
        'The column "{header}" is not used: {why_en}.',
    ),
    FormFault.NO_HEADING: (
        "这一格有内容，可是这一列没有列名。",
        "This cell has content, but its column has no heading.",
    ),
    FormFault.UNKNOWN_LANGUAGE_NAME: (
        "不认识语言“{language}”，请在括号里写明代码，例如“label::中文 (zh)”。",
        'The language "{language}" is not known; write its tag in brackets, for example '
        '"label::English (en)".',
    ),
    FormFault.GUESSED_LANGUAGE: (
        "没有写明语言的文字按“{language}”处理；可在settings表的default_language列写明。",
        'Texts without a language were taken as "{language}"; default_language on the settings '
        "sheet can say otherwise.",
    ),
    FormFault.MERGED_CELLS: (
        "{cells}是合并的单元格，只有左上角一格算数，请拆开。",
        "{cells} are merged: only the top left one counts. Please split them.",
    ),
    FormFault.FORMULA_WITHOUT_VALUE: (
        "这一格是公式，没有存下结果。请改成文字。",
        "This cell is a formula without a stored result. Please write its value.",
    ),
    FormFault.ERROR_VALUE: (
        "这一格是错误值{value}。",
        "This cell holds the error {value}.",
    ),
    FormFault.SEVERAL_SETTINGS: (
        "settings表只能有一行内容。",
        "The settings sheet can have only one row of content.",
    ),
    FormFault.NO_TYPE: (
        "这一行没有写题型（type）。",
        "This row has no type.",
    ),
    FormFault.COMMENT_ROW: (
        "这一行没有题型、名称和题目，当作备注，没有采用。",
        "This row has no type, name or label: it was taken as a comment and is not used.",
    ),
    FormFault.DISABLED_ROW: (
        "这一行标为停用（disabled），没有采用。",
        "This row is marked as disabled and is not used.",
    ),
    FormFault.UNKNOWN_TYPE: (
        "不认识题型“{type}”。{hint_zh}",
        'The type "{type}" is not known. {hint_en}',
    ),
    FormFault.UNSUPPORTED_TYPE: (
        "不支持题型“{type}”：{why_zh}。",
        'The type "{type}" is not supported: {why_en}.',
    ),
    FormFault.NOT_RECORDED: (
        "“{type}”没有采用：问卷不记名，不记录设备、时间和位置。",
        '"{type}" is not used: answers are anonymous, and neither device, time nor place is '
        "recorded.",
    ),
    FormFault.UNSUPPORTED_CONTENT: (
        "不支持“{header}”列的内容：{why_zh}。",
        'What the column "{header}" says is not supported: {why_en}.',
    ),
    FormFault.UNSUPPORTED_APPEARANCE: (
        "不支持外观“{appearance}”：{why_zh}。",
        'The appearance "{appearance}" is not supported: {why_en}.',
    ),
    FormFault.UNUSED_APPEARANCE: (
        "外观“{appearance}”没有采用，页面由本系统排版。",
        'The appearance "{appearance}" is not used: pages have the layout of this portal.',
    ),
    FormFault.UNSUPPORTED_PARAMETER: (
        "题型“{type}”不支持参数“{parameter}”。",
        'The type "{type}" does not support the parameter "{parameter}".',
    ),
    FormFault.OWN_SEED: (
        "参数“{parameter}”没有采用：每位答题人的次序由本系统随机确定，并保持不变。",
        'The parameter "{parameter}" is not used: each respondent has an order of their own, '
        "which stays the same.",
    ),
    FormFault.BAD_VALUE: (
        "“{value}”不能填在“{header}”列。",
        '"{value}" does not fit the column "{header}".',
    ),
    FormFault.NOT_YES_OR_NO: (
        "“{header}”列只能填yes或no，不支持表达式“{value}”。",
        'The column "{header}" takes only yes or no; the expression "{value}" is not supported.',
    ),
    FormFault.TWO_TEXTS: (
        "{header}列和{other}列是同一种语言，文字却不同。",
        "The columns {header} and {other} are the same language, but their words differ.",
    ),
    FormFault.NO_NAME: (
        "这一行没有名称（name）。",
        "This row has no name.",
    ),
    FormFault.RENAMED: (
        "名称“{name}”已改为代码“{code}”，引用它的条件也一并改了。",
        'The name "{name}" became the code "{code}", in conditions that refer to it too.',
    ),
    FormFault.NO_LIST: (
        "题型“{type}”后面要写选项列表的名称。",
        'The type "{type}" needs the name of a list of choices.',
    ),
    FormFault.UNKNOWN_LIST: (
        "choices表里没有名为“{list}”的选项列表。{hint_zh}",
        'The choices sheet has no list named "{list}". {hint_en}',
    ),
    FormFault.UNUSED_LIST: (
        "没有题目使用选项列表“{list}”，没有采用。",
        'No question uses the list "{list}"; it is not used.',
    ),
    FormFault.BAD_OPTION_CODE: (
        "选项代码“{code}”不能用：请改成最多40个字母、数字、下划线、点或连字符，不带空格，"
        "用到它的条件也要一起改。",
        'The choice name "{code}" cannot be used: change it to at most 40 letters, digits, '
        "underscores, dots or hyphens, without spaces, and the conditions that name it too.",
    ),
    FormFault.OTHER_TWICE: (
        "列表“{list}”已有代码为other的选项，不能再用or_other。",
        'The list "{list}" has a choice named other already; or_other cannot add it.',
    ),
    FormFault.NO_TITLE: (
        "没有问卷标题（form_title），暂用“{title}”。",
        'There is no form_title; "{title}" is used until there is.',
    ),
    FormFault.EMPTY_SURVEY: (
        "survey表里没有题目。",
        "The survey sheet has no questions.",
    ),
    FormFault.UNCLOSED_GROUP: (
        "分组“{name}”没有对应的end_group。",
        'The group "{name}" has no end_group.',
    ),
    FormFault.UNOPENED_GROUP: (
        "这个{type}没有对应的开始行。",
        "This {type} closes nothing.",
    ),
    FormFault.NESTED_GROUP: (
        "分组“{name}”里套着分组：改成了前后相接的几个部分，条件不变，这一层的标题没有采用。",
        'The group "{name}" holds groups: they became sections one after another, under the same '
        "conditions; the title of this level is not used.",
    ),
    FormFault.NOT_OF_GROUPS: (
        "分组不支持“{header}”，请写在组内的题目上。",
        'A group cannot have "{header}"; write it at the questions inside.',
    ),
    FormFault.TOO_DEEP: (
        "分组套得太深，最多{maximum}层。",
        "Groups lie too deep within groups; at most {maximum} levels are read.",
    ),
    FormFault.GRID_OF_OTHERS: (
        "表格题“{name}”的每一行都必须是使用同一选项列表的select_one。",
        'Every row of the grid "{name}" must be a select_one of the same list.',
    ),
    FormFault.GRID_ROW_LOGIC: (
        "表格题的行不支持单独的“{header}”。",
        'A row of a grid cannot have its own "{header}".',
    ),
    FormFault.GRID_PARTLY_REQUIRED: (
        "表格题“{name}”的各行必须全部必答或全部选答。",
        'The rows of the grid "{name}" must all be required or all optional.',
    ),
    FormFault.UNKNOWN_FUNCTION: (
        "“{header}”第{position}个字符：不支持函数“{name}”。",
        'Character {position} of "{header}": the function "{name}" is not supported.',
    ),
    FormFault.WRONG_ARGUMENTS: (
        "“{header}”第{position}个字符：函数“{name}”的参数个数不对。",
        'Character {position} of "{header}": the function "{name}" has a wrong number of '
        "arguments.",
    ),
    FormFault.CURRENT_VALUE: (
        "“{header}”第{position}个字符：这里不支持用“.”表示本题的回答。",
        'Character {position} of "{header}": "." for the question\'s own answer is not '
        "supported here.",
    ),
    FormFault.PATH: (
        "“{header}”第{position}个字符：不支持路径“{name}”，请用${{名称}}引用题目。",
        'Character {position} of "{header}": the path "{name}" is not supported; refer to '
        "questions as ${{name}}.",
    ),
    FormFault.FILTERED_PATH: (
        "“{header}”第{position}个字符：不支持方括号里的条件。",
        'Character {position} of "{header}": conditions in square brackets are not supported.',
    ),
    FormFault.CURLY_QUOTES: (
        "“{header}”第{position}个字符：这里要用半角符号，不能用“{name}”。",
        'Character {position} of "{header}": "{name}" must be a plain ASCII character here.',
    ),
    FormFault.EXPRESSION_TOO_DEEP: (
        "“{header}”第{position}个字符：表达式太长或括号套得太深，请分成几步写。",
        'Character {position} of "{header}": the expression is too long or its brackets lie too '
        "deep; please write it in several steps.",
    ),
    FormFault.FAULTY_EXPRESSION: (
        "“{header}”第{position}个字符：表达式在这里读不下去（{name}）。",
        'Character {position} of "{header}": the expression cannot be read on from here ({name}).',
    ),
}


def say(fault: FormFault | DefinitionFault, about: Mapping[str, object]) -> Text:
    """Return the sentence of a fault in both languages."""
    if isinstance(fault, DefinitionFault):
        return say_fault(fault, about)
    zh, en = FORM_WORDS[fault]
    return {"zh": zh.format(**about).strip(), "en": en.format(**about).strip()}
