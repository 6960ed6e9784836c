-- An erasure finds a person's bookings by address and by number, whether or not a lead came of them.
CREATE INDEX bookings_by_email ON bookings (email) WHERE email IS NOT NULL;
CREATE INDEX bookings_by_phone ON bookings (phone) WHERE phone IS NOT NULL;
