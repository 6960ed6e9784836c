-- Old roll-ups are found by their day.
CREATE INDEX roll_ups_by_day ON roll_ups (day);
