-- How a staff member last printed cards: enum card_stock, enum card_captions, enum language.
CREATE TABLE print_choice (
    staff_id ID      NOT NULL PRIMARY KEY REFERENCES staff,
    stock    INTEGER NOT NULL,
    captions INTEGER NOT NULL,
    language INTEGER NOT NULL,
    stacked  INTEGER NOT NULL
);
