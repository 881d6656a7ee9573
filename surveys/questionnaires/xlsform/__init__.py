"""XLSForm: questionnaires as spreadsheets that other programs read too.

Stands beside the model: a file becomes a questionnaire, a questionnaire a file. What this portal
has and XLSForm lacks travels in columns named `minyi_...`, which other programs ignore.

- `reader`   `read_form(content, file_name, publication)` -> ReadForm(questionnaire, findings,
             draft)
- `writer`   `write_form(questionnaire)` -> the bytes of an .xlsx file
- `findings` Finding(severity, fault, sheet, row, column, header, words)

From file to questionnaire, in this order: `files` (`spreadsheets`, `cell_reader`, `sheet_xml`,
`csv_files`), `sheets` (`headers`), `columns`, `outline` (`kinds`), `codes`, `texts` (`languages`),
`settings`, `choices`, `sections`, `questions` (`parameters`), `parts` (`fields`, `logic`),
`placing` (`publication`). Sentences: `form_faults`, `words`.
"""
