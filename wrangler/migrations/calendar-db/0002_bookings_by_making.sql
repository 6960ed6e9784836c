-- So that the figures of some days read only the bookings that were made on them.
CREATE INDEX bookings_by_making ON bookings (created_at);
