"""What a fresh sandbox holds: the samples' products and methods. All of it is invented."""

CREATED = '2023-01-10T10:00:00+02:00'
LAST_CHANGE = '2026-01-15T10:00:00+02:00'
DEFAULT_VAT_RATE = 25.5


def _product(code, name, price, weight, stock, barcode, product_id, variation_id=None, **more):
    return {
        'code': code, 'name': name, 'model_name': '', 'barcode': barcode, 'price': price,
        'vat_rate': DEFAULT_VAT_RATE, 'weight': weight, 'stock': stock,
        'product_id': product_id, 'variation_id': variation_id, 'purchase_price': None,
    } | more


CATALOGUE = [
    _product('KENKA-TUNTURI-42', 'Tunturi vaelluskenkä', 149, 1.45, 40, '6430012345011',
             301, 1042, model_name='42', purchase_price=71.2),
    _product('KENKA-TUNTURI-43', 'Tunturi vaelluskenkä', 149, 1.5, 25, '6430012345028',
             301, 1043, model_name='43', purchase_price=71.2),
    _product('KAHVI-RETKI-500', 'Retkikahvi 500 g', 6.9, 0.52, 210, '6430012345103',
             318, vat_rate=13.5, purchase_price=3.1),
    _product('KEITIN-X1', 'Retkikeitin X1', 79.9, 0.41, 60, '6430012345202',
             322, purchase_price=38),
    _product('KAASU-230', 'Kaasupatruuna 230 g', 7.5, 0.38, 300, '6430012345219',
             323, purchase_price=3.2),
    _product('TELTTA-KERO-2', 'Kero 2 hengen teltta', 289, 2.6, 12, '6430012345301',
             330, purchase_price=142),
    _product('OPAS-PALLAS', 'Retkiopas Pallas–Ylläs (kirja)', 18.5, 0.12, 80, '6430012345400',
             341, vat_rate=13.5, purchase_price=9.1),
    _product('SUKKA-MERINO-M', 'Merinosukka', 16.9, 0.08, 150, '6430012345509',
             350, 1101, model_name='M (39–42)', purchase_price=6.4),
]
BY_CODE = {product['code']: product for product in CATALOGUE}
# The main products of variations, which are not sold themselves (mycashflow-api §4.3).
MAIN_CODES = {301: 'KENKA-TUNTURI', 350: 'SUKKA-MERINO'}


def _shipping(method_id, name, provider, service, code, kind='DELIVERY'):
    return {
        'id': method_id, 'created_at': CREATED, 'updated_at': LAST_CHANGE, 'name': name,
        'type': kind, 'service_provider': provider, 'service_code': service,
        'product_code': code, 'description': '', 'tracking_info': None,
        'free_shipping_threshold': 0, 'sort': method_id - 2,
    }


UNMAPPED_SHIPPING_METHOD = 9
SHIPPING_METHODS = [
    _shipping(3, 'Posti Postipaketti', 'posti', '2103', 'RAHTI-POSTI'),
    _shipping(4, 'Matkahuolto Lähellä-paketti', 'matkahuolto', '80', 'RAHTI-MH'),
    _shipping(5, 'DB Schenker yritystoimitus', 'schenker', 'SYSTEM', 'RAHTI-DBS'),
    _shipping(6, 'Posti pakettiautomaatti (noutopiste)', 'posti', '2103', 'RAHTI-AUTOM'),
    _shipping(7, 'Nouto myymälästä, Rovaniemi', None, None, None, kind='PICKUP'),
    _shipping(8, 'PostNord Sverige', 'nshift', 'P19', 'RAHTI-SE'),
    _shipping(UNMAPPED_SHIPPING_METHOD, 'Pikakuriiri Helsinki', None, None, None),
]


def _payment(method_id, name, provider, code=None, username=None):
    return {
        'id': method_id, 'created_at': CREATED, 'updated_at': LAST_CHANGE, 'name': name,
        'description': '', 'username': username, 'product_code': code, 'sort': method_id,
        'provider': provider,
    }


