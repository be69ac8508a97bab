"""What a stranger typed into a webshop is a text in a spreadsheet too, never a formula.

Odoo itself puts a quote before `=`, `+` and `-` in CSV files and nothing in XLSX files, where
XlsxWriter takes a leading `=` for a formula and some words for links into other files.
"""

from odoo.addons.web.controllers import export

_IN_CSV = ('@', '\t', '\r')
_IN_XLSX = ('=', '{=', 'internal:', 'external:', 'file:')


class CSVExport(export.CSVExport):

    def from_data(self, fields, columns_headers, rows):
        return super().from_data(fields, columns_headers, _quoted(rows, _IN_CSV))


class ExcelExport(export.ExcelExport):

    def from_data(self, fields, columns_headers, rows):
        return super().from_data(fields, columns_headers, _quoted(rows, _IN_XLSX))

    def from_group_data(self, fields, columns_headers, groups):
        _quote_group(groups)
        return super().from_group_data(fields, columns_headers, groups)


def _quote_group(group):
    """The titles of groups and all rows in them."""
    group.data = _quoted(group.data, _IN_XLSX)
    for title, child in list(group.children.items()):
        _quote_group(child)
        del group.children[title]
        group.children[_quoted_title(title)] = child


def _quoted_title(title):
    """A plain value, or (id, name) of a record."""
    if isinstance(title, tuple) and len(title) == 2:
        return title[0], _text(title[1], _IN_XLSX)
    return _text(title, _IN_XLSX)


def _quoted(rows, beginnings):
    return [[_text(value, beginnings) for value in row] for row in rows]


def _text(value, beginnings):
    return f"'{value}" if isinstance(value, str) and value.startswith(beginnings) else value
