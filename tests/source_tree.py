"""Reads the source tree for the test of the architecture: modules, imports, functions."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOORS = ("portal", "surveys", "analytics")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One module of the three floors."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def n_lines(self) -> int:
        """Length in lines."""
        return len(self.text.splitlines())

    @property
    def imports(self) -> set[str]:
        """Full names of everything imported, modules and names alike."""
        return {name for node in ast.walk(self.tree) for name in _list_names(node)}

    @property
    def functions(self) -> Iterator[Function]:
        """All functions and methods, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    @property
    def methods(self) -> set[Function]:
        """Functions directly inside a class."""
        return {
            child
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ClassDef)
            for child in node.body
            if isinstance(child, Function)
        }


@cache
def read_modules() -> dict[str, Module]:
    """Every module of the three floors by its name."""
    return {
        module.name: module
        for floor in FLOORS
        for path in sorted((ROOT / floor).rglob("*.py"))
        for module in [_read_module(path)]
    }


def list_own_imports(module: Module) -> set[str]:
    """Names of the modules of the three floors that a module imports."""
    modules = read_modules()
    found = set()
    for name in module.imports:
        owner = name if name in modules else name.rpartition(".")[0]
        if owner in modules and owner != module.name:
            found.add(owner)
    return found


def count_code_lines(function: Function) -> int:
    """Lines of a function without its docstring."""
    n_lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        docstring = function.body[0]
        n_lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
    return n_lines


def count_positional(function: Function, module: Module) -> int:
    """Arguments that a caller may give by place; self is not one."""
    n_arguments = len(function.args.posonlyargs) + len(function.args.args)
    return n_arguments - (function in module.methods)


def _read_module(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    text = path.read_text(encoding="utf-8")
    return Module(name, path, text, ast.parse(text))


def _list_names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
