"""Stage 6 of the river: indicators, targets, wave results, published snapshots.

`indicators` and `library` say what is measured; `targets` what is to be reached. `sample` turns a
random sample's tally into weighted cells, `estimation` into estimates, `random_sample` into
`WaveResults`; `participants` counts an open link. `questions` goes option by option.
`publication` freezes. `model` and `published` are what the doors are given; `service` is what
they call.
"""
