"""Stage 3 of the river: one published version put to one sample for a period.

`sample_types` says what each type may show, `service` plans, opens, closes and finds,
`invitations` leads from a code to its wave, `progress` measures the field work.
"""
