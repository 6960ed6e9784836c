-- So that figures read only the contacts of some days, and those that wait or need somebody.
CREATE INDEX contacts_by_sync ON contacts (synced_at) WHERE synced_at IS NOT NULL;
CREATE INDEX contacts_open ON contacts (status) WHERE status IN ('pending', 'conflict', 'failed');
