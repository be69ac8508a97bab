"""The table of docs/faults.md, made of what the tests test."""

from .fault_faults import FAULTS

MENDED, KEY, NOT_THERE = '✓', 'key', '–'


def outcome(arrow, fault):
    """One cell, as a word."""
    if not arrow.concerns(fault):
        return NOT_THERE
    return arrow.ends.get(fault.key) or (KEY if fault.pauses else MENDED)


def make_table(arrows):
    """A Markdown table: what the arrows are, then fault × arrow."""
    lines = [f'- `{arrow.key}`: {arrow.title}' for arrow in arrows]
    lines += ['', _line(['fault', *(f'`{arrow.key}`' for arrow in arrows)])]
    lines += [_line(['---'] + [':-:'] * len(arrows))]
    lines += [_line([fault.title, *(outcome(arrow, fault) for arrow in arrows)])
              for fault in FAULTS]
    return '\n'.join(lines)


def _line(cells):
    return f'| {" | ".join(cells)} |'
