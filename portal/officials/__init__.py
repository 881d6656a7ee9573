"""The officials' door: for those signed in, under /officials.

One module per topic holds its pages and puts together what they show: `overview`, `waves`,
`indicators`, `places`, `questions`, `participants` (waves open to all), `progress`, `codes`,
`method`, `targets`, `publishing`, `downloads`, `volunteering`; the
package `questionnaires` is the editor. Behind them stand

- `reading`: waves and their results, kept while tally and targets hold;
- `figures`, `sentences`, `sheets`: figures in words, for tables, answers and downloads;
- `drawings`: charts of the results, which `portal.pictures` makes ready for a page;
- `families`: narrow and wide satisfaction, never in one chart or table;
- `navigation`: the ways through these pages.
"""

from portal.accounts.session import admit_official
from portal.doors import make_door
from portal.officials import (
    codes,
    downloads,
    indicators,
    method,
    overview,
    places,
    progress,
    publishing,
    questionnaires,
    questions,
    targets,
    volunteering,
    waves,
)
from portal.officials.navigation import name_places

door = make_door(
    "officials",
    "/officials",
    overview.blueprint,
    waves.blueprint,
    indicators.blueprint,
    places.blueprint,
    questions.blueprint,
    progress.blueprint,
    codes.blueprint,
    method.blueprint,
    targets.blueprint,
    volunteering.blueprint,
    publishing.blueprint,
    downloads.blueprint,
    questionnaires.blueprint,
    admit=admit_official,
)
door.context_processor(name_places)
