-- A copied database must not sell, ship or tell a shop anything.
UPDATE mycashflow_store
   SET api_user = NULL, api_key = NULL, webhook_key = NULL, webhook_ids = NULL,
       webhook_address = NULL, webhook_state = 'none', webhook_message = NULL, webhook_check_date = NULL,
       latest_changes = FALSE, push_stock = FALSE, state = 'draft',
       circuit_failures = 0, circuit_since = NULL, circuit_retry_at = NULL, circuit_told = FALSE;
UPDATE ogoship_merchant
   SET secret_token = NULL, client_id = NULL, client_secret = NULL, webhook_key = NULL,
       webhook_ids = NULL, webhook_address = NULL, webhook_state = 'none', webhook_message = NULL,
       webhook_check_date = NULL,
       access_token = NULL, refresh_token = NULL, token_expires_at = NULL,
       latest_changes = FALSE, state = 'draft',
       circuit_failures = 0, circuit_since = NULL, circuit_retry_at = NULL, circuit_told = FALSE;
UPDATE ir_cron
   SET active = FALSE
 WHERE id IN (SELECT cron_id FROM mycashflow_store UNION SELECT cron_id FROM ogoship_merchant
              UNION SELECT ir_cron_id FROM ir_cron_mycashflow_store_rel
              UNION SELECT ir_cron_id FROM ir_cron_ogoship_merchant_rel);
-- Nobody watches a copy.
UPDATE mycashflow_ogoship_alarm SET state = 'cleared', cleared_date = NOW() AT TIME ZONE 'UTC'
 WHERE state = 'raised';
