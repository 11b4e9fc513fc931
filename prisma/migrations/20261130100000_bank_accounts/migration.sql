-- Where customers of the legal entity pay: payment slips in letters name it. Without it none is drawn.
ALTER TABLE legal_entities ADD COLUMN iban TEXT, ADD COLUMN bic TEXT;
ALTER TABLE legal_entities ADD CONSTRAINT iban_is_one CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$');
