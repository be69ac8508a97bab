"""The OpenAPI files as running checks, so that the sandbox cannot drift from the contract.

Each operation's validators are compiled once. Objects are closed: a name that the contract does not
list is a violation, in a request (a misspelt field) as in an answer (a promise nobody made).
"""

import re
from functools import cache
from pathlib import Path

import yaml
from jsonschema_rs import Draft202012Validator

FOLDER = Path(__file__).parent.parent / 'contracts'
METHODS = ('get', 'post', 'put', 'patch', 'delete')


@cache
def contract(name):
    """The contract of `mycashflow` or `ogoship`."""
    loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)
    return Contract(yaml.load((FOLDER / f'{name}-openapi.yaml').read_text('utf-8'), loader))


class Contract:

    def __init__(self, document):
        self._document = document
        self._operations = [
            Operation(self, method, path, item)
            for path, item in document['paths'].items() for method in METHODS if method in item
        ]

    def find(self, method, path):
        """The operation and the values in its path, or None."""
        for operation in self._operations:
            match = operation.pattern.fullmatch(path) if operation.method == method else None
            if match:
                return operation, match.groupdict()
        return None

    def schema(self, name):
        """A validator of one component, for samples."""
        return validator(self.resolve({'$ref': f'#/components/schemas/{name}'}))

    def resolve(self, node):
        """JSON Schema of an OpenAPI 3.0 schema: references inlined, `allOf` merged, closed."""
        if '$ref' in node:
            return self.resolve(self.lookup(node))
        node = dict(node)
        for part in node.pop('allOf', ()):
            _merge(node, self.resolve(part))
        if 'properties' in node:
            node['properties'] = {k: self.resolve(v) for k, v in node['properties'].items()}
            node.setdefault('additionalProperties', False)
        if 'items' in node:
            node['items'] = self.resolve(node['items'])
        if 'oneOf' in node:
            node['oneOf'] = [self.resolve(part) for part in node['oneOf']]
        if node.pop('nullable', False) and isinstance(node.get('type'), str):
            node['type'] = [node['type'], 'null']
        return node

    def lookup(self, node):
        """Follow `{"$ref": "#/a/b"}`; anything else is returned as it is."""
        if '$ref' not in node:
            return node
        target = self._document
        for step in node['$ref'].removeprefix('#/').split('/'):
            target = target[step]
        return self.lookup(target)


class Operation:

    def __init__(self, owner, method, path, item):
        spec = item[method]
        self.id = spec['operationId']
        self.method = method.upper()
        both = item.get('parameters', []) + spec.get('parameters', [])
        parameters = [owner.lookup(parameter) for parameter in both]
        self.pattern = _pattern(path, parameters)
        self._query = {
            p['name']: (p['schema'], validator(owner.resolve(p['schema'])))
            for p in parameters if p['in'] == 'query'
        }
        body = spec.get('requestBody', {})
        self._body_required = body.get('required', False)
        self._body = _bodies(owner, body)
        self._answers = {
            int(status): _bodies(owner, owner.lookup(answer)).get('application/json')
            for status, answer in spec['responses'].items()
        }

    def check_query(self, query):
        """Violations of the query parameters."""
        return [text for name, value in query.items() for text in self._check_query(name, value)]

    def check_body(self, body, content_type):
        """Violations of a request's body; None when there is none."""
        if body is None:
            return ['a body is required'] if self._body_required else []
        if not self._body:
            return ['this operation takes no body']
        if content_type not in self._body:
            return [f'content type {content_type!r} instead of {"/".join(self._body)}']
        return errors(self._body[content_type], body)

    def check_answer(self, status, body):
        """Violations of an answer; None stands for an empty body."""
        if status not in self._answers:
            return [f'status {status} is not in the contract of {self.id}']
        check = self._answers[status]
        if check is None:
            return [] if body is None else [f'status {status} has no body']
        return errors(check, body)

    def _check_query(self, name, value):
        if name not in self._query:
            return [f'unknown query parameter {name!r}']
        schema, check = self._query[name]
        return [f'query parameter {name}: {text}' for text in errors(check, _typed(schema, value))]


def validator(schema):
    return Draft202012Validator(schema, validate_formats=True)


def errors(check, value):
    if check.is_valid(value):
        return []
    return [_text(error) for error in check.iter_errors(value)][:5]


def _text(error):
    path = getattr(error, 'instance_path', None) or getattr(error, 'absolute_path', ())
    return f'{"/".join(map(str, path)) or "body"}: {error.message}'[:300]


def _pattern(path, parameters):
    integers = {p['name'] for p in parameters if p['schema'].get('type') == 'integer'}
    parts = re.split(r'{(\w+)}', path)
    for i, name in enumerate(parts):
        value = '[0-9]+' if name in integers else '[^/]+'
        parts[i] = f'(?P<{name}>{value})' if i % 2 else re.escape(name)
    return re.compile(''.join(parts))


def _bodies(owner, content):
    return {
        kind: validator(owner.resolve(media['schema']))
        for kind, media in content.get('content', {}).items()
    }


def _merge(node, part):
    node['properties'] = node.get('properties', {}) | part.get('properties', {})
    node['required'] = [*node.get('required', []), *part.get('required', [])]
    node.setdefault('type', part.get('type', 'object'))


def _typed(schema, text):
    """A query value in its schema's type; what cannot be converted stays text and fails."""
    if schema.get('type') == 'integer' and re.fullmatch('[+-]?[0-9]+', text):
        return int(text)
    if schema.get('type') == 'boolean' and text in ('true', 'false'):
        return text == 'true'
    return text
