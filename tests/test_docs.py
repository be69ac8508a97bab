"""What the documentation names exists: menus, buttons and fields, files, make targets, links."""

import re
from pathlib import Path

from odoo.tests import BaseCase, TransactionCase, tagged

from .process_common import MODULE

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / 'README.md', *sorted((ROOT / 'docs').glob('*.md'))]
# Where bold is what the screen says.
GUIDES = [ROOT / 'docs' / f'{name}.md' for name in ('user-guide', 'operating', 'developing')]
BLOCKS = re.compile(r'^```.*?^```$|^    [^\n]*$', re.M | re.S)
LINK = re.compile(r'\[[^\]]*\]\(([^)\s]+)\)')
SUFFIXES = ('.py', '.md', '.xml', '.csv', '.sql', '.js', '.scss', '.yaml', '.json', '.toml')
# Where a page may leave out the folder of a file.
FOLDERS = ('', 'docs', 'dev', 'dev/sandbox', 'models', 'tests')
# Of other programs.
FOREIGN = {
    'max', 'cron', 'threads', 'max_cron_threads', 'wkhtmltopdf', 'POST', 'mycashflow', 'ogoship',
    'com', 'Retry', 'After', 'INFO', 'WARNING', 'COPY', 'neutralize', 'handler', 'log',
    'addons_path', 'pip', 'mnt', 'extra', 'addons', 'txt', 'requirements', 'PGHOST', 'cache'}


def text_of(page, blocks=False):
    text = page.read_text('utf-8')
    return text if blocks else BLOCKS.sub('', text)


def spans(page, pattern):
    """Return what stands in such marks on a page, each once, on one line."""
    return sorted({' '.join(found.split()) for found in re.findall(pattern, text_of(page))})


def slugs(page):
    """Return the anchors of a page's headings, as the usual viewers make them."""
    titles = re.findall(r'^#+ (.*)$', BLOCKS.sub('', text_of(page)), re.M)
    plain = [re.sub(r'[^\w\- ]', '', title.lower()) for title in titles]
    return {title.replace(' ', '-') for title in plain}


@tagged('post_install', '-at_install')
class TestDocs(BaseCase):

    def test_links_lead_somewhere(self):
        for page in PAGES:
            for link in LINK.findall(text_of(page)):
                if '://' in link:
                    continue
                path, _hash, anchor = link.partition('#')
                target = (page.parent / path).resolve() if path else page
                with self.subTest(page=page.name, link=link):
                    self.assertTrue(target.exists())
                    if anchor:
                        self.assertIn(anchor, slugs(target))

    def test_every_page_is_in_the_index(self):
        index = set(LINK.findall(text_of(ROOT / 'docs' / 'README.md')))
        pages = {page.name for page in (ROOT / 'docs').glob('*.md')} - {'README.md'}
        self.assertFalse(pages - index)

    def test_files_exist(self):
        for page, code in self.codes():
            if self.is_path(code):
                with self.subTest(page=page.name, code=code):
                    pattern = re.sub(r'<\w+>', '*', code).rstrip('/')
                    self.assertTrue(any(
                        True for folder in FOLDERS for _ in (ROOT / folder).glob(pattern)))

    def test_make_targets_and_their_settings_exist(self):
        makefile = (ROOT / 'Makefile').read_text('utf-8')
        for page in PAGES:
            for target, rest in re.findall(
                    r'(?:`|^    )make ([a-z]+)([^`\n]*)', text_of(page, blocks=True), re.M):
                with self.subTest(page=page.name, target=target):
                    self.assertRegex(makefile, rf'(?m)^{target}:')
                for name in re.findall(r'\b([A-Z]+)=', rest):
                    with self.subTest(page=page.name, target=target, setting=name):
                        self.assertIn(name, self.words())

    def test_names_of_the_code_exist(self):
        known = self.words() | FOREIGN
        for page, code in self.codes():
            if self.is_path(code) or code.startswith('make '):
                continue
            with self.subTest(page=page.name, code=code):
                self.assertFalse(set(re.findall(r'[A-Za-z_]\w+[^\W_]\b', code)) - known)

    def test_description_page_shows_what_is_there(self):
        folder = ROOT / 'static' / 'description'
        page = (folder / 'index.html').read_text('utf-8')
        shown = re.findall(r'src="([^"]+)"', page)
        self.assertFalse(re.findall(r'<script|<style|<link|href=|://', page))
        script = (ROOT / 'dev' / 'pictures.py').read_text('utf-8')
        taken = re.findall(r"^    (?:Screen)?\('(\w+)', '", script, re.M)
        self.assertEqual(
            {*shown, 'cover.png'}, {f'{name}.png' for name in taken}, "make screenshots")
        for name in taken:
            self.assertLess((folder / f'{name}.png').stat().st_size, 300_000, name)

    def codes(self):
        return [(page, code) for page in PAGES for code in spans(page, r'`([^`]+)`')]

    def is_path(self, code):
        return bool(re.fullmatch(r'[\w.<>/-]+', code)) and (
            code.endswith(('/', *SUFFIXES)) and not code.startswith('/'))

    @classmethod
    def words(cls):
        """Return every word of the sources."""
        if not hasattr(cls, '_words'):
            files = [ROOT / 'Makefile', *(
                path for path in ROOT.rglob('*') if path.suffix in SUFFIXES
                and path.suffix != '.md' and path != Path(__file__) and '.git' not in path.parts)]
            cls._words = set(re.findall(
                r'\w+', '\n'.join(path.read_text('utf-8') for path in files)))
            cls._words.update(*(path.stem.split('_') for path in files))
        return cls._words


