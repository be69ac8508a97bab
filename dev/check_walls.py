"""The three walls of the design, checked on the syntax tree.

1. Nothing outside `tools/` imports an HTTP library.
2. Nothing inside `tools/` knows Odoo: neither the package nor an `env`.
3. Nothing outside `tools/` knows a remote key. What can be told apart from Odoo's own names
   is camelCase (`shippingCode`): no such text is a dictionary key, an index, or the argument
   of `.get()` in models, reports, wizards and controllers. Keys like `status` a person must watch.
"""

import ast
import re
import sys
from pathlib import Path

INSIDE = ('models', 'report', 'wizard', 'controllers')
HTTP_LIBRARIES = {'requests', 'httpx', 'aiohttp', 'urllib3', 'urllib.request', 'http.client'}
READERS = {'get', 'pop', 'setdefault'}
CAMEL_CASE = re.compile(r'[a-z][a-z0-9]*([A-Z][a-z0-9]*)+')


def violations(root):
    """Return a line `path:number: what is wrong` for each crossing of a wall below `root`."""
    root = Path(root)
    found = []
    for path in _sources(root):
        place = path.relative_to(root)
        rule = _inside_tools if place.parts[0] == 'tools' else _outside_tools
        tree = ast.parse(path.read_text(encoding='utf-8'), str(path))
        found += [f'{place}:{line}: {text}' for line, text in sorted(rule(tree))]
    return found


def _sources(root):
    yield from sorted(root.glob('*.py'))
    for folder in (*INSIDE, 'tools'):
        yield from sorted((root / folder).rglob('*.py'))


def _inside_tools(tree):
    for line, name in _imports(tree):
        if name.split('.')[0] == 'odoo':
            yield line, f'tools/ knows nothing of Odoo, but imports {name}'
    for node in ast.walk(tree):
        name = getattr(node, 'id', None) or getattr(node, 'attr', None) or getattr(
            node, 'arg', None)
        if name == 'env':
            yield getattr(node, 'lineno', 0), 'tools/ knows no env'


def _outside_tools(tree):
    for line, name in _imports(tree):
        if any(name == library or name.startswith(f'{library}.') for library in HTTP_LIBRARIES):
            yield line, f'only tools/ speaks HTTP, but this imports {name}'
    for node in _keys(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) \
                and CAMEL_CASE.fullmatch(node.value):
            yield node.lineno, f'only tools/ knows remote keys, but this uses {node.value!r}'


def _imports(tree):
    """Yield (line, dotted name) of each absolute import; `from a import b` also as `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node.lineno, f'{node.module}.{alias.name}') for alias in node.names)


def _keys(tree):
    """Yield the nodes that stand where a dictionary's key stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            yield from filter(None, node.keys)
        elif isinstance(node, ast.Subscript):
            yield node.slice
        elif isinstance(node, ast.Call) and getattr(node.func, 'attr', None) in READERS:
            yield from node.args[:1]
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
            yield node.left


def main():
    lines = violations(Path(__file__).resolve().parent.parent)
    print(*lines, sep='\n', end='\n' if lines else '')
    return bool(lines)


if __name__ == '__main__':
    sys.exit(main())
