-- The contacts of a customer's last days, by which caps are judged.
CREATE INDEX effects_contacts ON effects ("customerId", "claimedAt")
  WHERE (effect ->> 'kind' = 'survey' OR (effect ->> 'purpose' = 'reminder' AND effect -> 'alone' IS NULL));
