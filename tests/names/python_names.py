"""The names of Python sources, read with `ast`."""

import ast
from collections.abc import Iterator

from tests.names.found import Found

# Calls whose strings are fields of a model, and lists of them in a class's body.
TAKES_FIELDS = {
    *("annotate", "dates", "datetimes", "defer", "distinct", "earliest", "in_bulk", "latest"),
    *("only", "order_by", "prefetch_related", "select_related", "values", "values_list"),
    *("Avg", "Count", "F", "Max", "Min", "OuterRef", "Prefetch", "Sum"),
    *("attrgetter", "delattr", "getattr", "hasattr", "setattr"),
}
LISTS_FIELDS = {"fields", "field", "ordering", "update_fields", "name", "model_name", "old_name"}


def names_in(source: str, *, path: str) -> Iterator[Found]:
    """Yield every name that the source declares, imports or uses, also those in keys of queries."""
    for node in ast.walk(ast.parse(source)):
        line = getattr(node, "lineno", 0)
        for name in _names_of(node):
            # A lookup is each of its words: `visit__station` is `visit` and `station`.
            parts = name.split("__") if not name.startswith("__") and "__" in name else [name]
            for part in parts:
                yield Found(path, line, part)


def _names_of(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.Attribute():
            yield _chain(node)
        case ast.ClassDef():
            yield node.name
            yield from _members(node)
        case ast.Import() | ast.ImportFrom():
            yield from _imported(node)
        case _:
            yield from _fields_of(node)
            yield from _bound_by(node)


def _fields_of(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.keyword(arg=str(name)):
            yield name
            if name in LISTS_FIELDS:
                yield from _strings(node.value)
        case ast.Call():
            if _chain(node.func).rpartition(".")[2] in TAKES_FIELDS:
                for argument in node.args:
                    yield from _strings(argument)
        case ast.Assign(targets=[ast.Name(id=name)]) if name in LISTS_FIELDS:
            yield from _strings(node.value)


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield name
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name
        case ast.MatchClass(kwd_attrs=names) | ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names


def _members(node: ast.ClassDef) -> Iterator[str]:
    for statement in node.body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield f"{node.name}.{name}"
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield f"{node.name}.{name}"
            case ast.Assign(targets=targets):
                for target in targets:
                    if isinstance(target, ast.Name):
                        yield f"{node.name}.{target.id}"


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    module = f"{node.module}." if isinstance(node, ast.ImportFrom) and node.module else ""
    for alias in node.names:
        yield module + alias.name
        if alias.asname:
            yield alias.asname


def _chain(node: ast.expr) -> str:
    """Return `a.b.c`; what stands before the first dot is empty when it is no name."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    names.append(node.id if isinstance(node, ast.Name) else "")
    return ".".join(reversed(names))


def _strings(node: ast.expr) -> Iterator[str]:
    """Return fields that are named by strings: `"a"`, `"-a__b"`, `["a", ("b", field)]`."""
    match node:
        case ast.Constant(value=str(text)) if text.lstrip("-").isidentifier():
            yield text.lstrip("-")
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            for element in elements:
                yield from _strings(element)
