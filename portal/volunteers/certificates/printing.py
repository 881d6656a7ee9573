"""Printing a certificate: the PDF is made in a process of its own, a few at a time."""

import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

PROGRAM = Path(__file__).with_name("pdf.py")
TIMEOUT_SECONDS = 60

# A PDF takes a processor for a second: a rush of them must not starve the pages.
_places = BoundedSemaphore(2)


class PrinterMissing(Exception):
    """This machine lacks the library that sets pages (Pango)."""


def make_pdf(document: str) -> bytes:
    """The PDF of an HTML document that needs no other file; raises PrinterMissing."""
    with _places:
        finished = subprocess.run(  # noqa: S603  (the program and its arguments are our own)
            [sys.executable, str(PROGRAM)],
            input=document.encode(),
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    if finished.returncode == os.EX_UNAVAILABLE:
        raise PrinterMissing
    finished.check_returncode()
    return finished.stdout
