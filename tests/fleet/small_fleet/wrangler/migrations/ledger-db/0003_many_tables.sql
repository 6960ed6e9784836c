-- D1 refuses a compound SELECT of more than five terms: looking after many tables must not need one.
CREATE TABLE a (x); CREATE TABLE b (x); CREATE TABLE c (x); CREATE TABLE d (x);
