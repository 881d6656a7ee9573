"""QR codes as the path of an SVG: one shape, no picture file, no script."""

from dataclasses import dataclass

import segno

BORDER = 4


@dataclass(frozen=True)
class Qr:
    """A QR code ready for `<path d=...>` in a square view box."""

    path: str
    size: int


def draw_qr(text: str) -> Qr:
    """The QR code of a text, dark modules joined into horizontal runs."""
    code = segno.make(text, error="m", micro=False)
    runs = []
    for row, modules in enumerate(code.matrix):
        start = None
        for column, is_dark in enumerate([*modules, 0]):
            if is_dark and start is None:
                start = column
            elif not is_dark and start is not None:
                runs.append(
                    f"M{start + BORDER} {row + BORDER}h{column - start}v1H{start + BORDER}z"
                )
                start = None
    return Qr("".join(runs), len(code.matrix) + 2 * BORDER)
