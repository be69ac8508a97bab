"""Finnish and Swedish are complete: each term is translated, and with what the source has in it.

`make pot` brings new terms into the languages; i18n/*.po is then edited, in the words of
docs/glossary.md.
"""

import re
from pathlib import Path

import polib
import pytest

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader, get_translation

from ..models.problem import REMOTE_WORDS
from ..tools.remote_error import GENERIC_MESSAGES

MODULE = 'mycashflow_ogoship'
FOLDER = Path(__file__).parent.parent / 'i18n'
LANGUAGES = {'fi_FI': 'fi', 'sv_SE': 'sv'}
# What stands in a text for something else, or marks it up.
FIXED = re.compile(r'%\(\w+\)[a-z]|%[a-z%]|\{\{.*?\}\}|<[^>]*>')
# Names, and words that Finnish or Swedish have in common with English.
SAME = {
    '0017', '10250', '123', 'Advanced', 'Aino', 'API', 'DHL', 'Edit', 'Enterprise', 'Freight',
    'GOT', 'ID', 'information', 'Integrations', 'JJFI1', 'kg', 'Korhonen', 'merchant',
    'MyCashflow', 'mycashflow.fi', 'myOGO', 'Odoo', 'OGO', 'OGOship', 'Order', 'Oy', 'PDF', 'Pro',
    'Status', 'Total', 'TP', 'Tunturipuoti', 'tunturipuoti', 'Vantaa', 'Variation', 'Version',
    'Webhook', 'webhook',
}


def read(name):
    return polib.pofile(str(FOLDER / name))


TEMPLATE = read(f'{MODULE}.pot')
FILES = {code: read(f'{code}.po') for code in LANGUAGES.values()}
languages = pytest.mark.parametrize('code', LANGUAGES.values())


@languages
def test_every_term_is_translated(code):
    file = FILES[code]
    assert {entry.msgid for entry in file} == {entry.msgid for entry in TEMPLATE}, "run make pot"
    assert not [entry.msgid for entry in file if not entry.msgstr or entry.fuzzy]
    assert not file.obsolete_entries()


@languages
def test_a_translation_has_what_the_source_has_in_it(code):
    """Placeholders, tags and expressions; %s and its like in the same order."""
    def fixed(text):
        found = FIXED.findall(text)
        nameless = [part for part in found if re.fullmatch(r'%[a-z]', part)]
        return sorted(found), nameless
    assert not [
        (entry.msgid, entry.msgstr) for entry in FILES[code]
        if entry.msgstr and fixed(entry.msgid) != fixed(entry.msgstr)]


@languages
def test_blanks_at_the_ends_are_kept(code):
    """Odoo puts such a text beside another one."""
    def ends(text):
        return text[:1].isspace(), text[-1:].isspace()
    assert not [
        entry.msgid for entry in FILES[code]
        if entry.msgstr and ends(entry.msgid) != ends(entry.msgstr)]


@languages
def test_nothing_is_left_in_english(code):
    def words(text):
        return set(re.findall(r'[^\W_]+(?:\.[^\W_]+)*', FIXED.sub(' ', text))) - SAME
    assert not [
        entry.msgid for entry in FILES[code]
        if entry.msgid == entry.msgstr and words(entry.msgid)]


def test_what_the_network_layer_says_can_be_translated():
    folder = FOLDER.parent / 'tools'
    said = {text for path in folder.glob('*.py') for text in re.findall(
        r"""RemoteError\(\s*'\w+',\s*"([^"{}]+)\"""", path.read_text())}
    known = {word._source for word in REMOTE_WORDS}
    assert said, "the pattern finds them no more"
    assert said | set(GENERIC_MESSAGES.values()) == known


@tagged('post_install', '-at_install')
class TestTranslations(TransactionCase):
    """Odoo itself, with both languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in LANGUAGES:
            cls.env['res.lang']._activate_lang(lang)
        cls.env['ir.module.module']._load_module_terms([MODULE], list(LANGUAGES))
        cls.env.invalidate_all()

    def texts(self, lang):
        return {entry.msgid: entry.msgstr for entry in FILES[LANGUAGES[lang]]}

    def exported(self, lang):
        """Rows of Odoo's own export: (type, where, record, source, translation)."""
        return [row[1:6] for row in TranslationModuleReader(
            self.env.cr, modules=[MODULE], lang=lang)]

    def test_the_template_is_current(self):
        now = {(source, f'{kind}:{where}' if kind == 'code' else f'{kind}:{where}:{record}')
               for kind, where, record, source, _text in self.exported('en_US')}
        kept = {(entry.msgid, place) for entry in TEMPLATE for place, _line in entry.occurrences}
        self.assertEqual(now - kept, set(), "run make pot")
        self.assertEqual(kept - now, set(), "run make pot")

    def test_odoo_shows_every_term_in_both_languages(self):
        """Views, labels, selections, messages of Python, JavaScript and its templates, mails."""
        for lang in LANGUAGES:
            texts = self.texts(lang)
            self.assertEqual([
                (lang, where, record, source, text)
                for _kind, where, record, source, text in self.exported(lang)
                if (text or source) != texts.get(source)], [])

    def test_no_english_on_our_screens(self):
        actions = self.env['ir.actions.act_window'].search([]).filtered(
            lambda action: (action.get_external_id()[action.id] or '').startswith(MODULE))
        self.assertGreater(len(actions), 15)
        for lang in LANGUAGES:
            english = {source for source, text in self.texts(lang).items() if text != source}
            for action in actions.with_context(lang=lang):
                with self.subTest(lang=lang, action=action.get_external_id()[action.id]):
                    self.assertEqual(self.shown(action) & english, set())

    def shown(self, action):
        """What a screen says of ours: the action, the labels of our fields, and the views of our
        models (those of Odoo's models are full of Odoo's own words)."""
        found = self.env[action.res_model].with_context(lang=action.env.lang).get_views(
            action.views, {'toolbar': True})
        texts = {action.name}
        if self.env[action.res_model]._original_module == MODULE:
            for view in found['views'].values():
                self.env['ir.ui.view']._fields['arch_db'].translate(texts.add, view['arch'])
        for model, values in found['models'].items():
            for name, field in values['fields'].items():
                if MODULE in self.env[model]._fields[name]._modules:
                    texts |= {field['string'], field.get('help')}
                    texts |= {label for _key, label in field.get('selection', ())}
        return texts

    def test_messages_of_python_and_of_the_browser(self):
        source = "%(store)s: fill in API user and API key first."
        for lang in LANGUAGES:
            text = get_translation(MODULE, lang, source, {'store': "Tunturipuoti"})
            self.assertEqual(text, self.texts(lang)[source] % {'store': "Tunturipuoti"})
            web = self.env['ir.http']._get_translations_for_webclient([MODULE], lang)[0]
            messages = {term['id']: term['string'] for term in web[MODULE]['messages']}
            self.assertEqual(messages["Please wait."], self.texts(lang)["Please wait."])
