"""What an installation did before this version it goes on doing until a person decides otherwise.

One function for each concern.
"""


def migrate(cr, version):
    keep_customers(cr)


def keep_customers(cr):
    """Customers were kept for good: accounts that are there forget none by themselves."""
    cr.execute("UPDATE mycashflow_store SET forget_days = 0")
    cr.execute("UPDATE ogoship_merchant SET forget_days = 0")
