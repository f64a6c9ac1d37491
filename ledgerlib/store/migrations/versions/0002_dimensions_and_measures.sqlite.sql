DROP TRIGGER voucher_starts_as_draft
--;;
DROP TRIGGER voucher_keeps_its_place
--;;
DROP TRIGGER voucher_posted_stays
--;;
DROP TRIGGER voucher_posted_from_reviewed
--;;
DROP TRIGGER voucher_posted_remains
--;;
DROP TRIGGER line_of_draft_changes
--;;
DROP TRIGGER line_of_draft_removed
--;;
DROP TRIGGER record_stays
--;;
DROP TRIGGER record_remains
--;;
DROP TRIGGER posted_voucher_stays
--;;
DROP TRIGGER posted_voucher_remains
--;;
DROP TRIGGER opening_stays
--;;
DROP TRIGGER opening_remains
--;;
DROP TRIGGER opening_not_added
--;;
DROP TRIGGER book_nature_stays
--;;
DROP TRIGGER book_stays_closed
--;;
DROP TRIGGER book_remains
--;;
DROP TRIGGER line_added_to_draft
--;;
DROP TRIGGER voucher_posted_in_balance
--;;
DROP TRIGGER record_not_replaced
--;;
DROP TRIGGER posted_voucher_not_replaced
--;;
DROP TRIGGER book_not_replaced
--;;
DROP TRIGGER opening_balance_not_replaced
--;;
DROP TRIGGER voucher_not_replaced
--;;
DROP TRIGGER voucher_not_pushed_out
--;;
ALTER TABLE account ADD COLUMN mnemonic VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE account ADD COLUMN dimensions VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE account ADD COLUMN unit VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE account ADD COLUMN currencies VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE account ADD COLUMN is_revalued BOOLEAN DEFAULT 1 NOT NULL
--;;
ALTER TABLE account ADD COLUMN cash VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE account ADD COLUMN is_guarded BOOLEAN DEFAULT 0 NOT NULL
--;;
ALTER TABLE account ADD COLUMN first_year INTEGER DEFAULT 0 NOT NULL
--;;
ALTER TABLE account ADD COLUMN last_year INTEGER DEFAULT 0 NOT NULL
--;;
ALTER TABLE closing_rule ADD COLUMN content VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE book_user ADD COLUMN accounts VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE book_user ADD COLUMN words VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE book_user ADD COLUMN password VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE book_user ADD COLUMN failures INTEGER DEFAULT 0 NOT NULL
--;;
ALTER TABLE voucher_word ADD COLUMN rule VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE opening_balance ADD COLUMN debit_minor BIGINT DEFAULT 0 NOT NULL
--;;
ALTER TABLE opening_balance ADD COLUMN credit_minor BIGINT DEFAULT 0 NOT NULL
--;;
ALTER TABLE opening_balance ADD COLUMN closing_debit_minor BIGINT DEFAULT 0 NOT NULL
--;;
ALTER TABLE opening_balance ADD COLUMN closing_credit_minor BIGINT DEFAULT 0 NOT NULL
--;;
ALTER TABLE opening_balance ADD COLUMN measure_debit_minor BIGINT DEFAULT 0 NOT NULL
--;;
ALTER TABLE opening_balance ADD COLUMN measure_credit_minor BIGINT DEFAULT 0 NOT NULL
--;;
ALTER TABLE voucher ADD COLUMN part INTEGER DEFAULT 0 NOT NULL
--;;
ALTER TABLE line ADD COLUMN settlement VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE line ADD COLUMN bill_number VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE line ADD COLUMN bill_day INTEGER DEFAULT 0 NOT NULL
--;;
UPDATE closing_rule SET content = CASE WHEN categories = '[]' THEN '{"codes":' || codes || '}' WHEN codes = '[]' THEN '{"categories":' || categories || '}' ELSE '{"categories":' || categories || ',"codes":' || codes || '}' END
--;;
ALTER TABLE closing_rule DROP COLUMN categories
--;;
ALTER TABLE closing_rule DROP COLUMN codes
--;;
DROP INDEX voucher_number
--;;
DROP TABLE turnover
--;;
CREATE TABLE dimension_part (
    book_id BIGINT NOT NULL, 
    kind VARCHAR NOT NULL, 
    code VARCHAR NOT NULL, 
    dimension_id BIGINT NOT NULL, 
    PRIMARY KEY (book_id, kind, code, dimension_id), 
    FOREIGN KEY(book_id) REFERENCES book (book_id), 
    FOREIGN KEY(book_id, dimension_id) REFERENCES dimension (book_id, dimension_id)
)
 WITHOUT ROWID
