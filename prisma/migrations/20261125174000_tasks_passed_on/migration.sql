-- A task that was passed on is the one that was opened, with another owner: what was a second one becomes the first.
DELETE FROM "tasks" t USING "tasks" s WHERE s.status = 'open' AND t.status <> 'open' AND s.id = t.id || '/superior';
UPDATE "tasks" SET id = left(id, -length('/superior')) WHERE status = 'open' AND id LIKE '%/superior';
UPDATE "tasks" t SET owner = s.owner, "dueAt" = NULL, "superior" = NULL FROM "tasks" s
  WHERE t.status = 'open' AND s.status = 'open' AND t.kind IN ('undelivered', 'refused') AND t.id LIKE '%-0' AND s.id = left(t.id, -1) || '1';
DELETE FROM "tasks" s USING "tasks" t
  WHERE t.status = 'open' AND s.status = 'open' AND t.kind IN ('undelivered', 'refused') AND t.id LIKE '%-0' AND s.id = left(t.id, -1) || '1';