PAYTRAIL, INVOICE, CASH_ON_DELIVERY, KLARNA, TILL, GIFT_CARD, REFUND = 2, 5, 6, 7, 8, 9, 10
PAYMENT_METHODS = [
    _payment(PAYTRAIL, 'Verkkomaksu (Paytrail)', 'paytrail', username='123456'),
    _payment(INVOICE, 'Lasku yritykselle', 'invoice', 'MAKSU-LASKU'),
    _payment(CASH_ON_DELIVERY, 'Postiennakko', 'cash-on-delivery', 'MAKSU-PE'),
    _payment(KLARNA, 'Klarna Checkout', 'klarna-checkout', username='K123456'),
    _payment(TILL, 'Korttimaksu myymälässä', 'pos'),
    _payment(GIFT_CARD, 'Lahjakortti', 'gift-card'),
    _payment(REFUND, 'Hyvitys', 'refund'),
]

# Only `id` is certain (mycashflow-api §0.15); the contract lets a version hold more.
VERSIONS = [
    {'id': 1, 'name': 'Tunturipuoti FI', 'language': 'fi', 'currency': 'EUR'},
    {'id': 2, 'name': 'Tunturipuoti SV', 'language': 'sv', 'currency': 'EUR'},
    {'id': 3, 'name': 'Tunturipuoti SE', 'language': 'sv', 'currency': 'SEK'},
]

# The shipping methods the merchant has enabled at the warehouse; more than one, so that an order
# must name one (ogoship-api §6.1). The codes are those of the samples and one per shop method.
SHIPPING_CODES = (
    'posti-home', 'posti-pickup', 'pickup-posti', 'matkahuolto', 'matkahuolto-lahella', 'schenker',
    'dbschenker', 'postnord-mypack', 'postnord-se', 'omniva-locker', 'letter', 'Test Deliverytype',
)


def _person(first, last, street, zip_code, city, phone, country='FI'):
    plain = f'{first}.{last}'.lower().translate(str.maketrans('äöå', 'aoa'))
    return {
        'company': None, 'vat_code': None, 'first_name': first, 'last_name': last,
        'street_address': street, 'postal_code': zip_code, 'city': city, 'country': country,
        'phone': phone, 'email': f'{plain}@example.com',
    }


PEOPLE = [
    _person('Aino', 'Korhonen', 'Mannerheimintie 12 B 34', '00100', 'Helsinki', '+358401234501'),
    _person('Siiri', 'Mäkelä', 'Koulukatu 7 as 2', '90100', 'Oulu', '+358401234505'),
    _person('Veera', 'Heikkinen', 'Harjukatu 15', '15100', 'Lahti', '+358401234510'),
    _person('Onni', 'Laaksonen', 'Hämeenkatu 22 C 9', '33200', 'Tampere', '+358401234511'),
    _person('Eero', 'Niskanen', 'Puijonkatu 4', '70100', 'Kuopio', '+358401234512'),
    _person('Helmi', 'Savolainen', 'Rantakatu 31 A', '80100', 'Joensuu', '+358401234513'),
    _person('Mikael', 'Lindström', 'Norra Esplanaden 3 A 2', '65100', 'Vasa', '+358401234502'),
    _person('Linnea', 'Öberg', 'Strandgatan 18', '22100', 'Mariehamn', '+358401234514'),
]
SWEDE = _person('Karin', 'Åkesson', 'Storgatan 8', '98131', 'Kiruna', '+46701740605', 'SE')
NOBODY = dict.fromkeys(SWEDE)
BUSINESS = _person(
    'Pekka', 'Virtanen', 'Teollisuuskatu 5', '33100', 'Tampere', '+358401234503',
) | {'company': 'Erämiehet Oy', 'vat_code': 'FI12345671', 'email': 'osto@eramiehet.example.com'}
WAREHOUSE_OF_BUSINESS = _person(
    'Varasto', 'Vastaanotto', 'Varastotie 9, laituri 3', '33960', 'Pirkkala', '+358401234504',
) | {'company': 'Erämiehet Oy / Varasto 2', 'email': 'varasto@eramiehet.example.com'}
