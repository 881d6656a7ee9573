"""The analyst's command: a CSV and a description in, rates with verdicts out."""

from pathlib import Path

import pytest

from analytics.__main__ import main
from analytics.comparison import Verdict
from analytics.rates import EVERYONE, compute_rates

DATA = Path(__file__).parent.parent / "reference" / "data"
DESIGN = """
title = "城市生活 City life"
sample = "R"
by = ["district"]

[design]
weights = "w_draw"
strata = ["stratum"]
fpc = ["N_h"]

[[steps]]
method = "rake"
[[steps.margins]]
by = ["district"]
file = "frame_counts.csv"
[[steps.margins]]
by = ["edu"]
file = "margin_education.csv"

[[rates]]
name = "知晓率"
column = "aware"
yes = [1]
target = 0.6

[[domains]]
name = "65+ women"
where = { age = "65+", sex = "F" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("wave1.csv", "frame_counts.csv", "margin_education.csv"):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    return tmp_path


def describe(folder: Path, text: str = DESIGN) -> tuple[Path, Path]:
    (folder / "design.toml").write_text(text, encoding="utf-8")
    return folder / "wave1.csv", folder / "design.toml"


def test_rates_are_those_of_the_engine(folder: Path) -> None:
    report = compute_rates(*describe(folder))
    city = report.rows[0]
    assert (city.figure.domain, city.figure.n, city.verdict) == (EVERYONE, 611, Verdict.MET)
    assert city.figure.value == pytest.approx(0.669, abs=0.001)
    assert [row.figure.domain for row in report.rows[1:]] == [
        "65+ women",
        "district = Harbour",
        "district = Hill",
        "district = Meadow",
    ]
    assert report.audit[-1].sum == pytest.approx(8823)


def test_table_and_page_are_written_in_both_languages(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, design = describe(folder)
    page = folder / "page.html"
    assert main(["rates", str(data), str(design), "--html", str(page)]) == 0
    shown = capsys.readouterr().out
    assert "知晓率" in shown
    assert "达标" in shown
    assert "城市生活" in page.read_text(encoding="utf-8")
    assert main(["rates", str(data), str(design), "--lang", "en"]) == 0
    assert "effective n" in capsys.readouterr().out


def test_open_participation_gets_no_interval_and_no_verdict(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, design = describe(folder, DESIGN.replace('sample = "R"', 'sample = "O"'))
    report = compute_rates(data, design)
    assert {row.verdict for row in report.rows} == {None}
    page = folder / "page.html"
    assert main(["rates", str(data), str(design), "--html", str(page), "--lang", "en"]) == 0
    table = capsys.readouterr().out.splitlines()
    assert table[1].split() == ["知晓率", "全部", "/", "everyone", "66.9%", "611"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"w_draw"', '"weight"', "wave1.csv: there is no column 'weight'"),
        ("weights =", "weigths =", "design.toml: unknown word 'weigths' in [design]"),
        ("target = 0.6", "target = 60", "design.toml: target 60 of '知晓率' is not within 0..1"),
        ('sample = "R"', 'sample = "S"', "design.toml: sample is 'S'"),
        ('"frame_counts.csv"', '"frame.csv"', "frame.csv: there is no such file"),
        ('method = "rake"', 'method = "magic"', "unknown method 'magic'"),
        ("[design]", "[design", "design.toml:"),
        ('weights = "w_draw"', 'weights = "district"', "row 2: 'Harbour' is not a number"),
    ],
)
def test_mistakes_are_sentences_with_their_place(
    folder: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, sentence: str
) -> None:
    data, design = describe(folder, DESIGN.replace(old, new, 1))
    assert main(["rates", str(data), str(design)]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("-3.5", "wave1.csv, column 'w_draw', row 3: the weight -3.5 is negative"),
        ("", "wave1.csv, column 'w_draw', row 3: the weight is missing"),
        ("heavy", "wave1.csv, column 'w_draw', row 3: 'heavy' is not a number"),
    ],
)
def test_a_wrong_weight_is_named_with_row_and_column(
    folder: Path, capsys: pytest.CaptureFixture[str], cell: str, sentence: str
) -> None:
    data, design = describe(folder)
    lines = data.read_text().splitlines()
    place = lines[0].split(",").index("w_draw")
    cells = lines[2].split(",")
    cells[place] = cell
    data.write_text("\n".join([*lines[:2], ",".join(cells), *lines[3:]]) + "\n")
    assert main(["rates", str(data), str(design)]) == 2
    assert sentence in capsys.readouterr().err


def test_a_short_row_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, design = describe(folder)
    data.write_text(data.read_text() + "1,2,3\n")
    assert main(["rates", str(data), str(design)]) == 2
    assert "wave1.csv, row 629: 3 cells, but the header has 22" in capsys.readouterr().err


def test_other_levels_are_named_in_the_table_and_have_no_page(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, design = describe(folder, DESIGN.replace('sample = "R"', 'sample = "R"\nlevel = 0.9'))
    assert main(["rates", str(data), str(design), "--lang", "en"]) == 0
    assert "90% interval" in capsys.readouterr().out
    assert main(["rates", str(data), str(design), "--html", str(folder / "page.html")]) == 2
    assert "needs level = 0.95" in capsys.readouterr().err
