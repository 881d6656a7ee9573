"""The citizens' door: open to everyone, at the root of the site."""

from portal.doors import make_door

door = make_door("citizens", "/")
