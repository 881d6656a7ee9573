"""The walls of the house, read from the source tree: floors, stages, no cycles, small rooms."""

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.source_tree import (
    FLOORS,
    ROOT,
    count_code_lines,
    count_positional,
    list_own_imports,
    read_modules,
)

STAGES = ("questionnaires", "sampling", "waves", "responses", "tally", "results", "city")
DOORS = ("citizens", "volunteers", "officials", "previews")
MAX_MODULE_LINES = 350
MAX_FUNCTION_LINES = 60
MAX_POSITIONAL = 4
TEMPLATES = sorted((ROOT / "portal" / "templates").rglob("*.html"))
UNFINISHED = re.compile(
    r"\b(TODO|FIXME|XXX|HACK)\b|except Exception|except BaseException|NotImplementedError"
)
ON_TOP = {
    "portal",
    "surveys",
    "analytics",
    "migrations",
    "tests",
    "docs",
    "wsgi.py",
    "gunicorn.conf.py",
    "requirements.txt",
    "requirements-dev.txt",
    "pyproject.toml",
    "Makefile",
    "README.md",
    "LICENSE",
}

every_template = pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "portal" / "templates"))
)
MODULES = tuple(read_modules().values())


def test_imports_run_down_the_floors() -> None:
    for module in MODULES:
        floor = module.name.partition(".")[0]
        above = FLOORS[: FLOORS.index(floor)]
        upward = [name for name in module.imports if name.partition(".")[0] in above]
        assert not upward, f"{module.name} imports {upward}"


def test_a_stage_imports_only_upstream() -> None:
    for module in MODULES:
        stage = _find_stage(module.name)
        if stage is not None:
            upstream = (*STAGES[: STAGES.index(stage) + 1], None)
            for name in list_own_imports(module):
                assert _find_stage(name) in upstream, f"{module.name} imports {name}"


def test_doors_do_not_open_onto_each_other() -> None:
    for module in MODULES:
        for door in DOORS:
            if module.name.startswith(f"portal.{door}"):
                others = tuple(f"portal.{other}" for other in DOORS if other != door)
                across = [name for name in module.imports if name.startswith(others)]
                assert not across, f"{module.name} imports {across}"


def test_no_modules_import_each_other() -> None:
    graph = {module.name: list_own_imports(module) for module in MODULES}
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")


def test_no_import_hides_inside_a_function() -> None:
    hidden = [
        f"{module.path}:{node.lineno}"
        for module in MODULES
        for function in module.functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


def test_libraries_stay_on_their_floor() -> None:
    for module in MODULES:
        used = {name.partition(".")[0] for name in module.imports}
        assert not used & _find_forbidden(module.name), module.name


def test_only_one_place_commits() -> None:
    committing = [module.name for module in MODULES if ".commit()" in module.text]
    assert committing == ["portal.db"]


def test_modules_are_small() -> None:
    long = {module.name: module.n_lines for module in MODULES}
    assert not {name: n for name, n in long.items() if n > MAX_MODULE_LINES}


def test_functions_fit_on_a_screen() -> None:
    long = {
        f"{module.name}.{function.name}": count_code_lines(function)
        for module in MODULES
        for function in module.functions
    }
    assert not {name: n for name, n in long.items() if n > MAX_FUNCTION_LINES}


def test_functions_take_few_positional_arguments() -> None:
    many = {
        f"{module.name}.{function.name}": count_positional(function, module)
        for module in MODULES
        for function in module.functions
    }
    assert not {name: n for name, n in many.items() if n > MAX_POSITIONAL}


def test_modules_say_what_they_are() -> None:
    assert not [module.name for module in MODULES if not ast.get_docstring(module.tree)]
    vague = {"utils", "helpers", "misc", "common"}
    assert not [module.name for module in MODULES if module.path.stem in vague]


def test_nothing_is_left_unfinished() -> None:
    assert not [module.name for module in MODULES if UNFINISHED.search(module.text)]


def test_root_holds_only_what_every_project_has() -> None:
    shown = {path.name for path in ROOT.iterdir() if not path.name.startswith((".", "__"))}
    assert shown - {"var", "node_modules"} <= ON_TOP


@every_template
def test_templates_hold_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text), "a style attribute"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "a script attribute"
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag, tag
    for tag in re.findall(r"<style\b[^>]*>", text):
        assert "nonce=" in tag, tag
    assert not re.search(r"(src|href|action)\s*=\s*[\"']\s*(https?:)?//", text), "another host"


@every_template
def test_only_components_mark_html_as_safe(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "autoescape" not in text
    assert "components/" in str(path) or not re.search(r"\|\s*safe\b", text)


def _find_forbidden(name: str) -> set[str]:
    """Libraries that a module may not use, by where it stands."""
    forbidden = set()
    is_plain = name in {f"portal.volunteers.{part}" for part in ("tables", "rules", "service")}
    if is_plain or not name.startswith("portal"):
        forbidden |= {"flask", "flask_wtf", "flask_babel", "wtforms", "werkzeug", "jinja2"}
    if name.startswith("analytics"):
        forbidden |= {"sqlalchemy"}
    if not name.startswith("analytics.charts"):
        forbidden |= {"plotly"}
    return forbidden


def _find_stage(name: str) -> str | None:
    for stage in STAGES:
        if name == f"surveys.{stage}" or name.startswith(f"surveys.{stage}."):
            return stage
    return None
