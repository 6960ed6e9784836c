CREATE TRIGGER entries_seen AFTER INSERT ON entries BEGIN
  UPDATE rules SET seen = seen + 1;
END;
