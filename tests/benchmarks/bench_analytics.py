"""About 2,850 raked shares with standard errors and logit intervals, overall and by 200 streets.

`python -m tests.benchmarks.bench_analytics [--sizes 10000 100000 1000000] [--r-seconds 60]`

The task of `tests/reference/bench/r_baseline.R`: 60 strata, 200 streets, 4 binary and 10 Likert
items, weights raked to age x sex x education. Every size runs in a process of its own, from rows
(columns in memory, counted into cells) and from cells; printed are seconds, peak memory, and the
ratio to R's survey package where Rscript has it. R is measured on a share of the estimates and
extrapolated, as r_baseline.R does.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.cells import CellTable
from analytics.counting import count_rows_into_cells
from analytics.design import design_from_cells
from analytics.estimates import Domain, EstimateTable, Measure, Share, estimate
from analytics.weighting import Margin, Rake, weigh

BINARY = tuple(f"b{k}" for k in range(1, 5))
LIKERT = tuple(f"q{k}" for k in range(1, 11))
KEYS = ("stratum", "street", "age", "sex", "edu", "N_h")
R_SCRIPT = Path(__file__).parent.parent / "reference" / "bench" / "r_baseline.R"
Columns = dict[str, NDArray[Any]]


def draw_responses(n: int) -> tuple[Columns, dict[str, list[int]]]:
    """Draw n responses of a synthetic city and the margins to rake to (fixed seed)."""
    random = np.random.default_rng(7)
    share_of_district = np.array([0.16, 0.14, 0.13, 0.12, 0.11, 0.10, 0.08, 0.07, 0.05, 0.04])
    share_of_age = np.array([0.12, 0.17, 0.19, 0.20, 0.17, 0.15])
    drawn = np.array([0.08, 0.09, 0.1, 0.1, 0.1, 0.1, 0.11, 0.1, 0.11, 0.11])
    n_by_district = np.bincount(random.choice(10, n, p=drawn), minlength=10)
    district = np.repeat(np.arange(10), n_by_district)
    street = district * 20 + np.minimum((20 * random.beta(1.1, 1.4, n)).astype(int), 19)
    age = random.choice(6, n, p=[0.08, 0.13, 0.18, 0.21, 0.22, 0.18])
    sex = (random.random(n) < 0.56).astype(int)
    edu = random.choice(3, n, p=[0.12, 0.40, 0.48])
    population = np.round(5 * n * np.outer(share_of_district, share_of_age)).astype(int)
    stratum = district * 6 + age
    n_by_stratum = np.bincount(stratum, minlength=60)
    weight = population.ravel()[stratum] / n_by_stratum[stratum]
    columns: Columns = {
        "stratum": (stratum + 1).astype(np.int16),
        "street": (street + 1).astype(np.int16),
        "age": (age + 1).astype(np.int8),
        "sex": (sex + 1).astype(np.int8),
        "edu": (edu + 1).astype(np.int8),
        "N_h": population.ravel()[stratum].astype(np.int32),
        "w": weight,
    }
    effect = random.normal(0, 0.4, 200)[street]
    for k, name in enumerate(BINARY):
        chance = 1 / (1 + np.exp(-(-0.5 + 0.5 * k - 0.1 * age + 0.2 * edu + effect)))
        columns[name] = (random.random(n) < chance).astype(np.int8)
    cuts = np.array([[-1.8], [-0.6], [0.5], [1.8]])
    for name in LIKERT:
        latent = random.logistic(size=n) + 0.15 * age - 0.2 * sex + effect
        columns[name] = (1 + (latent > cuts).sum(axis=0)).astype(np.int8)
    total = int(population.sum())
    margins = {"age": population.sum(axis=0).tolist()}
    for name, shares in (("sex", [0.48, 0.52]), ("edu", [0.2, 0.45, 0.35])):
        counts = np.round(total * np.array(shares)).astype(int)
        counts[0] += total - counts.sum()
        margins[name] = counts.tolist()
    return columns, margins


def estimate_shares(cells: CellTable, margins: Mapping[str, list[int]]) -> EstimateTable:
    """Rake and estimate every share, overall and by street."""
    design = design_from_cells(cells, strata=["stratum"], fpc=["N_h"])
    rake = Rake(
        tuple(
            Margin((name,), {(str(i + 1),): float(n) for i, n in enumerate(counts)})
            for name, counts in margins.items()
        )
    )
    measures: list[Measure] = [Share(name, name, ("1",), ("0", "1")) for name in BINARY]
    levels = ("1", "2", "3", "4", "5")
    measures += [Share(f"{name}={v}", name, (v,), levels) for name in LIKERT for v in levels]
    streets = [Domain(str(k), {"street": (str(k),)}) for k in range(1, 201)]
    return estimate(weigh(design, [rake]), measures, [Domain("city", {}), *streets])


def count(columns: Columns) -> CellTable:
    """Count the rows into cells of strata, streets and weighting classes."""
    return count_rows_into_cells(
        weight=columns["w"],
        keys={name: columns[name] for name in KEYS},
        answers={name: columns[name] for name in (*BINARY, *LIKERT)},
    )


def run_worker(kind: str, file: Path) -> None:
    """Load one input, time the task three times, print the best with the peak memory."""
    loaded = np.load(file, allow_pickle=False)
    margins = json.loads(str(loaded["margins"]))
    if kind == "rows":
        columns = {name: loaded[name] for name in loaded.files if name != "margins"}
    else:
        cells = CellTable(
            loaded["n"],
            loaded["w"],
            {name: loaded[name] for name in KEYS},
            {name: loaded[name] for name in (*BINARY, *LIKERT)},
            {name: ("0", "1") for name in BINARY} | {name: tuple("12345") for name in LIKERT},
        )
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        table = estimate_shares(count(columns) if kind == "rows" else cells, margins)
        seconds.append(time.perf_counter() - start)
    # ru_maxrss would carry over the parent's memory through fork and exec.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    memory = int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024
    figures = [float(table.value[0, 0]), float(table.se[0, 0]), float(np.nansum(table.se))]
    n_figures = int((table.n > 0).sum())
    print(json.dumps([min(seconds), seconds[0], memory, n_figures, *figures]))


def save_inputs(n: int, folder: Path) -> dict[str, Path]:
    """Write the rows and the cells of one size."""
    columns, margins = draw_responses(n)
    text = np.array(json.dumps(margins))
    files = {kind: folder / f"{kind}{n}.npz" for kind in ("rows", "cells")}
    np.savez(files["rows"], margins=text, **columns)
    cells = count(columns)
    arrays = {**cells.keys, **cells.counts, "n": cells.n, "w": cells.weight}
    np.savez(files["cells"], margins=text, **arrays)
    return files


def measure_r(n: int, folder: Path, seconds: float) -> float | None:
    """Return the seconds that R's calibrate() needs for the task; None without R's survey."""
    if shutil.which("Rscript") is None:
        return None
    columns, margins = draw_responses(n)
    file = folder / f"bench{n}.csv"
    names = list(columns)
    with file.open("w", encoding="utf-8") as out:
        out.write(",".join(names) + "\n")
        for row in zip(*(columns[name].tolist() for name in names), strict=True):
            out.write(",".join(map(repr, row)) + "\n")
    Path(f"{file}.margins.json").write_text(json.dumps(margins), encoding="utf-8")
    command = ["Rscript", str(R_SCRIPT), str(file), "calibrate", str(seconds)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    total = re.search(r"TOTAL \(with extrapolation\)\s+([\d.]+) s", found.stdout)
    return float(total.group(1)) if total else None


def main() -> None:
    """Print one line per size and kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10**4, 10**5, 10**6, 10**7])
    parser.add_argument("--r-seconds", type=float, default=20, help="budget of each part of R")
    parser.add_argument("--r-sizes", type=int, nargs="*", default=[10**4])
    parser.add_argument("--worker", nargs=2, metavar=("KIND", "FILE"))
    options = parser.parse_args()
    if options.worker:
        run_worker(options.worker[0], Path(options.worker[1]))
        return
    print(
        f"{'responses':>10} {'from':>6} {'seconds':>9} {'first':>9} {'peak MiB':>9} {'R/ours':>9}"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n in options.sizes:
            by_r = measure_r(n, folder, options.r_seconds) if n in options.r_sizes else None
            report_size(n, folder, by_r)


def report_size(n: int, folder: Path, by_r: float | None) -> None:
    """Run one size from rows and from cells and print both."""
    files = save_inputs(n, folder)
    for kind, file in files.items():
        command = [sys.executable, "-m", __spec__.name, "--worker", kind, str(file)]
        # The matrices are small: more threads of the linear algebra only wait for each other.
        quiet = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        out = subprocess.run(command, capture_output=True, text=True, check=True, env=quiet).stdout
        best, first, memory, *figures = json.loads(out)
        ratio = f"{by_r / best:9.0f}" if by_r else f"{'-':>9}"
        print(f"{n:>10} {kind:>6} {best:9.3f} {first:9.3f} {memory:9.0f} {ratio}", flush=True)
        file.unlink()
    if by_r:
        print(f"{'':>10} R survey calibrate() {by_r:.0f} s (extrapolated); {figures[0]} estimates")


if __name__ == "__main__":
    main()
