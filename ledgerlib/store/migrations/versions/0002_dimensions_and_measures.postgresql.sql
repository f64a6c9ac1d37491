DROP TRIGGER voucher_starts_as_draft ON voucher
--;;
DROP TRIGGER voucher_keeps_its_place ON voucher
--;;
DROP TRIGGER voucher_posted_stays ON voucher
--;;
DROP TRIGGER voucher_posted_from_reviewed ON voucher
--;;
DROP TRIGGER voucher_posted_remains ON voucher
--;;
DROP TRIGGER line_of_draft_changes ON line
--;;
DROP TRIGGER line_of_draft_removed ON line
--;;
DROP TRIGGER record_stays ON record
--;;
DROP TRIGGER record_remains ON record
--;;
DROP TRIGGER posted_voucher_stays ON posted_voucher
--;;
DROP TRIGGER posted_voucher_remains ON posted_voucher
--;;
DROP TRIGGER opening_stays ON opening_balance
--;;
DROP TRIGGER opening_remains ON opening_balance
--;;
DROP TRIGGER opening_not_added ON opening_balance
--;;
DROP TRIGGER book_nature_stays ON book
--;;
DROP TRIGGER book_stays_closed ON book
--;;
DROP TRIGGER book_remains ON book
--;;
DROP TRIGGER line_added_to_draft ON line
--;;
DROP TRIGGER voucher_posted_in_balance ON voucher
--;;
DROP TRIGGER book_not_emptied ON book
--;;
DROP TRIGGER voucher_not_emptied ON voucher
--;;
DROP TRIGGER line_not_emptied ON line
--;;
DROP TRIGGER record_not_emptied ON record
--;;
DROP TRIGGER posted_voucher_not_emptied ON posted_voucher
--;;
DROP TRIGGER opening_balance_not_emptied ON opening_balance
--;;
DROP FUNCTION voucher_starts_as_draft()
--;;
DROP FUNCTION voucher_keeps_its_place()
--;;
DROP FUNCTION voucher_posted_stays()
--;;
DROP FUNCTION voucher_posted_from_reviewed()
--;;
DROP FUNCTION voucher_posted_remains()
--;;
DROP FUNCTION line_of_draft_changes()
--;;
DROP FUNCTION line_of_draft_removed()
--;;
DROP FUNCTION record_stays()
--;;
DROP FUNCTION record_remains()
--;;
DROP FUNCTION posted_voucher_stays()
--;;
DROP FUNCTION posted_voucher_remains()
--;;
DROP FUNCTION opening_stays()
--;;
DROP FUNCTION opening_remains()
--;;
DROP FUNCTION opening_not_added()
--;;
DROP FUNCTION book_nature_stays()
--;;
DROP FUNCTION book_stays_closed()
--;;
DROP FUNCTION book_remains()
--;;
DROP FUNCTION line_added_to_draft()
--;;
DROP FUNCTION voucher_posted_in_balance()
--;;
DROP FUNCTION table_remains()
--;;
ALTER TABLE account ADD COLUMN mnemonic VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE account ALTER COLUMN mnemonic DROP DEFAULT
--;;
ALTER TABLE account ADD COLUMN dimensions VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE account ALTER COLUMN dimensions DROP DEFAULT
--;;
ALTER TABLE account ADD COLUMN unit VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE account ALTER COLUMN unit DROP DEFAULT
--;;
ALTER TABLE account ADD COLUMN currencies VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE account ALTER COLUMN currencies DROP DEFAULT
--;;
ALTER TABLE account ADD COLUMN is_revalued BOOLEAN DEFAULT TRUE NOT NULL
--;;
ALTER TABLE account ALTER COLUMN is_revalued DROP DEFAULT
--;;
ALTER TABLE account ADD COLUMN cash VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE account ALTER COLUMN cash DROP DEFAULT
--;;
ALTER TABLE account ADD COLUMN is_guarded BOOLEAN DEFAULT FALSE NOT NULL
--;;
ALTER TABLE account ALTER COLUMN is_guarded DROP DEFAULT
--;;
ALTER TABLE account ADD COLUMN first_year INTEGER DEFAULT 0 NOT NULL
--;;
ALTER TABLE account ALTER COLUMN first_year DROP DEFAULT
--;;
ALTER TABLE account ADD COLUMN last_year INTEGER DEFAULT 0 NOT NULL
--;;
ALTER TABLE account ALTER COLUMN last_year DROP DEFAULT
--;;
ALTER TABLE closing_rule ADD COLUMN content VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE closing_rule ALTER COLUMN content DROP DEFAULT
--;;
ALTER TABLE book_user ADD COLUMN accounts VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE book_user ALTER COLUMN accounts DROP DEFAULT
--;;
ALTER TABLE book_user ADD COLUMN words VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE book_user ALTER COLUMN words DROP DEFAULT
--;;
ALTER TABLE book_user ADD COLUMN password VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE book_user ALTER COLUMN password DROP DEFAULT
--;;
ALTER TABLE book_user ADD COLUMN failures INTEGER DEFAULT 0 NOT NULL
--;;
ALTER TABLE book_user ALTER COLUMN failures DROP DEFAULT
--;;
ALTER TABLE voucher_word ADD COLUMN rule VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE voucher_word ALTER COLUMN rule DROP DEFAULT
--;;
ALTER TABLE opening_balance ADD COLUMN debit_minor BIGINT DEFAULT 0 NOT NULL
--;;
ALTER TABLE opening_balance ALTER COLUMN debit_minor DROP DEFAULT
--;;
ALTER TABLE opening_balance ADD COLUMN credit_minor BIGINT DEFAULT 0 NOT NULL
--;;
ALTER TABLE opening_balance ALTER COLUMN credit_minor DROP DEFAULT
--;;
ALTER TABLE opening_balance ADD COLUMN closing_debit_minor BIGINT DEFAULT 0 NOT NULL
--;;
ALTER TABLE opening_balance ALTER COLUMN closing_debit_minor DROP DEFAULT
--;;
ALTER TABLE opening_balance ADD COLUMN closing_credit_minor BIGINT DEFAULT 0 NOT NULL
--;;
ALTER TABLE opening_balance ALTER COLUMN closing_credit_minor DROP DEFAULT
--;;
ALTER TABLE opening_balance ADD COLUMN measure_debit_minor BIGINT DEFAULT 0 NOT NULL
--;;
ALTER TABLE opening_balance ALTER COLUMN measure_debit_minor DROP DEFAULT
--;;
ALTER TABLE opening_balance ADD COLUMN measure_credit_minor BIGINT DEFAULT 0 NOT NULL
--;;
ALTER TABLE opening_balance ALTER COLUMN measure_credit_minor DROP DEFAULT
--;;
ALTER TABLE voucher ADD COLUMN part INTEGER DEFAULT 0 NOT NULL
--;;
ALTER TABLE voucher ALTER COLUMN part DROP DEFAULT
--;;
ALTER TABLE line ADD COLUMN settlement VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE line ALTER COLUMN settlement DROP DEFAULT
--;;
ALTER TABLE line ADD COLUMN bill_number VARCHAR DEFAULT '' NOT NULL
--;;
ALTER TABLE line ALTER COLUMN bill_number DROP DEFAULT
--;;
ALTER TABLE line ADD COLUMN bill_day INTEGER DEFAULT 0 NOT NULL
--;;
ALTER TABLE line ALTER COLUMN bill_day DROP DEFAULT
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
--;;
CREATE TABLE dimension_kind (
    book_id BIGINT NOT NULL, 
    kind VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    is_open BOOLEAN NOT NULL, 
    PRIMARY KEY (book_id, kind), 
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
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
--;;
CREATE TABLE generated (
    book_id BIGINT NOT NULL, 
    voucher_id BIGINT NOT NULL, 
    origin VARCHAR NOT NULL, 
    PRIMARY KEY (book_id, voucher_id), 
    FOREIGN KEY(book_id, voucher_id) REFERENCES voucher (book_id, voucher_id)
)
--;;
CREATE INDEX generated_by_origin ON generated (book_id, origin, voucher_id)
--;;
INSERT INTO turnover SELECT l.book_id, l.period, l.account_id, l.commodity, l.measure_commodity, v.kind = 'closing', SUM(CASE WHEN l.side = 1 THEN l.amount_minor ELSE 0 END), SUM(CASE WHEN l.side = -1 THEN l.amount_minor ELSE 0 END), SUM(CASE WHEN l.side = 1 THEN l.measure_minor ELSE 0 END), SUM(CASE WHEN l.side = -1 THEN l.measure_minor ELSE 0 END) FROM line l JOIN voucher v ON v.book_id = l.book_id AND v.voucher_id = l.voucher_id WHERE v.state = 'posted' GROUP BY l.book_id, l.period, l.account_id, l.commodity, l.measure_commodity, v.kind = 'closing'
--;;
INSERT INTO dimension_turnover SELECT l.book_id, l.account_id, l.dimension_id, l.period, l.commodity, l.measure_commodity, v.kind = 'closing', SUM(CASE WHEN l.side = 1 THEN l.amount_minor ELSE 0 END), SUM(CASE WHEN l.side = -1 THEN l.amount_minor ELSE 0 END), SUM(CASE WHEN l.side = 1 THEN l.measure_minor ELSE 0 END), SUM(CASE WHEN l.side = -1 THEN l.measure_minor ELSE 0 END) FROM line l JOIN voucher v ON v.book_id = l.book_id AND v.voucher_id = l.voucher_id WHERE v.state = 'posted' AND l.dimension_id <> 0 GROUP BY l.book_id, l.account_id, l.dimension_id, l.period, l.commodity, l.measure_commodity, v.kind = 'closing'
--;;
CREATE FUNCTION voucher_starts_as_draft() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF NEW.state <> 'draft' THEN RAISE EXCEPTION 'ledgerlib guard: a voucher is entered as a draft' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER voucher_starts_as_draft BEFORE INSERT ON voucher FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION voucher_starts_as_draft()
--;;
CREATE FUNCTION voucher_keeps_its_place() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF NEW.book_id <> OLD.book_id OR NEW.voucher_id <> OLD.voucher_id OR NEW.period <> OLD.period THEN RAISE EXCEPTION 'ledgerlib guard: a voucher keeps its period' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER voucher_keeps_its_place BEFORE UPDATE ON voucher FOR EACH ROW WHEN (NEW.book_id <> OLD.book_id OR NEW.voucher_id <> OLD.voucher_id OR NEW.period <> OLD.period) EXECUTE FUNCTION voucher_keeps_its_place()
--;;
CREATE FUNCTION voucher_posted_stays() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF OLD.state = 'posted' AND NOT (NEW.state = 'reviewed' AND NEW.poster = '' AND (SELECT regime FROM book WHERE book_id = OLD.book_id) = 'reversible' AND NEW.book_id = OLD.book_id AND NEW.voucher_id = OLD.voucher_id AND NEW.period = OLD.period AND NEW.word = OLD.word AND NEW.number = OLD.number AND NEW.day = OLD.day AND NEW.kind = OLD.kind AND NEW.attachments = OLD.attachments AND NEW.reference = OLD.reference AND NEW.reverses_id = OLD.reverses_id AND NEW.maker = OLD.maker AND NEW.cashier = OLD.cashier AND NEW.reviewer = OLD.reviewer AND NEW.part = OLD.part) THEN RAISE EXCEPTION 'ledgerlib guard: a posted voucher cannot be changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER voucher_posted_stays BEFORE UPDATE ON voucher FOR EACH ROW WHEN (OLD.state = 'posted') EXECUTE FUNCTION voucher_posted_stays()
--;;
CREATE FUNCTION voucher_posted_from_reviewed() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF NEW.state = 'posted' AND OLD.state NOT IN ('reviewed', 'posted') THEN RAISE EXCEPTION 'ledgerlib guard: only a reviewed voucher can be posted' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER voucher_posted_from_reviewed BEFORE UPDATE ON voucher FOR EACH ROW WHEN (NEW.state = 'posted' AND OLD.state NOT IN ('reviewed', 'posted')) EXECUTE FUNCTION voucher_posted_from_reviewed()
--;;
CREATE FUNCTION voucher_posted_remains() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF OLD.state = 'posted' THEN RAISE EXCEPTION 'ledgerlib guard: a posted voucher cannot be removed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $guard$
--;;
CREATE TRIGGER voucher_posted_remains BEFORE DELETE ON voucher FOR EACH ROW WHEN (OLD.state = 'posted') EXECUTE FUNCTION voucher_posted_remains()
--;;
CREATE FUNCTION line_of_draft_changes() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF (SELECT state FROM voucher WHERE book_id = OLD.book_id AND voucher_id = OLD.voucher_id) <> 'draft' OR NOT EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id AND state = 'draft' AND period = NEW.period) THEN RAISE EXCEPTION 'ledgerlib guard: lines change only while the voucher is a draft, and keep its period' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER line_of_draft_changes BEFORE UPDATE ON line FOR EACH ROW EXECUTE FUNCTION line_of_draft_changes()
--;;
CREATE FUNCTION line_of_draft_removed() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF (SELECT state FROM voucher WHERE book_id = OLD.book_id AND voucher_id = OLD.voucher_id) NOT IN ('draft', 'void') THEN RAISE EXCEPTION 'ledgerlib guard: lines are removed only while the voucher is a draft' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $guard$
--;;
CREATE TRIGGER line_of_draft_removed BEFORE DELETE ON line FOR EACH ROW EXECUTE FUNCTION line_of_draft_removed()
--;;
CREATE FUNCTION record_stays() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF TRUE THEN RAISE EXCEPTION 'ledgerlib guard: a record cannot be changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER record_stays BEFORE UPDATE ON record FOR EACH ROW EXECUTE FUNCTION record_stays()
--;;
CREATE FUNCTION record_remains() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF TRUE THEN RAISE EXCEPTION 'ledgerlib guard: a record cannot be removed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $guard$
--;;
CREATE TRIGGER record_remains BEFORE DELETE ON record FOR EACH ROW EXECUTE FUNCTION record_remains()
--;;
CREATE FUNCTION posted_voucher_stays() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF TRUE THEN RAISE EXCEPTION 'ledgerlib guard: the digest of a posting cannot be changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER posted_voucher_stays BEFORE UPDATE ON posted_voucher FOR EACH ROW EXECUTE FUNCTION posted_voucher_stays()
--;;
CREATE FUNCTION posted_voucher_remains() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF TRUE THEN RAISE EXCEPTION 'ledgerlib guard: the digest of a posting cannot be removed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $guard$
--;;
CREATE TRIGGER posted_voucher_remains BEFORE DELETE ON posted_voucher FOR EACH ROW EXECUTE FUNCTION posted_voucher_remains()
--;;
CREATE FUNCTION opening_stays() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF (EXISTS (SELECT 1 FROM posted_voucher WHERE book_id = OLD.book_id) OR OLD.period > (SELECT start_period FROM book WHERE book_id = OLD.book_id)) THEN RAISE EXCEPTION 'ledgerlib guard: openings of a book with postings cannot be changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER opening_stays BEFORE UPDATE ON opening_balance FOR EACH ROW EXECUTE FUNCTION opening_stays()
--;;
CREATE FUNCTION opening_remains() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF (EXISTS (SELECT 1 FROM posted_voucher WHERE book_id = OLD.book_id) OR OLD.period > (SELECT start_period FROM book WHERE book_id = OLD.book_id)) THEN RAISE EXCEPTION 'ledgerlib guard: openings of a book with postings cannot be removed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $guard$
--;;
CREATE TRIGGER opening_remains BEFORE DELETE ON opening_balance FOR EACH ROW EXECUTE FUNCTION opening_remains()
--;;
CREATE FUNCTION opening_not_added() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF EXISTS (SELECT 1 FROM posted_voucher WHERE book_id = NEW.book_id) AND NEW.period <= (SELECT start_period FROM book WHERE book_id = NEW.book_id) THEN RAISE EXCEPTION 'ledgerlib guard: openings of a book with postings cannot be added to' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER opening_not_added BEFORE INSERT ON opening_balance FOR EACH ROW EXECUTE FUNCTION opening_not_added()
--;;
CREATE FUNCTION attachment_stays() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF OLD.is_withdrawn OR NOT NEW.is_withdrawn OR NEW.sha256 <> OLD.sha256 OR NEW.invoice_code <> OLD.invoice_code OR NEW.invoice_number <> OLD.invoice_number OR NEW.voucher_id <> OLD.voucher_id OR NEW.kind <> OLD.kind OR NEW.name <> OLD.name THEN RAISE EXCEPTION 'ledgerlib guard: a registered document can only be withdrawn' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER attachment_stays BEFORE UPDATE ON attachment FOR EACH ROW WHEN (OLD.is_withdrawn OR NOT NEW.is_withdrawn OR NEW.sha256 <> OLD.sha256 OR NEW.invoice_code <> OLD.invoice_code OR NEW.invoice_number <> OLD.invoice_number OR NEW.voucher_id <> OLD.voucher_id OR NEW.kind <> OLD.kind OR NEW.name <> OLD.name) EXECUTE FUNCTION attachment_stays()
--;;
CREATE FUNCTION attachment_remains() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF (SELECT state FROM voucher WHERE book_id = OLD.book_id AND voucher_id = OLD.voucher_id) = 'posted' THEN RAISE EXCEPTION 'ledgerlib guard: a registered document of a posted voucher cannot be removed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $guard$
--;;
CREATE TRIGGER attachment_remains BEFORE DELETE ON attachment FOR EACH ROW EXECUTE FUNCTION attachment_remains()
--;;
CREATE FUNCTION book_nature_stays() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF NEW.regime <> OLD.regime OR NEW.start_period <> OLD.start_period OR NEW.currency <> OLD.currency OR (OLD.is_started AND NOT NEW.is_started) THEN RAISE EXCEPTION 'ledgerlib guard: regime, start and currency of a book cannot be changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER book_nature_stays BEFORE UPDATE ON book FOR EACH ROW WHEN (NEW.regime <> OLD.regime OR NEW.start_period <> OLD.start_period OR NEW.currency <> OLD.currency OR (OLD.is_started AND NOT NEW.is_started)) EXECUTE FUNCTION book_nature_stays()
--;;
CREATE FUNCTION book_stays_closed() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF NEW.locked_through < OLD.locked_through OR NEW.closed_through < NEW.locked_through OR (NEW.closed_through < OLD.closed_through AND OLD.regime <> 'reversible') THEN RAISE EXCEPTION 'ledgerlib guard: a closed period stays closed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER book_stays_closed BEFORE UPDATE ON book FOR EACH ROW WHEN (NEW.locked_through < OLD.locked_through OR NEW.closed_through < NEW.locked_through OR (NEW.closed_through < OLD.closed_through AND OLD.regime <> 'reversible')) EXECUTE FUNCTION book_stays_closed()
--;;
CREATE FUNCTION book_remains() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF OLD.is_started THEN RAISE EXCEPTION 'ledgerlib guard: a started book cannot be removed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $guard$
--;;
CREATE TRIGGER book_remains BEFORE DELETE ON book FOR EACH ROW WHEN (OLD.is_started) EXECUTE FUNCTION book_remains()
--;;
CREATE FUNCTION line_added_to_draft() RETURNS trigger LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off AS $guard$ BEGIN IF EXISTS (SELECT 1 FROM fresh JOIN voucher v ON v.book_id = fresh.book_id AND v.voucher_id = fresh.voucher_id WHERE v.state <> 'draft' OR v.period <> fresh.period) THEN RAISE EXCEPTION 'ledgerlib guard: lines are added only while the voucher is a draft, in its period' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER line_added_to_draft AFTER INSERT ON line REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION line_added_to_draft()
--;;
CREATE FUNCTION voucher_posted_in_balance() RETURNS trigger LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off AS $guard$ BEGIN IF EXISTS (SELECT 1 FROM fresh LEFT JOIN line l ON l.book_id = fresh.book_id AND l.voucher_id = fresh.voucher_id WHERE fresh.state = 'posted' GROUP BY fresh.book_id, fresh.voucher_id, l.commodity HAVING COALESCE(SUM(l.side * l.amount_minor), 1) <> 0) THEN RAISE EXCEPTION 'ledgerlib guard: only a voucher in balance can be posted' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER voucher_posted_in_balance AFTER UPDATE ON voucher REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION voucher_posted_in_balance()
--;;
CREATE FUNCTION table_remains() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN RAISE EXCEPTION 'ledgerlib guard: these tables cannot be emptied' USING ERRCODE = 'integrity_constraint_violation'; RETURN OLD; END $guard$
--;;
CREATE TRIGGER book_not_emptied BEFORE TRUNCATE ON book FOR EACH STATEMENT EXECUTE FUNCTION table_remains()
--;;
CREATE TRIGGER voucher_not_emptied BEFORE TRUNCATE ON voucher FOR EACH STATEMENT EXECUTE FUNCTION table_remains()
--;;
CREATE TRIGGER line_not_emptied BEFORE TRUNCATE ON line FOR EACH STATEMENT EXECUTE FUNCTION table_remains()
--;;
CREATE TRIGGER record_not_emptied BEFORE TRUNCATE ON record FOR EACH STATEMENT EXECUTE FUNCTION table_remains()
--;;
CREATE TRIGGER posted_voucher_not_emptied BEFORE TRUNCATE ON posted_voucher FOR EACH STATEMENT EXECUTE FUNCTION table_remains()
--;;
CREATE TRIGGER opening_balance_not_emptied BEFORE TRUNCATE ON opening_balance FOR EACH STATEMENT EXECUTE FUNCTION table_remains()
