from . import access_log
from . import mycashflow_ogoship
