"""A program of its own: reads a certificate's HTML, writes its PDF. Knows nothing of the portal.

The one place that imports WeasyPrint, which would cost every worker a second and 100 MB.
"""

import os
import sys

try:
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher
except OSError:  # Pango is a library of the system, and not on this machine.
    sys.exit(os.EX_UNAVAILABLE)


def main() -> None:
    """Standard input to standard output; a document may fetch nothing at all."""
    html = HTML(string=sys.stdin.read(), url_fetcher=URLFetcher(allowed_protocols=()))
    sys.stdout.buffer.write(html.write_pdf())


if __name__ == "__main__":
    main()
