"""Command: `flask --app wsgi city outlines FILE`, for the shapes of a city's own areas."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.db import db
from surveys.sampling.outlines.reading import read_outlines
from surveys.sampling.outlines.service import (
    count_without_outline,
    list_levels,
    store_outlines,
)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--code-property",
    default="code",
    show_default=True,
    help="The property of each feature that holds the area's code (6, 9 or 12 digits).",
)
@with_appcontext
def outlines(file: Path, *, code_property: str) -> None:
    """Load the outlines of districts and streets from FILE (GeoJSON, WGS84).

    Nothing is stored if anything is wrong; every fault is said in a line of its own.
    """
    with db.transaction() as session:
        read = read_outlines(file.read_bytes(), list_levels(session), code_property=code_property)
        for fault in read.faults:
            click.echo(str(fault))
        if read.faults:
            raise click.ClickException("没有载入任何边界 No outline was loaded.")
        store_outlines(session, read.shapes)
        n_missing = count_without_outline(session)
    n_areas = len(read.shapes)
    click.echo(f"已载入 {n_areas} 个区域的边界 Outlines of {n_areas} areas are loaded.")
    if read.n_points < read.n_points_read:
        change = f"{read.n_points_read} → {read.n_points}"
        click.echo(f"边界已简化 The borders were simplified: {change} 点 points.")
    if n_missing:
        click.echo(f"还有 {n_missing} 个区或街道没有边界 Areas still without outline: {n_missing}.")
