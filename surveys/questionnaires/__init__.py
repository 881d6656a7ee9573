"""Stage 1 of the river: the instrument, its versions, and which question comes next.

A map of the package, in reading order:

- `model`        Questionnaire, Section, Question, Option, Row, Marks; `pick_words`;
                 `write_definition`, `read_definition`, `compute_digest`
- `areas`        AreaTree, AreaNode: what an area question offers
- `pages`        Answer, Answers; Page, PageItem, Path, Progress; `name_row`
- `types`        `find_type(question)` -> QuestionType; one class per type: list_fields, list_names,
                 read, check, show, list_columns
- `columns`      how an answer lies in the packed bytes; DecodedChoice, DecodedChoices, DecodedArea
- `expressions`  the tree of an XLSForm expression: `evaluate`, `list_references`, `write_tree` (the
                 same tree for the browser)
- `grammar`      from text to tree: `parse_expression(text, purpose)`, `is_true`
- `steps`        the plan of a questionnaire: what does not depend on the respondent
- `offers`       what earlier answers decide: options offered, values computed
- `constraints`  `check_constraint(item, answers)`
- `routing`      `find_path`, `keep_on_path`, `walk`, `change_answers`, `is_complete`,
                 `find_first_open`
- `piping`       Teller, `fill_page`, `fill_item`: earlier answers in the midst of texts
- `page_rules`   `write_page_rules(page, answers)`: what the browser shows and hides at once
- `faults`       AnswerFault, AnswerError, MisplacedError; DefinitionFault, Finding
- `checks`       `check_questionnaire(questionnaire, today=, indicators=)` -> findings; its parts
                 `check_logic`, `check_texts`, `reachability`, `answer_spaces`
- `finding_words` `say_finding(finding)` -> one sentence in Chinese and English
- `service`      `publish_version`, `load_version` -> PublishedVersion(id, digest, questionnaire)
- `library`      `load_questionnaire(valid_until=...)`: the default questionnaire
"""
