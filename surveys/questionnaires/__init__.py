"""Stage 1 of the river: the instrument, its versions, and which question comes next.

A map of the package, in reading order:

- `model`        Questionnaire, Section, Question, Option, Row, Marks; `pick_words`;
                 `write_definition`, `read_definition`, `compute_digest`
- `areas`        AreaTree, AreaNode: what an area question offers
- `pages`        Answer, Answers; Page, PageItem, Path, Progress; `name_row`
- `types`        `find_type(question)` -> QuestionType; one class per type: list_fields, list_names,
                 read, check, show, list_columns
- `columns`      how an answer lies in the packed bytes; DecodedChoice, DecodedChoices, DecodedArea
- `expressions`  XLSForm expressions: `parse_expression`, `evaluate`, `is_true`
- `routing`      `find_path`, `keep_on_path`, `walk`, `is_complete`, `find_first_open`
- `faults`       AnswerFault, AnswerError, MisplacedError; DefinitionFault, Finding
- `checks`       `check_questionnaire(questionnaire)` -> findings
- `service`      `publish_version`, `load_version` -> PublishedVersion(id, digest, questionnaire)
- `library`      `load_questionnaire(valid_until=...)`: the default questionnaire
"""
