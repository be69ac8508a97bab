"""Who may do what: the table that test_rights.py walks and docs/security.md shows.

A model or a public method that is not in it fails the tests: whoever adds one decides here.
"""

# Persons: who they are -> the groups they have. `stranger` is our administrator elsewhere.
PERSONS = {
    'public': 'base.group_public',
    'portal': 'base.group_portal',
    'plain': 'base.group_user',
    'stock': 'stock.group_stock_user',
    'sales': 'sales_team.group_sale_salesman_all_leads',
    'settings': 'base.group_system',
    'stranger': 'mycashflow_ogoship.group_manager',
    'user': 'mycashflow_ogoship.group_user',
    'manager': 'mycashflow_ogoship.group_manager',
    'system': 'base.group_system,mycashflow_ogoship.group_manager',
}

# Model -> what (our user, our administrator) may do with its rows: read, write, create, unlink.
# All others may do nothing. A key needs the rights on settings besides.
RIGHTS = {
    'mycashflow.store': ('r---', 'rwcu'),
    'ogoship.merchant': ('r---', 'rwcu'),
    'mycashflow.shipping.method': ('r---', 'rwcu'),
    'mycashflow.payment.method': ('r---', 'rwcu'),
    'mycashflow.shipping.rule': ('rwc-', 'rwcu'),
    'mycashflow.order': ('rw--', 'rw--'),
    'ogoship.order': ('rw--', 'rw--'),
    'ogoship.order.line': ('r---', 'r---'),
    'mycashflow.payment': ('r---', 'r---'),
    'mycashflow.booking': ('rw--', 'rw--'),
    'ogoship.return': ('rw--', 'rw--'),
    'ogoship.return.line': ('r---', 'r---'),
    'mycashflow_ogoship.waiting': ('r---', 'r---'),
    'mycashflow_ogoship.setup': ('r---', 'r---'),
    'mycashflow_ogoship.alarm': ('r---', 'r---'),
    'mycashflow_ogoship.dashboard': ('r---', 'r---'),
    'mycashflow_ogoship.report.order': ('r---', 'r---'),
    'ogoship.stock.history': ('r---', 'r---'),
    'ogoship.stock.update': ('rw--', 'rw--'),
    'ogoship.stock.update.line': ('r---', 'r---'),
    'mycashflow.order.fetch': ('rwc-', 'rwc-'),
    'mycashflow.shipping.rule.test': ('rwc-', 'rwc-'),
    'mycashflow.product': ('rw--', 'rw--'),
    'ogoship.product': ('rw--', 'rw--'),
    'mycashflow.product.sync': ('rwc-', 'rwc-'),
    'mycashflow.product.sync.line': ('rwc-', 'rwc-'),
}

# Who may press a button: `user` is our user and our administrator, `manager` the latter only.
# `window`: anyone may ask, as the answer only names a list or a form, whose rights are checked
# when it is opened; those without rights on the record itself are refused or get such a window.
OURS = ('user', 'manager', 'system')
ACCOUNTS = ('mycashflow.store', 'ogoship.merchant')
LEVELS = {'user': OURS, 'manager': ('manager', 'system'), 'stock': (*OURS, 'stock', 'sales'),
          'accountant': ()}

