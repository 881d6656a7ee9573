"""Every reference case made by R agrees, number by number."""

import json
from pathlib import Path

import pytest

from analytics.__main__ import main
from analytics.cases.comparing import compare_case
from analytics.cases.reading import read_case
from analytics.cases.run import CaseRun
from analytics.tables import read_table

FOLDER = Path(__file__).parent.parent / "reference" / "cases"
FILES = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_case_agrees_with_r(path: Path) -> None:
    wrong = [check for check in compare_case(read_case(path)) if not check.agrees]
    assert wrong == []


def test_weights_agree_row_by_row_with_r() -> None:
    names = {
        "S02a_poststrat": "poststrat_age_sex",
        "S02c_rake3_calibrate": "rake3",
        "S02d_greg_linear": "greg_linear",
        "S02e_calib_logit": "logit_bounded",
        "S02f_calib_linear_bounded": "linear_bounded",
        "S02g_trim": "trimmed",
        "S02h_trim_strict": "trimmed_strict",
        "S02k_two_steps": "two_steps",
    }
    expected = read_table(FOLDER.parent / "data" / "expected_weights_wave1.csv")
    for name, column in names.items():
        case = read_case(FOLDER / f"{name}.json")
        ours = CaseRun(case, case.read_rows()).weighted.weight
        assert ours == pytest.approx(expected.column(column).require_numbers(), rel=1e-9), name


def place_case(folder: Path, text: str) -> str:
    """Write a case beside the data of the first wave, as the reference cases lie, and name it."""
    for name in ("cases", "data"):
        (folder / name).mkdir()
    data = FOLDER.parent / "data" / "wave1.csv"
    (folder / "data" / "wave1.csv").write_bytes(data.read_bytes())
    case = folder / "cases" / "case.json"
    case.write_text(text)
    return str(case)


def test_estimate_reads_none_of_the_expected_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = json.loads((FOLDER / "S01a_strat_fpc.json").read_text())
    for entry in case["estimates"]:
        for key in ("value", "se", "ci", "df", "n", "t"):
            entry.pop(key, None)
    out = tmp_path / "out.json"
    assert main(["estimate", place_case(tmp_path, json.dumps(case)), "--out", str(out)]) == 0
    ours = {entry["id"]: entry for entry in json.loads(out.read_text())}
    assert ours["e002"]["value"] == pytest.approx(0.6769986499821441, rel=1e-12)
    assert ours["e002"]["se"] == pytest.approx(0.01962263175815822, rel=1e-12)


def test_compare_fails_when_a_number_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (FOLDER / "S01d_fpc_fraction.json").read_text().replace("0.6769986", "0.6769987")
    assert main(["compare", place_case(tmp_path, text)]) == 1
    assert "X S01d_fpc_fraction e001 mean value" in capsys.readouterr().out


def test_missing_column_is_a_sentence_and_status_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (FOLDER / "S01d_fpc_fraction.json").read_text().replace('"stratum"', '"layer"')
    main(["estimate", place_case(tmp_path, text)])
    assert "wave1.csv: there is no column 'layer'" in capsys.readouterr().out
