"""How often nominal 95 % intervals hold the true rate, for the sample city's design.

`python -m tests.benchmarks.bench_coverage [--samples 2000] [--seed 1]` prints a table of coverage
and mean width by rate, level of area and kind of interval; `docs/methods/coverage.md` holds it.
"""

import argparse
import time

import numpy as np

from tests.benchmarks.coverage_city import (
    CITY,
    DISTRICTS,
    METHODS,
    RATES,
    STREETS,
    Coverage,
    build_city,
    simulate_coverage,
)

LEVELS = {"city": CITY, "districts (3)": DISTRICTS, "streets (12)": STREETS}


def print_table(coverage: Coverage) -> None:
    """Print coverage and, in brackets, the mean width in percentage points."""
    print(f"| area | rate | {' | '.join(METHODS)} |")
    print("|---|---|" + "---|" * len(METHODS))
    for name, domains in LEVELS.items():
        for j, rate in enumerate(RATES):
            cells = [
                f"{100 * coverage.at(method, j, domains):.1f} "
                f"({100 * coverage.mean_width(method, j, domains):.1f})"
                for method in METHODS
            ]
            print(f"| {name} | {rate} | {' | '.join(cells)} |")


def main() -> None:
    """Run the simulation and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.perf_counter()
    city = build_city(options.seed)
    coverage = simulate_coverage(city, n_samples=options.samples, seed=options.seed)
    noise = 100 * np.sqrt(0.95 * 0.05 / coverage.n_samples)
    print(
        f"{coverage.n_samples} samples of {coverage.n_answers:.0f} answers, "
        f"{len(city.first) - 1} communities; simulation error of the city's coverage {noise:.1f}; "
        f"{time.perf_counter() - started:.0f} s"
    )
    print_table(coverage)


if __name__ == "__main__":
    main()