# Model -> level -> public methods. What `account` may is true of stores and merchants.
BUTTONS = {
    'account': {
        'manager': 'action_check_webhooks action_dismiss_warning action_install_webhooks '
                   'action_remove_webhooks action_test_connection',
        'user': 'action_sync',
        'window': 'action_open_alarms action_open_cron action_open_orders action_open_products '
                  'action_open_waiting_orders',
    },
    'mycashflow.store': {
        'manager': 'action_refresh_methods',
        'user': 'action_import_orders action_preview_stock action_push_stock '
                'action_refresh_products',
        'window': 'action_open_products_to_link action_open_stock',
    },
    'ogoship.merchant': {
        'manager': 'action_create_warehouse',
        'user': 'action_create_products action_fetch_stock',
        'window': 'action_open_differences action_open_inbound action_open_returns',
    },
    'mycashflow.shipping.method': {
        'window': 'action_create_rule action_test_rules',
    },
    'mycashflow.shipping.rule.test': {
        'window': 'action_create_rule',
    },
    'mycashflow.order': {
        'manager': 'action_create_tax action_refresh_methods',
        'user': 'action_apply_change action_cancel_in_shop action_ignore action_retry',
        'window': 'action_create_rule action_open_bookings action_open_catalogue '
                  'action_open_products action_open_return_of action_open_return_orders '
                  'action_open_sale_order action_open_warehouse_orders',
    },
    'mycashflow.order.fetch': {
        'user': 'action_fetch',
    },
    'mycashflow.booking': {
        'user': 'action_retry',
        'accountant': 'action_open_document',
    },
    'mycashflow.product': {
        'manager': 'action_sync_create',
        'user': 'action_dismiss_change action_match_again action_retry_stock '
                'action_sync_exclude action_sync_include action_sync_link action_sync_refresh',
        'window': 'action_open_ogoship_product action_open_product',
    },
    'mycashflow.product.sync': {
        'manager': 'action_create_taxes',
        'user': 'action_apply action_preview action_refresh',
        'window': 'action_open_create action_open_link action_open_list action_open_mark '
                  'action_open_problems action_open_remote',
    },
    'mycashflow.product.sync.line': {
        'window': 'action_open_product',
    },
    'mycashflow_ogoship.waiting': {
        'user': 'action_retry',
        'window': 'action_open action_open_sale_order',
    },
    'mycashflow_ogoship.setup': {
        'manager': 'action_do',
        'window': 'action_open',
    },
    'mycashflow_ogoship.report.order': {
        'window': 'action_open',
    },
    'ogoship.stock.history': {
        'window': 'action_open_differences',
    },
    'mycashflow_ogoship.alarm': {
        'window': 'action_open_account action_remedy',
    },
    'mycashflow_ogoship.dashboard': {
        'user': 'action_sync',
        'window': 'action_open_account action_open_alarms action_open_orders '
                  'action_open_products action_open_today action_open_waiting action_remedy',
    },
    'ogoship.order': {
        'user': 'action_cancel action_resend action_retry action_send',
        'window': 'action_open_carrier action_open_customer action_open_delivery '
                  'action_open_merchant action_open_products action_open_returns '
                  'action_open_sale_order action_track get_contents get_parcels',
    },
    'ogoship.product': {
        'user': 'action_apply action_create_remote action_update_remote',
        'window': 'action_new_product action_open_adjustments action_open_inbound '
                  'action_open_orders action_open_product action_open_quants',
    },
    'ogoship.return': {
        'user': 'action_ignore action_receive action_receive_anyway action_review',
        'window': 'action_open_delivery action_open_order action_open_receipts '
                  'action_open_sale_order',
    },
    'ogoship.stock.update': {
        'user': 'action_adopt action_cancel action_close action_confirm_cancelled action_force '
                'action_receive_more action_retry action_settle',
        'window': 'action_open_products action_open_receipts',
    },
    'product.product': {
        'window': 'action_open_mycashflow_products action_open_ogoship_products',
    },
    'product.template': {
        'window': 'action_open_mycashflow_products action_open_ogoship_products',
    },
    'sale.order': {
        'user': 'action_cancel_in_shop',
        'window': 'action_open_mycashflow_order action_open_mycashflow_returns '
                  'action_open_ogoship_orders action_open_ogoship_returns '
                  'action_open_shop_payments',
    },
    'stock.picking': {
        'user': 'action_ogoship_announce action_ogoship_send_rest',
        'stock': 'action_cancel',
        'window': 'action_open_ogoship_orders action_open_ogoship_returns '
                  'action_open_ogoship_stock_update',
    },
}

# Overrides of Odoo's own public methods: who may call them is Odoo's to say, and checked there.
OF_ODOO = {'action_unlink', 'create', 'write', 'unlink', 'message_post_with_source'}


def rows():
    """Iterate over (model, level, public method)."""
    for model, levels in BUTTONS.items():
        for level, names in levels.items():
            for name in names.split():
                for each in ACCOUNTS if model == 'account' else [model]:
                    yield each, level, name
