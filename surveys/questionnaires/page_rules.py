"""The rules of one page as plain data: what a browser needs to show and hide its questions at once.

The trees are those that routing evaluates on the server; the browser's evaluator reads them from a
data block. Without it the page comes again with the questions that an answer has opened.
"""

from surveys.questionnaires.expressions import list_references, parse_expression, write_tree
from surveys.questionnaires.pages import Answers, Page, PageItem
from surveys.questionnaires.types import find_type

PlainRules = dict[str, object]


def write_page_rules(page: Page, answers: Answers) -> PlainRules:
    """Return `known`, the answers of other pages that the rules ask for, and a rule per question.

    A rule names the question, its condition as a tree (null: always asked), the names of its
    answers, and, for a ranking, the fields of its places.
    """
    items = page.list_in_order()
    own = {name for item in items for name in find_type(item.question).list_names(item)}
    referred = {
        name
        for item in items
        if item.question.relevant
        for name in list_references(parse_expression(item.question.relevant))
    }
    known = {name: _write_answer(answers.get(name)) for name in sorted(referred - own)}
    return {"known": known, "questions": [_write_rule(item) for item in items]}


def _write_rule(item: PageItem) -> PlainRules:
    question, question_type = item.question, find_type(item.question)
    condition = parse_expression(question.relevant) if question.relevant else None
    rule: PlainRules = {
        "code": item.code,
        "names": list(question_type.list_names(item)),
        "relevant": None if condition is None else write_tree(condition),
    }
    if question.type == "ranking":
        rule["places"] = {
            option.code: field
            for option, field in zip(question.options, question_type.list_fields(item), strict=True)
        }
    return rule


def _write_answer(answer: str | tuple[str, ...] | None) -> str:
    return " ".join(answer) if isinstance(answer, tuple) else answer or ""
