"""Find, by names and annotations, where a source file writes facts."""

import ast
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.db.models import Model

from parloir.facts.fact_models import FACTS, columns_written_freely, is_added_freely

Models = frozenset[type[Model]]
NONE: Models = frozenset()

_ADDS = {"create", "bulk_create", "get_or_create", "update_or_create"}
_RELATES = {"add", "set", "remove", "clear"}
_CHANGES = {"save", "save_base", "delete", "update", "bulk_update", "_raw_delete"}
WRITES = {name for one in _ADDS | _CHANGES | _RELATES for name in (one, f"a{one}")}
_MANAGERS = {"objects", "_default_manager", "_base_manager"}


def models_by_name() -> dict[str, Models]:
    return {
        model.__name__: frozenset({model})
        for model in apps.get_models()
        if model.__module__.startswith("parloir.")
    }


@dataclass(slots=True)
class Finder:
    """Finds writes. `aliases` are names of models and of unions of models, in all files."""

    aliases: dict[str, Models] = field(default_factory=models_by_name)

    def learn_aliases(self, tree: ast.Module) -> None:
        """Learn aliases such as `Device = Monitor | Station`."""
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
                known = self.named_in(node.value)
                for target in node.targets:
                    if known and isinstance(target, ast.Name):
                        self.aliases[target.id] = known

    def named_in(self, annotation: ast.AST | None) -> Models:
        if annotation is None:
            return NONE
        names = [one.id for one in ast.walk(annotation) if isinstance(one, ast.Name)]
        texts = [one.value for one in ast.walk(annotation) if isinstance(one, ast.Constant)]
        words = " ".join(str(text) for text in texts).replace("|", " ").split()
        return NONE.union(*(self.aliases.get(name, NONE) for name in [*names, *words]))

    def writes_in(self, tree: ast.Module) -> list[tuple[int, str]]:
        """Yield line and model of each write of a fact."""
        scope = Scope(self)
        scope.visit(tree)
        return scope.found


class Scope(ast.NodeVisitor):
    """One walk through a file. The meaning of a name is its latest assignment or annotation."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self.known: dict[str, Models] = {}
        self.found: list[tuple[int, str]] = []

    def visit_arg(self, node: ast.arg) -> None:
        self.known[node.arg] = self.finder.named_in(node.annotation)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.generic_visit(node)
        self._bind(node.target, self.finder.named_in(node.annotation))

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        for target in node.targets:
            self._bind(target, self.models_of(node.value))

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.generic_visit(node)
        self._bind(node.target, self.models_of(node.value))

    def visit_For(self, node: ast.For) -> None:
        self._bind(node.target, self.models_of(node.iter))
        self.generic_visit(node)

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._visit_comprehension(node, node.generators)

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self._visit_comprehension(node, node.generators)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._visit_comprehension(node, node.generators)

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            for model in self.models_of(node.func.value):
                if model in FACTS and not _is_free(model, node, node.func.attr):
                    self.found.append((node.lineno, f"{model.__name__}: {ast.unparse(node.func)}"))

    def models_of(self, node: ast.expr) -> Models:
        match node:
            case ast.Name(id=name):
                return self.known.get(name) or self.finder.aliases.get(name, NONE)
            case ast.Attribute(value=value, attr=attr) if attr in _MANAGERS:
                return self.models_of(value)
            case ast.Attribute(value=value, attr=attr):
                return _related(self.models_of(value), attr)
            case ast.Call(func=ast.Attribute(value=value)):
                return self.models_of(value)
            case ast.Call(func=ast.Name(id=name), args=args):
                given = NONE.union(*(self.models_of(one) for one in args))
                return self.finder.aliases.get(name, NONE) or given
            case ast.Subscript(value=value) | ast.Starred(value=value) | ast.Await(value=value):
                return self.models_of(value)
            case ast.IfExp(body=one, orelse=other):
                return self.models_of(one) | self.models_of(other)
            case ast.BoolOp(values=values) | ast.List(elts=values) | ast.Tuple(elts=values):
                return NONE.union(*(self.models_of(one) for one in values))
        return NONE

    def _visit_comprehension(self, node: ast.expr, generators: list[ast.comprehension]) -> None:
        for one in generators:
            self._bind(one.target, self.models_of(one.iter))
        self.generic_visit(node)

    def _bind(self, target: ast.expr, models: Models) -> None:
        if isinstance(target, ast.Name):
            self.known[target.id] = models
        elif isinstance(target, ast.Tuple | ast.List):
            for one in target.elts:
                self._bind(one, models)


def _related(models: Models, attr: str) -> Models:
    """Return the models that this attribute leads to; of unknown objects, every such attribute."""
    led_to = _relations().get(attr, {})
    return frozenset(led_to[base] for base in models or led_to if base in led_to)


@cache
def _relations() -> dict[str, dict[type[Model], type[Model]]]:
    """Return, by attribute, from which model it leads to which, for both ends of foreign keys."""
    found: dict[str, dict[type[Model], type[Model]]] = {}
    for (model,) in models_by_name().values():
        for one in model._meta.get_fields():
            if one.is_relation and not one.many_to_many and one.related_model:
                accessor = getattr(one, "get_accessor_name", lambda: None)()
                found.setdefault(accessor or one.name, {})[model] = one.related_model
    return found


def _is_free(model: type[Model], call: ast.Call, verb: str) -> bool:
    """Tell whether it writes only columns that are not facts."""
    if verb.removeprefix("a") in _ADDS:
        return is_added_freely(model)
    fields = {keyword.arg for keyword in call.keywords}
    for keyword in call.keywords:
        if keyword.arg == "update_fields" and isinstance(keyword.value, ast.List | ast.Tuple):
            fields = {getattr(one, "value", None) for one in keyword.value.elts}
    return bool(fields) and fields <= columns_written_freely(model)
