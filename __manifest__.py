{
    'name': "MyCashflow & OGOship",
    'version': '19.0.1.1.0',
    'summary': "Webshop orders in, warehouse orders out, tracking back: each parcel exactly once",
    'category': 'Inventory/Delivery',
    'author': "The mycashflow_ogoship team",
    'license': 'LGPL-3',
    'depends': ['sale_management', 'stock_delivery', 'phone_validation'],
    'external_dependencies': {'python': ['phonenumbers', 'requests']},
    'data': [
        'security/mycashflow_ogoship_groups.xml',
        'security/ir.model.access.csv',
        'security/mycashflow_ogoship_rules.xml',

        'data/product_data.xml',

        'wizard/mycashflow_order_fetch_views.xml',
        'wizard/mycashflow_product_sync_views.xml',

        'views/mycashflow_product_views.xml',
        'views/mycashflow_product_push_views.xml',
        'views/ogoship_product_views.xml',
        'views/mycashflow_shipping_rule_views.xml',
        'views/mycashflow_order_views.xml',
        'views/mycashflow_store_views.xml',
        'views/ogoship_order_views.xml',
        'views/ogoship_merchant_views.xml',
        'views/delivery_carrier_views.xml',
        'views/product_views.xml',
        'views/sale_order_views.xml',
        'views/stock_picking_views.xml',
        'views/menus.xml',
    ],
    'assets': {
        'web.assets_backend': ['mycashflow_ogoship/static/src/**/*'],
        'web.assets_tests': ['mycashflow_ogoship/static/tests/tours/**/*'],
    },
    'application': True,
}
