"""A codebase beside the page that describes it: what contradicts the page, read, never run."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

PAGE_LINE = re.compile(r"^- `([\w/]+(?:/|\.py))`: (.+)$", re.MULTILINE)
QUESTION = re.compile(r"(What|How|Which|Where|Who)\b")
DOORS = ("__init__.py", "__main__.py")  # of the whole codebase: they may import anything


@dataclass(frozen=True)
class Module:
    """A source file, by its path in the codebase, such as `search/beam.py`."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def stem(self) -> str:
        return self.path.rpartition("/")[2].removesuffix(".py")

    @property
    def is_init(self) -> bool:
        return self.stem == "__init__"

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    @property
    def docstring(self) -> str:
        return ast.get_docstring(self.tree) or ""

    @property
    def classes(self) -> list[str]:
        return [node.name for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef)]


@dataclass(frozen=True)
class Codebase:
    """The folder of a package, that of its tests, and the page that lists its packages in order."""

    source: Path
    tests: Path
    page: str

    @cached_property
    def packages(self) -> dict[str, str]:
        """The sentence of every package, from the ground up: `text/` or `files.py`."""
        return dict(PAGE_LINE.findall(self.page))

    @cached_property
    def modules(self) -> dict[str, Module]:
        paths = sorted(self.source.rglob("*.py"))
        read = [
            Module(path.relative_to(self.source).as_posix(), path.read_text("utf-8"))
            for path in paths
        ]
        return {module.path: module for module in read if module.path not in DOORS}

    def package_of(self, path: str) -> str | None:
        """Return the innermost package on the page that a module belongs to."""
        around = [package for package in self.packages if _holds(package, path)]
        return max(around, key=len, default=None)

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """The modules of the codebase that each module imports, wherever in it, also for types."""
        return {path: set(self._imported(module.tree)) for path, module in self.modules.items()}

    @cached_property
    def _test_imports(self) -> dict[Path, set[str]]:
        """The modules that each file of the tests imports, as far as files were read."""
        return {}

    def _imported_by_test(self, file: Path) -> set[str]:
        if file not in self._test_imports:
            self._test_imports[file] = set(self._imported(ast.parse(file.read_text("utf-8"))))
        return self._test_imports[file]

    def _imported(self, tree: ast.Module) -> Iterator[str]:
        for node in ast.walk(tree):
            for candidates in _imported_names(node):
                found = next(filter(None, map(self._path_of, candidates)), None)
                if found is not None:
                    yield found

    def _path_of(self, dotted: str) -> str | None:
        root, _, inner = dotted.partition(".")
        if root != self.source.name:
            return None
        path = inner.replace(".", "/")
        files = (f"{path}.py", f"{path}/__init__.py".lstrip("/"))
        return next((file for file in files if file in self.modules or file in DOORS), None)

    # Each of the following returns contradictions, in words.

    def modules_of_no_package(self) -> list[str]:
        """Every module belongs to a package; a folder of packages alone may have an `__init__`."""
        lost = [path for path in self.modules if self.package_of(path) is None]
        return [
            f"{path} belongs to no package on the page"
            for path in lost
            if not any(
                _holds(path.removesuffix("__init__.py"), package) for package in self.packages
            )
        ]

    def packages_without_modules(self) -> list[str]:
        return [
            f"{package} is on the page only"
            for package in self.packages
            if not any(_holds(package, path) for path in self.modules)
        ]

    def imports_upward(self) -> list[str]:
        """A module imports from its own package and from those before it."""
        order = {package: place for place, package in enumerate(self.packages)}
        return [
            f"{path} imports {imported}, but {self.package_of(path)} stands before "
            f"{self.package_of(imported) or 'everything that the package itself offers'}"
            for path, others in self.imports.items()
            for imported in sorted(others)
            if order.get(self.package_of(imported) or "", len(order))
            > order.get(self.package_of(path) or "", len(order))
        ]

    def cycles(self) -> list[str]:
        """Modules never import one another in a circle, in a package or between packages."""
        others = {path: found - {path} for path, found in self.imports.items()}
        try:
            TopologicalSorter(others).prepare()
        except CycleError as error:
            return ["a circle of imports: " + " → ".join(reversed(error.args[1]))]
        return []

    def package_docstrings(self) -> list[str]:
        """A package's docstring is one sentence, the one on the page."""
        inits = {path: m.docstring for path, m in self.modules.items() if m.is_init}
        several = [
            f"{path}: its docstring is not one sentence"
            for path, docstring in inits.items()
            if not re.fullmatch(r"[^\n]*[^\n.?!][.?!]", docstring)
            or re.search(r"[.?!] ", docstring)
        ]
        other = [
            f"{package}: the page says “{sentence}”, its docstring “{docstring}”"
            for package, sentence in self.packages.items()
            if (docstring := inits.get(f"{package}__init__.py", sentence)) != sentence
        ]
        return several + other

    def questions(self) -> list[str]:
        """A module's docstring is no question."""
        return [
            f"{path}: its docstring begins with {found[0]}"
            for path, module in self.modules.items()
            if (found := QUESTION.match(module.docstring))
        ]

    def crowded_folders(self, most: int) -> list[str]:
        """No folder holds more than `most` modules, without its `__init__`."""
        flat: dict[str, int] = defaultdict(int)
        for module in self.modules.values():
            flat[module.folder] += not module.is_init
        return [
            f"{folder or '.'}/ has {count} modules, more than {most}"
            for folder, count in flat.items()
            if count > most
        ]

    def small_modules(self, lines: int, most: int) -> list[str]:
        """At most `most` modules have fewer than `lines` lines, without `__init__`."""
        small = [m for m in self.modules.values() if m.lines < lines and not m.is_init]
        if len(small) <= most:
            return []
        listed = ", ".join(f"{module.path} ({module.lines})" for module in small)
        return [f"{len(small)} modules have fewer than {lines} lines, more than {most}: {listed}"]

    def namesakes(self) -> list[str]:
        """No two classes have one name."""
        homes: dict[str, list[str]] = defaultdict(list)
        for path, module in self.modules.items():
            for name in module.classes:
                homes[name].append(path)
        return [
            f"{len(paths)} classes are called {name}: {', '.join(paths)}"
            for name, paths in homes.items()
            if len(paths) > 1
        ]

    def untested(self) -> list[str]:
        """A module has a test file of its name, or is covered by its package's tests.

        For `search/beam.py` that is `tests/search/test_beam.py`; or `tests/search/test_search.py`,
        which runs the package as a whole; or any test file in the folder `tests/search/` that
        imports the module, or imports a module of the package that does, and so on.
        """
        covered = set[str]().union(*map(self._covered, self.packages))
        return [
            f"{path} has no test file of its name, and no test of "
            f"{self.package_of(path)} reaches it"
            for path, module in self.modules.items()
            if not module.stem.startswith("__")
            if not (self.tests / module.folder / f"test_{module.stem}.py").is_file()
            and path not in covered
        ]

    def _covered(self, package: str) -> set[str]:
        """Return the modules of a package that its tests cover, whatever the tests are called."""
        folder = self.tests / Path(package)
        if (folder / f"test_{folder.name}.py").is_file():
            return {path for path in self.modules if self.package_of(path) == package}
        files = folder.rglob("*.py") if package.endswith("/") else self.tests.glob("*.py")
        waiting = [path for file in files for path in self._imported_by_test(file)]
        reached: set[str] = set()
        while waiting:
            path = waiting.pop()
            if path not in reached and self.package_of(path) == package:
                reached.add(path)
                waiting.extend(self.imports[path])
        return reached


def _imported_names(node: ast.AST) -> list[tuple[str, ...]]:
    """Return for each name that a statement imports what may be its module, likeliest first."""
    match node:
        case ast.Import(names=names):
            return [(name.name,) for name in names]
        case ast.ImportFrom(module=str(origin), names=names):
            return [(f"{origin}.{name.name}", origin) for name in names]
        case ast.Constant(value=str(text)) if re.fullmatch(r"\w+(\.\w+)+", text):
            return [(text,)]  # a module that is imported later, by its name
    return []


def _holds(package: str, path: str) -> bool:
    return path == package or (package.endswith("/") and path.startswith(package))
