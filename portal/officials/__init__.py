"""The officials' door: for those signed in, under /officials."""

from portal.accounts.session import admit_official, introduce_account
from portal.doors import make_door

door = make_door("officials", "/officials", admit=admit_official)
door.context_processor(introduce_account)
