-- What a CRM's event says names a person by the CRM's own id alone: it is kept until it is delivered, and no longer.
UPDATE events SET payload = '', headers = '{}'
WHERE provider IN ('hubspot', 'followupboss') AND status IN ('delivered', 'stored') AND payload <> '';
