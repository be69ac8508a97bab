from . import mycashflow_ogoship_account
from . import mycashflow_ogoship_method
from . import mycashflow_ogoship_row

from . import mycashflow_store
from . import mycashflow_store_fetch
from . import mycashflow_store_catalogue
from . import mycashflow_store_stock
from . import mycashflow_shipping_method
from . import mycashflow_payment_method
from . import mycashflow_shipping_rule
from . import mycashflow_order
from . import mycashflow_order_receive
from . import mycashflow_order_import
from . import mycashflow_order_lines
from . import mycashflow_order_release
from . import mycashflow_order_report

from . import mycashflow_product
from . import mycashflow_product_match
from . import mycashflow_product_create
from . import mycashflow_product_push

from . import ogoship_merchant
from . import ogoship_merchant_products
from . import ogoship_product
from . import ogoship_product_figures
from . import ogoship_product_adjust
from . import ogoship_product_remote
from . import ogoship_order
from . import ogoship_order_line
from . import ogoship_order_request
from . import ogoship_order_send
from . import ogoship_order_status

from . import account_tax
from . import delivery_carrier
from . import product_product
from . import res_partner
from . import sale_order
from . import stock_move
from . import stock_picking
