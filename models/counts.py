from collections import Counter, defaultdict


def count_by_state(records, name, domain=()):
    """How many rows of a list are in which state, in one query for all records.

    :param str name: one2many field of the records, whose rows have a `state`
    :param domain: only the rows that it lets pass
    :return: {record: Counter of states}
    """
    rows, found = records._fields[name], defaultdict(Counter)
    for record, state, count in records.env[rows.comodel_name]._read_group(
            [(rows.inverse_name, 'in', records.ids), *domain], [rows.inverse_name, 'state'],
            ['__count']):
        found[record][state] = count
    return {record: found[record._origin] for record in records}
