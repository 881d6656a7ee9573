"""Command line: ``python -m analytics estimate | compare | rates``.

Reads files, prints, and exits with 1 where numbers disagree, 2 where an input is wrong.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analytics.cases.comparing import Check, compare_case
from analytics.cases.estimating import estimate_case
from analytics.cases.reading import Case, CaseError, read_case
from analytics.errors import AnalyticsError
from analytics.quality import opt_in_note
from analytics.rates import compute_rates, tabulate_rates, tabulate_weights
from analytics.rates_page import write_rates_page


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except AnalyticsError as error:
        print(error, file=sys.stderr)
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analytics", description="Survey estimates with correct standard errors."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    estimate = commands.add_parser("estimate", help="estimate every entry of a case")
    estimate.add_argument("case", type=Path, help="a case, or a folder of cases")
    estimate.add_argument("--out", type=Path, help="file to write (folder for a folder of cases)")
    estimate.set_defaults(run=_estimate)
    compare = commands.add_parser("compare", help="compare our numbers with the expected ones")
    compare.add_argument("case", type=Path, help="a case, or a folder of cases")
    compare.add_argument("--tolerance", type=float, default=1e-8, help="relative (default 1e-8)")
    compare.add_argument("--quiet", action="store_true", help="print disagreements and sums only")
    compare.set_defaults(run=_compare)
    rates = commands.add_parser("rates", help="rates with intervals and verdicts from a CSV")
    rates.add_argument("data", type=Path, help="responses, one row each, with a header")
    rates.add_argument("design", type=Path, help="description of sample, weights and rates (TOML)")
    rates.add_argument("--html", type=Path, help="also write a page with charts")
    rates.add_argument("--lang", choices=("zh", "en"), default="zh", help="language (default zh)")
    rates.set_defaults(run=_rates)
    return parser


def _rates(options: argparse.Namespace) -> int:
    report = compute_rates(options.data, options.design)
    print(tabulate_rates(report, options.lang))
    print()
    print(tabulate_weights(report, options.lang))
    if report.file.sample == "O":
        print("\n" + opt_in_note(is_weighted=bool(report.file.steps))[options.lang])
    if options.html is not None:
        options.html.write_text(write_rates_page(report, options.lang), encoding="utf-8")
        print(f"\n{options.html}")
    return 0


def _cases(path: Path) -> list[Case]:
    if not path.is_dir():
        return [read_case(path)]
    files = sorted(path.glob("*.json")) or sorted((path / "cases").glob("*.json"))
    if not files:
        raise CaseError(f"{path}: there are no cases in this folder")
    return [read_case(file) for file in files]


def _estimate(options: argparse.Namespace) -> int:
    for case in _cases(options.case):
        text = json.dumps(_plain(estimate_case(case)), ensure_ascii=False, indent=1)
        if options.out is None:
            print(text)
        elif options.case.is_dir():
            options.out.mkdir(parents=True, exist_ok=True)
            (options.out / case.path.name).write_text(text + "\n", encoding="utf-8")
        else:
            options.out.write_text(text + "\n", encoding="utf-8")
    return 0


def _plain(value: Any) -> Any:
    """Return JSON with undefined numbers as words."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Inf" if value > 0 else "-Inf"
    return value


def _compare(options: argparse.Namespace) -> int:
    n_checks = n_wrong = 0
    worst = 0.0
    for case in _cases(options.case):
        for check in compare_case(case, options.tolerance):
            n_checks += 1
            n_wrong += not check.agrees
            worst = max(worst, check.difference if check.agrees else 0.0)
            if not (check.agrees and options.quiet):
                print(_line(check))
    print(f"{n_checks} numbers compared, {n_wrong} disagree; largest agreed difference {worst:.1e}")
    return 1 if n_wrong else 0


def _line(check: Check) -> str:
    mark = "  " if check.agrees else "X "
    return (
        f"{mark}{check.case} {check.entry} {check.what}: ours {_shown(check.ours)}, "
        f"expected {_shown(check.expected)}, difference {check.difference:.1e}"
    )


def _shown(value: Any) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
