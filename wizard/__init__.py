from . import mycashflow_order_fetch
from . import mycashflow_shipping_rule_test
from . import mycashflow_product_sync
from . import mycashflow_product_sync_apply
from . import mycashflow_product_sync_line
from . import mycashflow_product_sync_plan
from . import stock_return_picking
from . import privacy_lookup
