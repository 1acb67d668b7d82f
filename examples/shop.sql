-- The bundled sample: a small shop. examples/shop.db is built from this file by scripts/sample.sh.
PRAGMA foreign_keys = ON;

CREATE TABLE countries ( -- Countries the shop delivers to.
  code        CHAR(2) PRIMARY KEY CHECK (code = upper(code)), -- ISO 3166-1 alpha-2 code.
  name        VARCHAR(80) NOT NULL UNIQUE,                    -- English short name.
  vat_rate    NUMERIC(4,1) NOT NULL DEFAULT 0                 -- Standard rate of value added tax, in percent.
);

CREATE TABLE customers ( -- People and companies that have an account. One row per account, never deleted: see closed_at.
  id            INTEGER PRIMARY KEY,                                   -- Surrogate key.
  email         VARCHAR(254) NOT NULL UNIQUE CHECK (email LIKE '%@%'), -- Address for sign-in and receipts. **Personal data.**
  full_name     VARCHAR(200) NOT NULL,                                 -- Name as printed on invoices. **Personal data.**
  company       VARCHAR(200),                                          -- Company name; empty for private customers.
  language      CHAR(2) NOT NULL DEFAULT 'en',                         -- Language of mails, ISO 639-1.
  newsletter    BOOLEAN NOT NULL DEFAULT FALSE,                        -- Whether the customer asked for the newsletter.
  created_at    TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,          -- When the account was opened (UTC).
  closed_at     TIMESTAMP                                              -- When the account was closed (UTC); empty while it is open.
);

CREATE TABLE addresses ( -- Postal addresses of customers. Changed addresses are new rows, so that old orders keep theirs.
  id            INTEGER PRIMARY KEY,
  customer_id   INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  kind          VARCHAR(10) NOT NULL DEFAULT 'delivery' CHECK (kind IN ('delivery', 'invoice')), -- What it is used for: delivery or invoice.
  street        VARCHAR(200) NOT NULL, -- Street and number. **Personal data.**
  postal_code   VARCHAR(12) NOT NULL,  -- In the country's own format.
  city          VARCHAR(100) NOT NULL,
  country_code  CHAR(2) NOT NULL REFERENCES countries (code)
);

CREATE TABLE categories ( -- The tree of product categories.
  id            INTEGER PRIMARY KEY,
  parent_id     INTEGER REFERENCES categories (id), -- The category above; empty at the top of the tree.
  name          VARCHAR(80) NOT NULL,
  sort_order    SMALLINT NOT NULL DEFAULT 0,        -- Place among its siblings, smallest first.
  UNIQUE (parent_id, name)
);

CREATE TABLE suppliers ( -- Where products are bought.
  id            INTEGER PRIMARY KEY,
  name          VARCHAR(120) NOT NULL UNIQUE,
  country_code  CHAR(2) NOT NULL REFERENCES countries (code),
  lead_days     SMALLINT NOT NULL DEFAULT 7 CHECK (lead_days BETWEEN 0 AND 365) -- Usual days between order and arrival.
);

CREATE TABLE products ( -- Everything that can be sold, including what no longer is: see active.
  sku           VARCHAR(40) PRIMARY KEY,                       -- Stock keeping unit, as printed on the shelf label.
  title         TEXT NOT NULL,                                 -- Name in the shop.
  description   TEXT,                                          -- Markdown text of the product page.
  category_id   INTEGER NOT NULL REFERENCES categories (id),
  supplier_id   INTEGER REFERENCES suppliers (id),             -- Empty for products of our own making.
  price         DECIMAL(10,2) NOT NULL CHECK (price >= 0),     -- Gross price in euro.
  weight_grams  INTEGER CHECK (weight_grams > 0),              -- Weight with packaging; empty for digital goods.
  attributes    JSON,                                          -- Free attributes such as colour and size.
  active        BOOLEAN NOT NULL DEFAULT TRUE,                 -- Whether it is on sale.
  vat_included  DECIMAL(10,2) GENERATED ALWAYS AS (round(price * 19 / 119, 2)) VIRTUAL -- Tax share of the price at the home rate.
);

CREATE TABLE warehouses ( -- Places where stock is kept.
  code          VARCHAR(8) PRIMARY KEY,
  name          VARCHAR(80) NOT NULL,
  country_code  CHAR(2) NOT NULL REFERENCES countries (code)
);

CREATE TABLE stock ( -- How much of a product lies in which warehouse. Counted every night.
  warehouse_code VARCHAR(8) NOT NULL REFERENCES warehouses (code),
  sku            VARCHAR(40) NOT NULL REFERENCES products (sku),
  quantity       INTEGER NOT NULL DEFAULT 0 CHECK (quantity >= 0), -- Pieces on the shelf.
  reserved       INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0), -- Of these, pieces that belong to open orders.
  counted_at     TIMESTAMP,                                        -- Last physical count (UTC).
  PRIMARY KEY (warehouse_code, sku)
) WITHOUT ROWID;

