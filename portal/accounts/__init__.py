"""The accounts' door: signing in and out, and one's own password. Open to strangers by purpose."""

from portal.accounts import entry, own
from portal.accounts.session import introduce_account
from portal.doors import make_door

door = make_door("accounts", "/account", entry.blueprint, own.blueprint)
door.context_processor(introduce_account)
