"""Webhooks as values, and how those at a remote are brought to what they should be.

The two remotes differ in how much they tell: OGOship shows all its webhooks and changes them,
MyCashflow may only take new ones (ogoship-api §11.1, mycashflow-api §7.1). Their clients offer
`list_webhooks`, `create_webhook`, `replace_webhook` and `delete_webhook` alike.
"""

from dataclasses import dataclass, field

#: Our word for the kind of a webhook; each client knows the remote's.
ORDER_CREATED, ORDER_SHIPPED, STOCK_CHANGED = 'order_created', 'order_shipped', 'stock_changed'


@dataclass(frozen=True, slots=True)
class Webhook:
    """One subscription at a remote.

    :param str kind: our word, or the remote's own for one that we do not know
    :param str key: the secret that it is signed with; '' when the remote does not tell
    :param dict|None headers: sent along; None when the remote does not tell
    """

    kind: str
    url: str
    key: str = field(default='', repr=False)
    headers: dict | None = None
    id: str = ''


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one of our webhooks.

    :param str problem: 'missing', 'address', 'key', 'headers' or 'twice'
    :param str url: where it leads, for 'address'
    """

    kind: str
    problem: str
    url: str = ''


def find_problems(wanted, found, ids=()):
    """Compare what should be at the remote with what is.

    :param wanted: the Webhooks that should be there
    :param found: list of the Webhooks that are
    :param ids: remote ids of those that we made: they are ours wherever they lead
    :return: list[Finding], empty when all is well
    """
    return [finding for hook in wanted for finding in _problems(hook, _ours(hook, found, ids))]


def put_right(client, wanted, found, ids=()):
    """Create what is missing, correct what differs, remove what is there twice.

    Can be done again at any time. Webhooks that are not ours are left alone.

    :param found: what the remote has, None when it does not tell: then all are made anew
    :return: list of the remote ids that were made; '' where the remote does not tell one
    :raise RemoteError: some may have been put right already
    """
    made = []
    for hook in wanted:
        ours = _ours(hook, found or [], ids)
        if not ours:
            made.append(client.create_webhook(hook))
        elif ours[0].key != hook.key or _problems(hook, ours[:1]):
            # Also one whose key is not told: it may have any.
            made.append(client.replace_webhook(ours[0].id, hook))
        for other in ours[1:]:
            client.delete_webhook(other.id)
    return made


def take_away(client, wanted, found, ids=()):
    """Remove our webhooks.

    :param found: None when the remote does not tell: then those whose ids are known
    :return: False when the remote does not take them away
    :raise RemoteError:
    """
    if found is None:
        gone = list(ids)
    else:
        gone = [hook.id for kind in wanted for hook in _ours(kind, found, ids)]
    # Each of them, also after one that stays.
    return False not in [client.delete_webhook(remote_id) for remote_id in gone]


def _ours(wanted, found, ids):
    """Those of this kind that lead to our address, or that we made; the best one first."""
    ours = [hook for hook in found
            if hook.kind == wanted.kind and (hook.url == wanted.url or hook.id in ids)]
    return sorted(ours, key=lambda hook: hook.url != wanted.url)


def _problems(wanted, ours):
    if not ours:
        return [Finding(wanted.kind, 'missing')]
    hook, findings = ours[0], []
    if hook.url != wanted.url:
        findings.append(Finding(wanted.kind, 'address', hook.url))
    if hook.key and hook.key != wanted.key:
        findings.append(Finding(wanted.kind, 'key'))
    if not _has_headers(hook, wanted):
        findings.append(Finding(wanted.kind, 'headers'))
    if len(ours) > 1:
        findings.append(Finding(wanted.kind, 'twice'))
    return findings


def _has_headers(hook, wanted):
    if hook.headers is None:
        return True  # not told
    known = {name.lower(): value for name, value in hook.headers.items()}
    return all(known.get(name.lower()) == value for name, value in (wanted.headers or {}).items())