--;;
CREATE TABLE dimension_kind (
    book_id BIGINT NOT NULL, 
    kind VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    is_open BOOLEAN NOT NULL, 
    PRIMARY KEY (book_id, kind), 
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
 WITHOUT ROWID
--;;
CREATE TABLE dimension_value (
    book_id BIGINT NOT NULL, 
    kind VARCHAR NOT NULL, 
    code VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    parent VARCHAR NOT NULL, 
    is_disabled BOOLEAN NOT NULL, 
    mnemonic VARCHAR NOT NULL, 
    PRIMARY KEY (book_id, kind, code), 
    FOREIGN KEY(book_id) REFERENCES book (book_id), 
    FOREIGN KEY(book_id, kind) REFERENCES dimension_kind (book_id, kind)
)
 WITHOUT ROWID
--;;
CREATE INDEX opening_by_account ON opening_balance (book_id, period, account_id, dimension_id)
--;;
CREATE UNIQUE INDEX voucher_number ON voucher (book_id, period, word, number, part) WHERE number > 0
--;;
CREATE INDEX line_by_dimension ON line (book_id, account_id, dimension_id, period) WHERE dimension_id <> 0
--;;
CREATE INDEX line_by_measure ON line (book_id, account_id, measure_commodity, period) WHERE measure_commodity <> ''
--;;
CREATE TABLE turnover (
    book_id BIGINT NOT NULL, 
    period INTEGER NOT NULL, 
    account_id INTEGER NOT NULL, 
    commodity VARCHAR NOT NULL, 
    measure_commodity VARCHAR NOT NULL, 
    is_closing BOOLEAN NOT NULL, 
    debit_minor BIGINT NOT NULL, 
    credit_minor BIGINT NOT NULL, 
    measure_debit_minor BIGINT NOT NULL, 
    measure_credit_minor BIGINT NOT NULL, 
    PRIMARY KEY (book_id, period, account_id, commodity, measure_commodity, is_closing), 
    FOREIGN KEY(book_id, account_id) REFERENCES account (book_id, account_id), 
    CONSTRAINT turnover_within_bounds CHECK (debit_minor BETWEEN -70000000000000000 AND 70000000000000000 AND credit_minor BETWEEN -70000000000000000 AND 70000000000000000 AND measure_debit_minor BETWEEN -70000000000000000 AND 70000000000000000 AND measure_credit_minor BETWEEN -70000000000000000 AND 70000000000000000)
)
 WITHOUT ROWID
--;;
CREATE TABLE dimension_turnover (
    book_id BIGINT NOT NULL, 
    account_id INTEGER NOT NULL, 
    dimension_id BIGINT NOT NULL, 
    period INTEGER NOT NULL, 
    commodity VARCHAR NOT NULL, 
    measure_commodity VARCHAR NOT NULL, 
    is_closing BOOLEAN NOT NULL, 
    debit_minor BIGINT NOT NULL, 
    credit_minor BIGINT NOT NULL, 
    measure_debit_minor BIGINT NOT NULL, 
    measure_credit_minor BIGINT NOT NULL, 
    PRIMARY KEY (book_id, account_id, dimension_id, period, commodity, measure_commodity, is_closing), 
    FOREIGN KEY(book_id, account_id) REFERENCES account (book_id, account_id), 
    CONSTRAINT dimension_turnover_within_bounds CHECK (debit_minor BETWEEN -70000000000000000 AND 70000000000000000 AND credit_minor BETWEEN -70000000000000000 AND 70000000000000000 AND measure_debit_minor BETWEEN -70000000000000000 AND 70000000000000000 AND measure_credit_minor BETWEEN -70000000000000000 AND 70000000000000000)
)
 WITHOUT ROWID
--;;
CREATE TABLE rate (
    book_id BIGINT NOT NULL, 
    currency VARCHAR NOT NULL, 
    kind VARCHAR NOT NULL, 
    at INTEGER NOT NULL, 
    rate VARCHAR NOT NULL, 
    PRIMARY KEY (book_id, currency, kind, at), 
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
 WITHOUT ROWID
--;;
CREATE TABLE attachment (
    book_id BIGINT NOT NULL, 
    voucher_id BIGINT NOT NULL, 
    ordinal INTEGER NOT NULL, 
    kind VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    sha256 VARCHAR NOT NULL, 
    invoice_code VARCHAR NOT NULL, 
    invoice_number VARCHAR NOT NULL, 
    is_withdrawn BOOLEAN NOT NULL, 
    PRIMARY KEY (book_id, voucher_id, ordinal), 
    FOREIGN KEY(book_id, voucher_id) REFERENCES voucher (book_id, voucher_id)
)
 WITHOUT ROWID
--;;
CREATE INDEX attachment_by_content ON attachment (book_id, sha256)
--;;
CREATE INDEX attachment_by_invoice ON attachment (book_id, invoice_number, invoice_code)
--;;
CREATE TABLE definition (
    book_id BIGINT NOT NULL, 
    kind VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    ordinal INTEGER NOT NULL, 
    content VARCHAR NOT NULL, 
    PRIMARY KEY (book_id, kind, name), 
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
 WITHOUT ROWID
--;;
CREATE TABLE generated (
    book_id BIGINT NOT NULL, 
    voucher_id BIGINT NOT NULL, 
    origin VARCHAR NOT NULL, 
    PRIMARY KEY (book_id, voucher_id), 
    FOREIGN KEY(book_id, voucher_id) REFERENCES voucher (book_id, voucher_id)
)
 WITHOUT ROWID
--;;
CREATE INDEX generated_by_origin ON generated (book_id, origin, voucher_id)
--;;
INSERT INTO turnover SELECT l.book_id, l.period, l.account_id, l.commodity, l.measure_commodity, v.kind = 'closing', SUM(CASE WHEN l.side = 1 THEN l.amount_minor ELSE 0 END), SUM(CASE WHEN l.side = -1 THEN l.amount_minor ELSE 0 END), SUM(CASE WHEN l.side = 1 THEN l.measure_minor ELSE 0 END), SUM(CASE WHEN l.side = -1 THEN l.measure_minor ELSE 0 END) FROM line l JOIN voucher v ON v.book_id = l.book_id AND v.voucher_id = l.voucher_id WHERE v.state = 'posted' GROUP BY l.book_id, l.period, l.account_id, l.commodity, l.measure_commodity, v.kind = 'closing'
--;;
INSERT INTO dimension_turnover SELECT l.book_id, l.account_id, l.dimension_id, l.period, l.commodity, l.measure_commodity, v.kind = 'closing', SUM(CASE WHEN l.side = 1 THEN l.amount_minor ELSE 0 END), SUM(CASE WHEN l.side = -1 THEN l.amount_minor ELSE 0 END), SUM(CASE WHEN l.side = 1 THEN l.measure_minor ELSE 0 END), SUM(CASE WHEN l.side = -1 THEN l.measure_minor ELSE 0 END) FROM line l JOIN voucher v ON v.book_id = l.book_id AND v.voucher_id = l.voucher_id WHERE v.state = 'posted' AND l.dimension_id <> 0 GROUP BY l.book_id, l.account_id, l.dimension_id, l.period, l.commodity, l.measure_commodity, v.kind = 'closing'
--;;
CREATE TRIGGER voucher_starts_as_draft BEFORE INSERT ON voucher WHEN NEW.state <> 'draft' BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a voucher is entered as a draft'); END
--;;
CREATE TRIGGER voucher_keeps_its_place BEFORE UPDATE ON voucher WHEN NEW.book_id <> OLD.book_id OR NEW.voucher_id <> OLD.voucher_id OR NEW.period <> OLD.period BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a voucher keeps its period'); END
--;;
CREATE TRIGGER voucher_posted_stays BEFORE UPDATE ON voucher WHEN OLD.state = 'posted' AND NOT (NEW.state = 'reviewed' AND NEW.poster = '' AND (SELECT regime FROM book WHERE book_id = OLD.book_id) = 'reversible' AND NEW.book_id = OLD.book_id AND NEW.voucher_id = OLD.voucher_id AND NEW.period = OLD.period AND NEW.word = OLD.word AND NEW.number = OLD.number AND NEW.day = OLD.day AND NEW.kind = OLD.kind AND NEW.attachments = OLD.attachments AND NEW.reference = OLD.reference AND NEW.reverses_id = OLD.reverses_id AND NEW.maker = OLD.maker AND NEW.cashier = OLD.cashier AND NEW.reviewer = OLD.reviewer AND NEW.part = OLD.part) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a posted voucher cannot be changed'); END
--;;
CREATE TRIGGER voucher_posted_from_reviewed BEFORE UPDATE ON voucher WHEN NEW.state = 'posted' AND OLD.state NOT IN ('reviewed', 'posted') BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: only a reviewed voucher can be posted'); END
--;;
CREATE TRIGGER voucher_posted_remains BEFORE DELETE ON voucher WHEN OLD.state = 'posted' BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a posted voucher cannot be removed'); END
--;;
CREATE TRIGGER line_of_draft_changes BEFORE UPDATE ON line WHEN (SELECT state FROM voucher WHERE book_id = OLD.book_id AND voucher_id = OLD.voucher_id) <> 'draft' OR NOT EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id AND state = 'draft' AND period = NEW.period) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: lines change only while the voucher is a draft, and keep its period'); END
--;;
CREATE TRIGGER line_of_draft_removed BEFORE DELETE ON line WHEN (SELECT state FROM voucher WHERE book_id = OLD.book_id AND voucher_id = OLD.voucher_id) NOT IN ('draft', 'void') BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: lines are removed only while the voucher is a draft'); END
--;;
CREATE TRIGGER record_stays BEFORE UPDATE ON record WHEN TRUE BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a record cannot be changed'); END
--;;
CREATE TRIGGER record_remains BEFORE DELETE ON record WHEN TRUE BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a record cannot be removed'); END
--;;
CREATE TRIGGER posted_voucher_stays BEFORE UPDATE ON posted_voucher WHEN TRUE BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: the digest of a posting cannot be changed'); END
--;;
CREATE TRIGGER posted_voucher_remains BEFORE DELETE ON posted_voucher WHEN TRUE BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: the digest of a posting cannot be removed'); END
--;;
CREATE TRIGGER opening_stays BEFORE UPDATE ON opening_balance WHEN (EXISTS (SELECT 1 FROM posted_voucher WHERE book_id = OLD.book_id) OR OLD.period > (SELECT start_period FROM book WHERE book_id = OLD.book_id)) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: openings of a book with postings cannot be changed'); END
--;;
CREATE TRIGGER opening_remains BEFORE DELETE ON opening_balance WHEN (EXISTS (SELECT 1 FROM posted_voucher WHERE book_id = OLD.book_id) OR OLD.period > (SELECT start_period FROM book WHERE book_id = OLD.book_id)) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: openings of a book with postings cannot be removed'); END
--;;
CREATE TRIGGER opening_not_added BEFORE INSERT ON opening_balance WHEN EXISTS (SELECT 1 FROM posted_voucher WHERE book_id = NEW.book_id) AND NEW.period <= (SELECT start_period FROM book WHERE book_id = NEW.book_id) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: openings of a book with postings cannot be added to'); END
--;;
CREATE TRIGGER attachment_stays BEFORE UPDATE ON attachment WHEN OLD.is_withdrawn OR NOT NEW.is_withdrawn OR NEW.sha256 <> OLD.sha256 OR NEW.invoice_code <> OLD.invoice_code OR NEW.invoice_number <> OLD.invoice_number OR NEW.voucher_id <> OLD.voucher_id OR NEW.kind <> OLD.kind OR NEW.name <> OLD.name BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a registered document can only be withdrawn'); END
--;;
CREATE TRIGGER attachment_remains BEFORE DELETE ON attachment WHEN (SELECT state FROM voucher WHERE book_id = OLD.book_id AND voucher_id = OLD.voucher_id) = 'posted' BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a registered document of a posted voucher cannot be removed'); END
--;;
CREATE TRIGGER book_nature_stays BEFORE UPDATE ON book WHEN NEW.regime <> OLD.regime OR NEW.start_period <> OLD.start_period OR NEW.currency <> OLD.currency OR (OLD.is_started AND NOT NEW.is_started) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: regime, start and currency of a book cannot be changed'); END
--;;
CREATE TRIGGER book_stays_closed BEFORE UPDATE ON book WHEN NEW.locked_through < OLD.locked_through OR NEW.closed_through < NEW.locked_through OR (NEW.closed_through < OLD.closed_through AND OLD.regime <> 'reversible') BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a closed period stays closed'); END
--;;
CREATE TRIGGER book_remains BEFORE DELETE ON book WHEN OLD.is_started BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a started book cannot be removed'); END
--;;
CREATE TRIGGER line_added_to_draft BEFORE INSERT ON line WHEN NOT EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id AND state = 'draft' AND period = NEW.period) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: lines are added only while the voucher is a draft, in its period'); END
--;;
CREATE TRIGGER voucher_posted_in_balance BEFORE UPDATE ON voucher WHEN NEW.state = 'posted' AND (NOT EXISTS (SELECT 1 FROM line WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id) OR EXISTS (SELECT 1 FROM line WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id GROUP BY commodity HAVING SUM(side * amount_minor) <> 0)) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: only a voucher in balance can be posted'); END
--;;
CREATE TRIGGER record_not_replaced BEFORE INSERT ON record WHEN EXISTS (SELECT 1 FROM record WHERE book_id = NEW.book_id AND sequence = NEW.sequence) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a row does not take the place of another'); END
--;;
CREATE TRIGGER posted_voucher_not_replaced BEFORE INSERT ON posted_voucher WHEN EXISTS (SELECT 1 FROM posted_voucher WHERE book_id = NEW.book_id AND sequence = NEW.sequence AND voucher_id = NEW.voucher_id) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a row does not take the place of another'); END
--;;
CREATE TRIGGER book_not_replaced BEFORE INSERT ON book WHEN EXISTS (SELECT 1 FROM book WHERE book_id = NEW.book_id) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a row does not take the place of another'); END
--;;
CREATE TRIGGER opening_balance_not_replaced BEFORE INSERT ON opening_balance WHEN EXISTS (SELECT 1 FROM opening_balance WHERE book_id = NEW.book_id AND period = NEW.period AND line_no = NEW.line_no) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a row does not take the place of another'); END
--;;
CREATE TRIGGER attachment_not_replaced BEFORE INSERT ON attachment WHEN EXISTS (SELECT 1 FROM attachment WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id AND ordinal = NEW.ordinal) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a row does not take the place of another'); END
--;;
CREATE TRIGGER voucher_not_replaced BEFORE INSERT ON voucher WHEN EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id) OR EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND period = NEW.period AND word = NEW.word AND number = NEW.number AND part = NEW.part AND number > 0 AND state = 'posted') BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a row does not take the place of another'); END
--;;
CREATE TRIGGER voucher_not_pushed_out BEFORE UPDATE ON voucher WHEN (NEW.word <> OLD.word OR NEW.number <> OLD.number OR NEW.part <> OLD.part) AND EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND period = NEW.period AND word = NEW.word AND number = NEW.number AND part = NEW.part AND number > 0 AND state = 'posted') BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a row does not take the place of another'); END
