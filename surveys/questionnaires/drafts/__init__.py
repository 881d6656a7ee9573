"""Drafts: questionnaires while officials write them, before a version is published.

A map of the package, in reading order:

- `parts`        PartPlace: the general part, one section, or one question; `find_part`, `seal_part`
- `sequences`    moving, copying and removing one of several
- `editing`      the edits of a questionnaire, each a pure function to the next questionnaire
- `renaming`     a new code for a question, followed in every expression and text
- `options`      the edits of one question's options and rows
- `conditions`   expressions written by choosing: question, comparison, option
- `blank`        a new questionnaire, section, question; free codes
- `showing`      an unfinished questionnaire made fit to be shown
- `youth`        the youth version made from the default questionnaire
- `differences`  what changed between two questionnaires
- `tables`       drafts and their steps
- `service`      starting, loading, changing, undoing, publishing a draft
- `importing`    drafts that begin with a form from a file
"""