CREATE TABLE orders ( -- Orders, from basket to delivery.
  id                  INTEGER PRIMARY KEY,
  customer_id         INTEGER NOT NULL REFERENCES customers (id),
  delivery_address_id INTEGER NOT NULL REFERENCES addresses (id), -- The address at the time of the order.
  status              VARCHAR(12) NOT NULL DEFAULT 'open'
                      CHECK (status IN ('open', 'paid', 'shipped', 'delivered', 'cancelled')), -- open, paid, shipped, delivered or cancelled.
  placed_at           TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, -- When the customer confirmed (UTC).
  voucher             VARCHAR(20),                                  -- Voucher code, if one was used.
  note                TEXT                                          -- What the customer wrote to us.
);

CREATE TABLE order_items ( -- Lines of orders. The price is that of the day of the order.
  order_id      INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  line_no       SMALLINT NOT NULL,             -- Line number within the order, from 1.
  sku           VARCHAR(40) NOT NULL REFERENCES products (sku),
  quantity      INTEGER NOT NULL CHECK (quantity > 0),
  unit_price    DECIMAL(10,2) NOT NULL CHECK (unit_price >= 0), -- Gross price of one piece in euro, frozen when ordered.
  PRIMARY KEY (order_id, line_no)
) WITHOUT ROWID;

CREATE TABLE payments ( -- Payments and refunds as reported by the payment provider.
  id            VARCHAR(36) PRIMARY KEY,       -- The provider's transaction id (a UUID).
  order_id      INTEGER NOT NULL REFERENCES orders (id),
  method        VARCHAR(10) NOT NULL CHECK (method IN ('card', 'transfer', 'wallet')), -- card, transfer or wallet.
  amount        DECIMAL(12,2) NOT NULL CHECK (amount <> 0), -- In euro; negative for refunds.
  card_last4    CHAR(4),                       -- Last four digits of the card; never more.
  paid_at       TIMESTAMP NOT NULL
);

CREATE TABLE shipments ( -- Parcels that left a warehouse. An order may need several.
  id            INTEGER PRIMARY KEY,
  order_id      INTEGER NOT NULL REFERENCES orders (id),
  warehouse_code VARCHAR(8) NOT NULL REFERENCES warehouses (code),
  carrier       VARCHAR(40) NOT NULL,
  tracking_code VARCHAR(60) UNIQUE,            -- The carrier's code; empty for letters.
  shipped_at    TIMESTAMP NOT NULL,
  delivered_at  TIMESTAMP                      -- Empty until the carrier reports delivery.
);

CREATE TABLE shipment_items ( -- Which lines of an order are in a parcel.
  shipment_id   INTEGER NOT NULL REFERENCES shipments (id) ON DELETE CASCADE,
  order_id      INTEGER NOT NULL,
  line_no       SMALLINT NOT NULL,
  quantity      INTEGER NOT NULL CHECK (quantity > 0), -- Pieces in this parcel.
  PRIMARY KEY (shipment_id, order_id, line_no),
  FOREIGN KEY (order_id, line_no) REFERENCES order_items (order_id, line_no)
) WITHOUT ROWID;

CREATE TABLE reviews ( -- What customers say about products they bought.
  id            INTEGER PRIMARY KEY,
  sku           VARCHAR(40) NOT NULL REFERENCES products (sku),
  customer_id   INTEGER NOT NULL REFERENCES customers (id),
  stars         TINYINT NOT NULL CHECK (stars BETWEEN 1 AND 5), -- 1 (bad) to 5 (excellent).
  body          TEXT,                                           -- The review; empty when only stars were given.
  created_at    TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  hidden        BOOLEAN NOT NULL DEFAULT FALSE,                 -- Hidden by moderation.
  UNIQUE (sku, customer_id)
);

CREATE TABLE page_views ( -- Visits of product pages, kept for 30 days.
  visited_at    TIMESTAMP NOT NULL,
  session_id    VARCHAR(36) NOT NULL,          -- Random id of the visit; not linked to a person.
  sku           VARCHAR(40) REFERENCES products (sku),
  customer_id   INTEGER REFERENCES customers (id), -- Only when signed in.
  referrer      TEXT
);

CREATE INDEX orders_by_customer ON orders (customer_id, placed_at);
CREATE INDEX page_views_by_sku ON page_views (sku, visited_at);

CREATE VIEW order_totals AS -- One row per order with its total in euro.
SELECT o.id AS order_id, o.customer_id, o.placed_at, o.status, sum(i.quantity * i.unit_price) AS total
FROM orders o JOIN order_items i ON i.order_id = o.id
GROUP BY o.id;

CREATE VIEW best_sellers AS -- Products by pieces sold in orders that were not cancelled.
SELECT p.sku, p.title, sum(i.quantity) AS pieces, sum(i.quantity * i.unit_price) AS revenue
FROM products p JOIN order_items i ON i.sku = p.sku JOIN orders o ON o.id = i.order_id
WHERE o.status <> 'cancelled'
GROUP BY p.sku, p.title
ORDER BY pieces DESC;

