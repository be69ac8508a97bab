from odoo import api, fields, models


class OrderStoryPage(models.AbstractModel):
    _name = 'mycashflow_ogoship.story.page'
    _description = "Document that shows the story of its order"

    # sudo: whoever may open the document may read what happened to it.
    ogoship_story = fields.Html(
        string="Story", compute='_compute_ogoship_story', compute_sudo=True)

    @api.depends_context('lang', 'tz')
    def _compute_ogoship_story(self):
        story = self.env['mycashflow_ogoship.story']
        for record in self:
            record.ogoship_story = story._tell(record._origin) if record._origin else False


class MycashflowOrder(models.Model):
    _name = 'mycashflow.order'
    _inherit = ['mycashflow.order', 'mycashflow_ogoship.story.page']


class OgoshipOrder(models.Model):
    _name = 'ogoship.order'
    _inherit = ['ogoship.order', 'mycashflow_ogoship.story.page']


class SaleOrder(models.Model):
    _name = 'sale.order'
    _inherit = ['sale.order', 'mycashflow_ogoship.story.page']


class StockPicking(models.Model):
    _name = 'stock.picking'
    _inherit = ['stock.picking', 'mycashflow_ogoship.story.page']
