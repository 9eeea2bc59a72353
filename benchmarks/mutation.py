"""Small faults put into Python source one at a time: the mutants that good tests catch.

After DeMillo et al. 1978 ("Hints on test data selection"): a program that differs by one operator,
constant, condition, call or argument stands for the mistakes that are made in practice. Left alone
are annotations, decorators, the wording of messages, and two named arguments: `device`, since tests
know one alone, and the `strict` of `zip`, which guards against mistakes elsewhere.
"""

import ast
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, TypeVar

_Node = TypeVar("_Node", bound=ast.AST)

_OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
_UNTOUCHED_FIELDS = {"annotation", "returns", "decorator_list", "bases"}
_UNTOUCHED_NODES = (ast.Raise, ast.JoinedStr, ast.Import, ast.ImportFrom)
_SYMMETRIC = {"max", "maximum", "min", "minimum", "transpose"}  # functions of their arguments
_UNTOUCHED_KEYWORDS = {"device", "strict"}


class _Place(NamedTuple):
    """The place of a node in the tree, and the statement that it belongs to."""

    holder: ast.AST
    field: str
    slot: int | None  # in a list of nodes
    statement: ast.stmt

    def put(self, node: ast.AST) -> None:
        if self.slot is None:
            setattr(self.holder, self.field, node)
        else:
            getattr(self.holder, self.field)[self.slot] = node


@dataclass(frozen=True)
class Mutant:
    """A module with one fault: where its statement begins, the changed line, and the whole."""

    line: int
    before: str
    after: str
    source: str


def mutants(source: str) -> Iterator["partial[Mutant]"]:
    """Yield the makers of all mutants of a module, in the order of its text."""
    tree = ast.parse(source)
    for node, place in _nodes(tree):
        for other in _faults(node):
            yield partial(_mutant, tree, place, node, other)


def _mutant(tree: ast.Module, place: _Place, node: ast.AST, other: ast.AST) -> Mutant:
    before = ast.unparse(place.statement)
    place.put(other)
    after = ast.unparse(other if node is place.statement else place.statement)
    source = ast.unparse(tree)
    place.put(node)
    lines = zip(before.splitlines(), after.splitlines(), strict=False)
    old, new = next(((old, new) for old, new in lines if old != new), ("", ""))
    return Mutant(place.statement.lineno, old.strip(), new.strip(), source)


def _nodes(tree: ast.Module) -> Iterator[tuple[ast.AST, _Place]]:
    for index, statement in enumerate(tree.body):
        if not _names_types(statement):
            yield from _below(_Place(tree, "body", index, statement), statement)


def _below(place: _Place, node: ast.AST) -> Iterator[tuple[ast.AST, _Place]]:
    if isinstance(node, _UNTOUCHED_NODES) or _untouched_argument(node):
        return
    yield node, place
    for field, value in ast.iter_fields(node):
        if field in _UNTOUCHED_FIELDS or (field == "op" and _joins_paths(node)):
            continue
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.AST):
                statement = child if isinstance(child, ast.stmt) else place.statement
                at = index if isinstance(value, list) else None
                yield from _below(_Place(node, field, at, statement), child)


def _untouched_argument(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg in _UNTOUCHED_KEYWORDS


def _joins_paths(node: ast.AST) -> bool:
    """Whether a slash stands before text, where no other operator could."""
    match node:
        case ast.BinOp(op=ast.Div(), right=ast.JoinedStr() | ast.Constant(value=str())):
            return True
    return False


def _names_types(statement: ast.stmt) -> bool:
    """Whether a statement of a module only gives a name to a type, or imports for annotations."""
    match statement:
        case ast.Assign(value=ast.BinOp(op=ast.BitOr()) | ast.Subscript()):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
    return False


def _faults(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node by mistake."""
    if (other := _OPERATORS.get(type(node))) is not None:
        yield other()
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.Constant(value=float(value)):
            yield ast.Constant(2 * value or 1.0)
        case ast.UnaryOp(op=ast.Not() | ast.Invert() | ast.USub(), operand=operand):
            yield operand
        case ast.If() | ast.IfExp():
            yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.Expr(value=ast.Call()) | ast.AugAssign():
            yield ast.Pass()
        case ast.Call():
            yield from _other_arguments(node)


def _other_arguments(call: ast.Call) -> Iterator[ast.Call]:
    """Yield the call with its first two arguments swapped, and without each named argument."""
    match call.args:
        case [first, second, *others] if not _is_symmetric(call):
            if not isinstance(first, ast.Starred) and not isinstance(second, ast.Starred):
                yield _with(call, args=[second, first, *others])
    for keyword in call.keywords:
        if keyword.arg and not _untouched_argument(keyword):
            yield _with(call, keywords=[each for each in call.keywords if each is not keyword])


def _is_symmetric(call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in _SYMMETRIC
    return False


def _with(node: _Node, **changed: object) -> _Node:
    other = copy(node)
    for field, value in changed.items():
        setattr(other, field, value)
    return other