CREATE VIEW low_stock AS -- Products of which fewer than ten free pieces are left, all warehouses together.
SELECT p.sku, p.title, coalesce(sum(s.quantity - s.reserved), 0) AS free, p.supplier_id
FROM products p LEFT JOIN stock s ON s.sku = p.sku
WHERE p.active
GROUP BY p.sku
HAVING free < 10;

CREATE VIEW customer_value AS -- Lifetime value per customer: orders, total, average stars given.
SELECT c.id AS customer_id, c.full_name, count(DISTINCT t.order_id) AS orders, coalesce(sum(t.total), 0) AS total,
       (SELECT avg(r.stars) FROM reviews r WHERE r.customer_id = c.id) AS average_stars
FROM customers c LEFT JOIN order_totals t ON t.customer_id = c.id
GROUP BY c.id;

INSERT INTO countries VALUES ('AT', 'Austria', 20), ('DE', 'Germany', 19), ('FR', 'France', 20), ('NL', 'Netherlands', 21);
INSERT INTO customers (id, email, full_name, company, language, newsletter, created_at) VALUES
  (1, 'ada@example.org', 'Ada Berger', NULL, 'de', TRUE, '2025-02-03 09:15:00'),
  (2, 'office@example.com', 'Jean Martin', 'Martin SARL', 'fr', FALSE, '2025-04-19 14:02:11'),
  (3, 'lotte@example.net', 'Lotte de Vries', NULL, 'en', TRUE, '2025-09-30 18:40:27');
INSERT INTO addresses VALUES
  (1, 1, 'delivery', 'Ringstrasse 4', '1010', 'Wien', 'AT'), (2, 2, 'delivery', '12 rue des Lilas', '75020', 'Paris', 'FR'),
  (3, 2, 'invoice', '1 place Carnot', '69002', 'Lyon', 'FR'), (4, 3, 'delivery', 'Oudegracht 88', '3511 AV', 'Utrecht', 'NL');
INSERT INTO categories VALUES (1, NULL, 'Kitchen', 1), (2, NULL, 'Garden', 2), (3, 1, 'Knives', 1), (4, 1, 'Pans', 2), (5, 2, 'Seeds', 1);
INSERT INTO suppliers VALUES (1, 'Solinger Klingen', 'DE', 10), (2, 'Graines du Sud', 'FR', 5);
INSERT INTO products (sku, title, description, category_id, supplier_id, price, weight_grams, attributes, active) VALUES
  ('KN-200', 'Chef''s knife 20 cm', 'Forged, **not** for the dishwasher.', 3, 1, 89.00, 310, '{"blade":"20 cm"}', TRUE),
  ('PA-028', 'Iron pan 28 cm', NULL, 4, 1, 54.90, 1900, '{"diameter":"28 cm"}', TRUE),
  ('SE-TOM', 'Tomato seeds', 'Open-pollinated.', 5, 2, 2.95, 12, NULL, TRUE),
  ('SE-BAS', 'Basil seeds', NULL, 5, 2, 2.45, 10, NULL, FALSE);
INSERT INTO warehouses VALUES ('VIE', 'Vienna', 'AT'), ('UTR', 'Utrecht', 'NL');
INSERT INTO stock VALUES ('VIE', 'KN-200', 14, 1, '2025-11-01 22:00:00'), ('VIE', 'PA-028', 3, 0, '2025-11-01 22:00:00'), ('UTR', 'SE-TOM', 400, 12, NULL);
INSERT INTO orders (id, customer_id, delivery_address_id, status, placed_at, voucher) VALUES
  (1001, 1, 1, 'delivered', '2025-10-02 10:00:00', NULL), (1002, 2, 2, 'paid', '2025-11-03 08:30:00', 'AUTUMN'), (1003, 3, 4, 'open', '2025-11-04 20:11:00', NULL);
INSERT INTO order_items VALUES (1001, 1, 'KN-200', 1, 89.00), (1001, 2, 'SE-TOM', 3, 2.95), (1002, 1, 'PA-028', 2, 54.90), (1003, 1, 'SE-TOM', 10, 2.50);
INSERT INTO payments VALUES
  ('7b0c7d0e-6a4e-4a55-9d0f-0a3b1c2d3e4f', 1001, 'card', 97.85, '4242', '2025-10-02 10:01:12'),
  ('1f2e3d4c-5b6a-4978-8a6b-5c4d3e2f1a0b', 1002, 'transfer', 109.80, NULL, '2025-11-04 07:55:00');
INSERT INTO shipments VALUES (1, 1001, 'VIE', 'Post', 'AT0001234', '2025-10-03 07:00:00', '2025-10-04 11:20:00');
INSERT INTO shipment_items VALUES (1, 1001, 1, 1), (1, 1001, 2, 3);
INSERT INTO reviews (id, sku, customer_id, stars, body, created_at) VALUES (1, 'KN-200', 1, 5, 'Sharp.', '2025-10-10 19:00:00');
INSERT INTO page_views VALUES ('2025-11-04 20:05:00', '5d2c0c3e-0c64-4e5a-8f0e-9b1a2c3d4e5f', 'SE-TOM', 3, NULL);
