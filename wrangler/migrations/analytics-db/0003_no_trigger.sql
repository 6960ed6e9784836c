-- Visitors are counted by the statement that rolls up. A database from before has a trigger that did it.
DROP TRIGGER IF EXISTS count_visitor;
