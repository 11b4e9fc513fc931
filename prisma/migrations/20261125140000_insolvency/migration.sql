-- A legal hold on a customer holds the items that were issued before a day; later ones go on.
ALTER TABLE holds ADD COLUMN "cutOffOn" DATE;
