"""Run by pot.py in the virtual environment, whose polib Odoo reads and writes its files with."""

import sys

import polib

KEPT = ('MIME-Version', 'Content-Type', 'Content-Transfer-Encoding')


def clean(path):
    """Take out of the template what changes with the day, and return it."""
    template = polib.pofile(path)
    template.metadata = {name: template.metadata.get(name, '') for name in KEPT}
    template.save(path)
    return template


def merge(template, path):
    """Bring the template's terms into a language, which keeps its translations."""
    known = polib.pofile(path)
    texts = {entry.msgid: entry.msgstr for entry in known if not entry.obsolete}
    merged = polib.POFile()
    merged.header = template.header
    merged.metadata = template.metadata | {'Language': known.metadata['Language']}
    for entry in template:
        merged.append(polib.POEntry(
            msgid=entry.msgid, msgstr=texts.get(entry.msgid, ''), comment=entry.comment,
            occurrences=entry.occurrences))
    merged.save(path)
    print(f'{path}: {len(merged.untranslated_entries())} of {len(merged)} to be translated')


def main(template_path, *language_paths):
    template = clean(template_path)
    for path in language_paths:
        merge(template, path)


if __name__ == '__main__':
    main(*sys.argv[1:])
