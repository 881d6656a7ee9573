"""The command that loads outlines: all or nothing, each fault in a line of its own."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.db import Database
from surveys.sampling.outlines.tables import AreaOutline
from surveys.sampling.tables import Area

SQUARE = [[150.0, 30.0], [150.1, 30.0], [150.1, 30.1], [150.0, 30.1], [150.0, 30.0]]


@pytest.fixture(autouse=True)
def _areas(database: Database) -> None:
    with database.transaction() as session:
        for code, level, parent in (
            ("990100000000", "city", None),
            ("990102000000", "district", "990100000000"),
        ):
            session.add(
                Area(code=code, level=level, parent_code=parent, name_zh=code, name_en=code)
            )
            session.flush()


def write_file(folder: Path, *, codes: tuple[str, ...], ring: object = SQUARE) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"adcode": code},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for code in codes
    ]
    path = folder / "city.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return str(path)


def test_outlines_are_loaded_by_the_code_of_their_area(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    file = write_file(tmp_path, codes=("990102",))
    result = app.test_cli_runner().invoke(
        args=("city", "outlines", file, "--code-property", "adcode")
    )
    assert result.exit_code == 0, result.output
    assert "Outlines of 1 areas are loaded." in result.output
    with database.reading() as session:
        assert session.scalars(select(AreaOutline.area_code)).all() == ["990102000000"]


def test_file_with_faults_loads_nothing(app: Flask, database: Database, tmp_path: Path) -> None:
    file = write_file(tmp_path, codes=("990102", "880000", "990102"))
    result = app.test_cli_runner().invoke(
        args=("city", "outlines", file, "--code-property", "adcode")
    )
    assert result.exit_code == 1
    assert "Feature 2: no area has the code 880000000000." in result.output
    assert "Feature 3: area code 990102000000 stands twice." in result.output
    assert "No outline was loaded." in result.output
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AreaOutline)) == 0
