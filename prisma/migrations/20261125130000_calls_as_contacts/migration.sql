-- Calls count as contacts, too.
CREATE INDEX tasks_calls ON tasks ("customerId", "openedAt") WHERE kind = 'call';
