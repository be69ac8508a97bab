from .common import RingCase

UNMAPPED = 'Pikakuriiri Helsinki'


class RulesCase(RingCase):
    """For tests of shipping rules: these and no others."""

    def setUp(self):
        super().setUp()
        self.rules = self.env['mycashflow.shipping.rule']
        self.carriers = self.env['delivery.carrier'].search(
            [('ogoship_shipping_code', '!=', False)])
        self.finland, self.sweden = self.env.ref('base.fi'), self.env.ref('base.se')

    def alone(self, *patterns, **values):
        """These rules and no others, in the order of their creation."""
        self.rules.search([]).active = False
        return self.rules.create([
            {'pattern': pattern, 'carrier_id': self.carriers[0].id, **values}
            for pattern in patterns])

    def other_store(self):
        return self.store.copy({'store_name': 'toinen', 'name': "Toinen"})

    def method(self, name):
        return self.store.shipping_method_ids.filtered(lambda method: method.name == name)
