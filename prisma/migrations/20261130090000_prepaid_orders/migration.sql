-- An order whose invoice was to be paid before delivery, and was not, is over like one that is invoiced.
DROP INDEX orders_open;
CREATE INDEX orders_open ON orders ("customerId") WHERE status NOT IN ('invoiced', 'lapsed');
