from . import mycashflow_order_fetch
