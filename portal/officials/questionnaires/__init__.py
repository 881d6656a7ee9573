"""The questionnaire editor: an official without a programmer writes, checks and publishes.

One module per page: `listing` (all questionnaires), `outline`, `general`, `section`, `question`,
`library` (ready questions), `phone` (preview), `history` (undo), `gate` (publish), `versions`,
`importing` and `exporting` (XLSForm files).
Behind them stand

- `saving`: what all pages of a draft share, and the answer to a save;
- `fields`, `pressing`, `type_settings`: forms, their buttons, the settings of each type;
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
from portal.officials.questionnaires.words import pick_words_or

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
