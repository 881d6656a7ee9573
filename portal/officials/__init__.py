"""The officials' door: for those signed in, under /officials."""

from portal.accounts.session import admit_official
from portal.doors import make_door

door = make_door("officials", "/officials", admit=admit_official)
