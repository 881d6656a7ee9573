"""The citizens' door: open to everyone, at the root of the site.

`home` leads in, `start` begins a filling-in, `answering` asks page by page, `sending` reviews and
hands in, `receipts` checks a receipt, `results` shows what is published. `progress` seals the
answers so far into the browser, `visit` opens them again, `ways` knows the addresses, `faces`
renders the pages.
"""

from portal.citizens import answering, home, receipts, results, sending, start
from portal.doors import make_door

door = make_door(
    "citizens",
    "/",
    home.blueprint,
    start.blueprint,
    sending.blueprint,
    answering.blueprint,
    receipts.blueprint,
    results.blueprint,
)
