from . import access_log
from . import export
from . import mycashflow_ogoship
