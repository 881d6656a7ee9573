"""Stage 2 of the river: areas, sampling frame, draw, inclusion probabilities, invitations.

`areas` and `frame` read, `draw` draws (pure), `codes` makes codes that people can type, `handout`
lists them for the field, `service` is what others call.
"""
