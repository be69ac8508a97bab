from . import mycashflow_order_fetch
from . import mycashflow_product_sync
