"""The questionnaire editor: an official without a programmer writes, checks and publishes.

One module per page: `listing` (all questionnaires), `outline`, `general`, `section`, `question`,
`library` (ready questions), `phone` (preview), `history` (undo), `gate` (publish), `versions`,
`importing` and `exporting` (XLSForm files).
Behind them stand

- `saving`, `refusing`: what all pages of a draft share; a save that is kept, and one that is not;
- `fields`, `pressing`, `type_settings`: forms, their buttons, the settings of each type;
- `languages`: which of them stand side by side, which may be added;
- `findings`, `conditions`, `changes`, `words`: faults, rules and differences in words.
"""

from flask import Blueprint

from portal.officials.questionnaires import (
    exporting,
    gate,
    general,
    history,
    importing,
    library,
    listing,
    outline,
    phone,
    question,
    section,
    versions,
)
from portal.officials.questionnaires.words import name_language, pick_words_or

blueprint = Blueprint("questionnaires", __name__, url_prefix="/questionnaires")
for _page in (
    listing,
    outline,
    general,
    section,
    question,
    library,
    phone,
    history,
    gate,
    versions,
    importing,
    exporting,
):
    blueprint.register_blueprint(_page.blueprint)
blueprint.add_app_template_filter(pick_words_or, "words_or")
blueprint.add_app_template_filter(name_language, "language_name")
