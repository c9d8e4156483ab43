"""Finds names that a Python file reads before they are bound; importing such a file fails."""
import ast
import builtins

GIVEN = set(dir(builtins)) | {"__file__", "__name__", "__doc__"}


def bound_by(statement):
    """Returns the names that a statement of a module binds, in nested scopes too."""
    names = set()
    for node in ast.walk(statement):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler)):
            names.add(node.name)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
    return names


def read_at_import(statement):
    """Yields the names that are read when the module is imported: of a function or class only its
    decorators.
    """
    later = isinstance(statement, (ast.FunctionDef, ast.ClassDef))
    for part in statement.decorator_list if later else [statement]:
        for node in ast.walk(part):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                yield node


def faults(files):
    """files: pairs of name and text."""
    broken = []
    for name, text in files:
        if not name.endswith(".py") and not text.startswith("#!/usr/bin/env python3"):
            continue
        known = set(GIVEN)
        for statement in ast.parse(text).body:
            bound = bound_by(statement)
            broken += [
                f"{name}:{node.lineno}: {node.id} is not bound yet"
                for node in read_at_import(statement)
                if node.id not in known | bound
            ]
            known |= bound
    return broken


def missed():
    wrong = "import sys\nsys.path.append(ROOT)\nfrom common import ROOT\n"
    right = "from common import ROOT\n\ndef f():\n    return LATER\n\nLATER = [x for x in ROOT]\n"
    return [] if len(faults([("a.py", wrong), ("b.py", right)])) == 1 else ["unbound names"]
