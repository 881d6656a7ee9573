"""The preview: the citizens' own pages of a draft or a version, for those signed in.

What is tried out travels in the address and is stored nowhere. `trial` is one try, `pages` shows
and checks its pages with the citizens' own code, `drafts` and `versions` know what is tried.
"""

from portal.accounts.session import admit_official
from portal.doors import make_door
from portal.previews import drafts, versions

door = make_door(
    "previews", "/previews", drafts.blueprint, versions.blueprint, admit=admit_official
)
