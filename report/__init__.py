from . import mycashflow_ogoship_report_order
