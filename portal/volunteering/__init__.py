"""Figures of volunteering, shown at two doors: to officials beside the rates, to coordinators.

The volunteers' door counts, because the people, their hours and their targets are its own; what
it counts lands here, in words, charts and sheets that either door shows. This package knows
neither door: the application hands it the register when it is put together.

- `indicators`: what is measured, of whom, and the targets that a city starts from
- `model`: the figures of a year, area by area
- `register`: the register as pages ask for it, and where the application keeps it
- `rows`: figures in words; `drawings`: figures as charts; `sheet`: figures as a file
- `view`: all of it for one request, in the reader's language and display
"""
