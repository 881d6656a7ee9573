"""How much of a file is read: beyond, it is refused with the reason."""

MIB = 1024 * 1024
MAX_FILE = 5 * MIB
MAX_UNPACKED = 64 * MIB
"""Of everything in an .xlsx together, which is a zip archive."""
MAX_ROWS = 20_000
MAX_COLUMNS = 500
MAX_CELLS = 2_000_000
"""Of one sheet, empty ones included: readers lay a sheet out whole."""
MAX_MEMORY = 1536 * MIB
MAX_SECONDS = 20
"""Of the process that reads a spreadsheet."""
READ_SHEETS = ("survey", "choices", "settings")
