-- The cases of a division are looked for by every page it opens.

CREATE INDEX ix_bihuan_round_division ON bihuan_round (division, office);
