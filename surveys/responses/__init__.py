"""Stage 4 of the river: checked answers, their compact stored form, and the one intake.

A map of the package:

- `answers`     `check_page(page, raw, areas=...)` -> CheckedPage(answers, errors);
                `check_response(version, answers, seed=..., areas=...)` -> CheckedResponse
- `packing`     `find_packer(version)` -> Packer: `pack`, `unpack`, `columns` (many at once)
- `service`     `accept_response(session, wave_id, Submission(...), instrument=Instrument(version,
                areas), now=..., today=..., rng=...)` -> Accepted(receipt_code, is_repeat);
                `record_screen_out`, `find_receipt`
- `statements`  the statements of the intake, each deciding by its own condition who came first
- `tables`      response_inbox, response, receipt
"""
