"""The accounts that a fresh sandbox knows. None of them exists anywhere else."""

STORE = 'tunturipuoti'
STORE_USER = 'odoo@tunturipuoti.example'
STORE_KEY = 'sandbox-key'

MERCHANT = '12345'
MERCHANT_TOKEN = 'sandbox-token'

# The vendor's public demo application (ogoship-api §2).
CLIENT_ID = '123456'
CLIENT_SECRET = 'abcdef'
