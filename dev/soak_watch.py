"""What a soak looks at: Odoo's database, the log of the servers, both remotes."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from workbench import sql

# What no person must ever read: two processes wanted the same, which is Odoo's own business.
CONFLICT_WORDS = 'serializ|concurrent update|deadlock|could not obtain lock|Unexpected error'
RING = """
INSERT INTO ir_cron_trigger (cron_id, call_at)
SELECT cron_id, now() AT TIME ZONE 'utc' FROM (
    SELECT cron_id FROM mycashflow_store UNION ALL SELECT cron_id FROM ogoship_merchant
    UNION ALL SELECT res_id FROM ir_model_data
    WHERE module = 'mycashflow_ogoship' AND name = 'ir_cron_watch') action
WHERE cron_id % {parts} = {part}
"""
ACCOUNTS = """
SELECT jsonb_build_object(
    'told', (SELECT jsonb_agg(jsonb_build_array(a.id, s.store_name))
             FROM mail_activity a JOIN mycashflow_store s ON s.id = a.res_id
             WHERE a.res_model = 'mycashflow.store'),
    'shown', (
        SELECT jsonb_agg(text) FROM (
            SELECT error_message AS text FROM mycashflow_store
            UNION ALL SELECT warning_message FROM mycashflow_store
            UNION ALL SELECT error_message FROM ogoship_merchant
            UNION ALL SELECT warning_message FROM ogoship_merchant
            UNION ALL SELECT message FROM mycashflow_order WHERE message IS NOT NULL
            UNION ALL SELECT message FROM ogoship_order WHERE message IS NOT NULL
            UNION ALL SELECT summary FROM mail_activity
            UNION ALL SELECT note FROM mail_activity) shown WHERE text ~* '{words}'),
    'sent', (SELECT count(*) FROM ogoship_order WHERE sent_date IS NOT NULL),
    'sending', (SELECT count(*) FROM ogoship_order WHERE state = 'sending'),
    'reported', (SELECT count(*) FROM mycashflow_order WHERE shop_reported_date IS NOT NULL),
    'waiting', (SELECT count(*) FROM mycashflow_order
                WHERE state IN ('held', 'error') AND reason IN ('unpaid', 'unknown_product')),
    'paused', (SELECT jsonb_agg(store_name) FROM mycashflow_store
               WHERE circuit_retry_at IS NOT NULL),
    'off', (SELECT count(*) FROM ir_cron WHERE NOT active AND id IN (
        SELECT cron_id FROM mycashflow_store WHERE latest_changes
        UNION ALL SELECT cron_id FROM ogoship_merchant WHERE latest_changes)))::text
"""
ORDERS = """
SELECT jsonb_agg(jsonb_build_array(
    s.store_name, o.remote_id, o.state, o.reason, o.message, o.shop_reported_date IS NOT NULL,
    (SELECT count(*) FROM sale_order d WHERE d.mycashflow_store_id = s.id
     AND d.client_order_ref = o.remote_id::text), (
        SELECT string_agg(w.state || coalesce(': ' || w.message, ''), ', ') FROM ogoship_order w
        WHERE w.sale_order_id = o.sale_order_id AND w.state != 'done')))::text
FROM mycashflow_order o JOIN mycashflow_store s ON s.id = o.store_id
"""
CUSTOMERS = """
SELECT count(*) FROM (
    SELECT 1 FROM res_partner WHERE parent_id IS NULL AND email LIKE '%@soak.example'
    GROUP BY email HAVING count(*) > 1) twice
"""
POSTED = f"SELECT count(*) FROM mail_message WHERE body ~* '{CONFLICT_WORDS}'"


@dataclass
class Seen:
    """What was there to see at any time of the run."""

    told: dict = field(default_factory=lambda: defaultdict(set))  # store name -> activities
    shown: set = field(default_factory=set)
    last: dict = field(default_factory=dict)


class Watch:

    def __init__(self, database):
        self._database = database
        self.seen = Seen()

    def ring(self, part, parts):
        """Ring each account whose turn it is, as the shop's webhook does, or Odoo's schedule;
        and who raises alarms."""
        sql(RING.format(part=part, parts=parts), self._database)
        sql(f"NOTIFY cron_trigger, '{self._database}'")

    def look(self):
        """Return the state of things now, and keep what a person could see."""
        now = self._read(ACCOUNTS.format(words=CONFLICT_WORDS))
        for activity, store in now['told'] or ():
            self.seen.told[store].add(activity)
        self.seen.shown.update(now['shown'] or ())
        self.seen.last = now
        return now

    def orders(self):
        """Return {(store, number): dict} of what Odoo says about each order."""
        names = ('state', 'reason', 'message', 'reported', 'sales', 'rest')
        return {(store, number): dict(zip(names, values, strict=True))
                for store, number, *values in self._read(ORDERS) or ()}

    def customers_twice(self):
        return self._read(CUSTOMERS)

    def posted(self):
        return self._read(POSTED)

    def _read(self, statement):
        ((answer,),) = sql(statement, self._database)
        return json.loads(answer) if answer != 'None' else None


def moments(arrivals):
    """Return {(merchant, reference): [seconds since 1970]} of the orders the warehouse took."""
    found = defaultdict(list)
    for merchant, reference, moment in arrivals:
        found[merchant, reference].append(datetime.fromisoformat(moment).timestamp())
    return found


def short(text):
    return re.sub(r'\s+', ' ', text or '')[:100]