@tagged('post_install', '-at_install')
class TestDocsOfScreens(TransactionCase):

    def test_what_is_bold_is_on_the_screen(self):
        labels, menus = self.labels(), self.menus()
        for page in GUIDES:
            for name in spans(page, r'\*\*([^*]+)\*\*'):
                with self.subTest(page=page.name, name=name):
                    if ' > ' in name:
                        self.assertTrue(self.leads(name.split(' > '), menus))
                    else:
                        self.assertTrue(name in labels)

    def leads(self, names, menus):
        """Whether such a path leads to a menu; headings on its way may be left out."""
        for menu in menus:
            path = iter(menu.split('/'))
            if menu.split('/')[-1] == names[-1] and next(path) == names[0] and all(
                    name in path for name in names[1:]):
                return True
        return False

    def menus(self):
        """Return the paths of all menus, those of our app without its name too."""
        found = self.env['ir.ui.menu'].with_context(**{'ir.ui.menu.full_list': True}).search([])
        ours = self.env.ref(f'{MODULE}.menu_root').name + '/'
        return {path for menu in found for path in (
            menu.complete_name, menu.complete_name.removeprefix(ours))}

    def labels(self):
        """Return what the screens say that are ours, or that we add to."""
        views = self.ours('ir.ui.view')
        models = {*views.mapped('model'), *(
            name for name, model in self.env.items() if model._original_module == MODULE)}
        found = {'Bold', *self.ours('ir.ui.menu').mapped('name')}
        found.update(*(self.ours(model).mapped('name') for model in (
            'res.groups', 'res.groups.privilege', 'ir.actions.act_window', 'ir.cron')))
        found |= self.spoken()
        for name in models & {*self.env}:
            found |= self.labels_of(self.env[name])
        return found

    def spoken(self):
        """Return the texts that our models make themselves, of computed buttons for example."""
        return {text for path in (ROOT / 'models').glob('*.py')
                for text in re.findall(r'_\(\s*"([^"]+)"', path.read_text('utf-8'))}

    def labels_of(self, model):
        fields = model.fields_get(attributes=['string', 'selection'])
        found = {field['string'] for field in fields.values()}
        found.update(str(label) for field in fields.values()
                     for _value, label in field.get('selection') or ())
        views = self.env['ir.ui.view'].search([('model', '=', model._name)])
        found.update(*(re.findall(r'\b(?:string|title)="([^"]+)"', (view.arch or '').replace(
            '&amp;', '&')) for view in views))
        words = re.compile(r'<(?:span|a|button)\b[^>]*>\s*([^<\s][^<]*?)\s*(?=<)')
        found.update(*(words.findall(view.arch or '') for view in views))
        return found

    def ours(self, model):
        found = self.env['ir.model.data'].search(
            [('module', '=', MODULE), ('model', '=', model)])
        return self.env[model].browse(found.mapped('res_id')).exists()
