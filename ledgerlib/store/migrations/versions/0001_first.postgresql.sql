CREATE TABLE book (
    book_id BIGSERIAL NOT NULL,
    name VARCHAR NOT NULL,
    chart VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    regime VARCHAR NOT NULL,
    code_rule VARCHAR NOT NULL,
    start_period INTEGER NOT NULL,
    is_started BOOLEAN NOT NULL,
    closed_through INTEGER NOT NULL,
    locked_through INTEGER NOT NULL,
    chart_version INTEGER NOT NULL,
    created_at VARCHAR NOT NULL,
    PRIMARY KEY (book_id)
)
--;;
CREATE TABLE commodity (
    book_id BIGINT NOT NULL,
    code VARCHAR NOT NULL,
    scale INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    PRIMARY KEY (book_id, code),
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
--;;
CREATE TABLE account (
    book_id BIGINT NOT NULL,
    account_id INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    normal_side INTEGER NOT NULL,
    is_disabled BOOLEAN NOT NULL,
    PRIMARY KEY (book_id, account_id),
    FOREIGN KEY(book_id) REFERENCES book (book_id),
    UNIQUE (book_id, code)
)
--;;
CREATE TABLE closing_rule (
    book_id BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,
    occasion VARCHAR NOT NULL,
    into_code VARCHAR NOT NULL,
    categories VARCHAR NOT NULL,
    codes VARCHAR NOT NULL,
    PRIMARY KEY (book_id, ordinal),
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
--;;
CREATE TABLE book_user (
    book_id BIGINT NOT NULL,
    name VARCHAR NOT NULL,
    roles VARCHAR NOT NULL,
    is_enabled BOOLEAN NOT NULL,
    PRIMARY KEY (book_id, name),
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
--;;
CREATE TABLE policy (
    book_id BIGINT NOT NULL,
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    PRIMARY KEY (book_id, name),
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
--;;
CREATE TABLE voucher_word (
    book_id BIGINT NOT NULL,
    word VARCHAR NOT NULL,
    ordinal INTEGER NOT NULL,
    PRIMARY KEY (book_id, word),
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
--;;
CREATE TABLE counter (
    book_id BIGINT NOT NULL,
    name VARCHAR NOT NULL,
    last_value BIGINT NOT NULL,
    PRIMARY KEY (book_id, name),
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
--;;
CREATE TABLE dimension (
    book_id BIGINT NOT NULL,
    dimension_id BIGINT NOT NULL,
    label VARCHAR NOT NULL,
    PRIMARY KEY (book_id, dimension_id),
    FOREIGN KEY(book_id) REFERENCES book (book_id),
    UNIQUE (book_id, label)
)
--;;
CREATE TABLE voucher (
    book_id BIGINT NOT NULL,
    voucher_id BIGINT NOT NULL,
    period INTEGER NOT NULL,
    word VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    day INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    attachments INTEGER NOT NULL,
    reference VARCHAR NOT NULL,
    reverses_id BIGINT NOT NULL,
    state VARCHAR NOT NULL,
    maker VARCHAR NOT NULL,
    cashier VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    poster VARCHAR NOT NULL,
    PRIMARY KEY (book_id, voucher_id),
    FOREIGN KEY(book_id) REFERENCES book (book_id),
    CONSTRAINT voucher_reviewed_by_someone CHECK (state NOT IN ('reviewed', 'posted') OR reviewer <> ''),
    CONSTRAINT voucher_posted_by_someone CHECK (state <> 'posted' OR poster <> ''),
    CONSTRAINT voucher_day_in_period CHECK (day / 100 = period)
)
--;;
CREATE UNIQUE INDEX voucher_number ON voucher (book_id, period, word, number) WHERE number > 0
--;;
CREATE INDEX voucher_reversing ON voucher (book_id, reverses_id) WHERE reverses_id > 0
--;;
CREATE TABLE record (
    book_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    at VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    act VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    before VARCHAR NOT NULL,
    after VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    PRIMARY KEY (book_id, sequence),
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
--;;
CREATE TABLE idempotency_key (
    book_id BIGINT NOT NULL,
    key VARCHAR NOT NULL,
    voucher_id BIGINT NOT NULL,
    digest VARCHAR NOT NULL,
    PRIMARY KEY (book_id, key),
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
--;;
CREATE TABLE opening_balance (
    book_id BIGINT NOT NULL,
    period INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    commodity VARCHAR NOT NULL,
    side INTEGER NOT NULL,
    amount_minor BIGINT NOT NULL,
    dimension_id BIGINT NOT NULL,
    measure_commodity VARCHAR NOT NULL,
    measure_minor BIGINT NOT NULL,
    PRIMARY KEY (book_id, period, line_no),
    FOREIGN KEY(book_id) REFERENCES book (book_id),
    FOREIGN KEY(book_id, account_id) REFERENCES account (book_id, account_id)
)
--;;
CREATE TABLE line (
    book_id BIGINT NOT NULL,
    voucher_id BIGINT NOT NULL,
    line_no INTEGER NOT NULL,
    period INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    commodity VARCHAR NOT NULL,
    side INTEGER NOT NULL,
    amount_minor BIGINT NOT NULL,
    summary VARCHAR NOT NULL,
    dimension_id BIGINT NOT NULL,
    measure_commodity VARCHAR NOT NULL,
    measure_minor BIGINT NOT NULL,
    rate VARCHAR NOT NULL,
    PRIMARY KEY (book_id, voucher_id, line_no),
    FOREIGN KEY(book_id, voucher_id) REFERENCES voucher (book_id, voucher_id),
    FOREIGN KEY(book_id, account_id) REFERENCES account (book_id, account_id),
    CONSTRAINT line_has_a_side CHECK (side IN (1, -1))
)
--;;
CREATE INDEX line_by_account ON line (book_id, account_id, commodity, period, voucher_id, line_no, side, amount_minor)
--;;
CREATE TABLE turnover (
    book_id BIGINT NOT NULL,
    period INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    commodity VARCHAR NOT NULL,
    is_closing BOOLEAN NOT NULL,
    debit_minor BIGINT NOT NULL,
    credit_minor BIGINT NOT NULL,
    PRIMARY KEY (book_id, period, account_id, commodity, is_closing),
    FOREIGN KEY(book_id, account_id) REFERENCES account (book_id, account_id),
    CONSTRAINT turnover_within_bounds CHECK (debit_minor BETWEEN -70000000000000000 AND 70000000000000000 AND credit_minor BETWEEN -70000000000000000 AND 70000000000000000)
)
--;;
CREATE TABLE posted_voucher (
    book_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    voucher_id BIGINT NOT NULL,
    digest VARCHAR NOT NULL,
    PRIMARY KEY (book_id, sequence, voucher_id),
    FOREIGN KEY(book_id, voucher_id) REFERENCES voucher (book_id, voucher_id)
)
--;;
CREATE FUNCTION voucher_starts_as_draft() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF NEW.state <> 'draft' THEN RAISE EXCEPTION 'ledgerlib guard: a voucher is entered as a draft' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER voucher_starts_as_draft BEFORE INSERT ON voucher FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION voucher_starts_as_draft()
--;;
CREATE FUNCTION voucher_keeps_its_place() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF NEW.book_id <> OLD.book_id OR NEW.voucher_id <> OLD.voucher_id OR NEW.period <> OLD.period THEN RAISE EXCEPTION 'ledgerlib guard: a voucher keeps its period' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER voucher_keeps_its_place BEFORE UPDATE ON voucher FOR EACH ROW WHEN (NEW.book_id <> OLD.book_id OR NEW.voucher_id <> OLD.voucher_id OR NEW.period <> OLD.period) EXECUTE FUNCTION voucher_keeps_its_place()
--;;
CREATE FUNCTION voucher_posted_stays() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF OLD.state = 'posted' AND NOT (NEW.state = 'reviewed' AND NEW.poster = '' AND (SELECT regime FROM book WHERE book_id = OLD.book_id) = 'reversible' AND NEW.book_id = OLD.book_id AND NEW.voucher_id = OLD.voucher_id AND NEW.period = OLD.period AND NEW.word = OLD.word AND NEW.number = OLD.number AND NEW.day = OLD.day AND NEW.kind = OLD.kind AND NEW.attachments = OLD.attachments AND NEW.reference = OLD.reference AND NEW.reverses_id = OLD.reverses_id AND NEW.maker = OLD.maker AND NEW.cashier = OLD.cashier AND NEW.reviewer = OLD.reviewer) THEN RAISE EXCEPTION 'ledgerlib guard: a posted voucher cannot be changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
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
CREATE FUNCTION opening_stays() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF (SELECT is_started FROM book WHERE book_id = OLD.book_id) THEN RAISE EXCEPTION 'ledgerlib guard: openings of a started book cannot be changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER opening_stays BEFORE UPDATE ON opening_balance FOR EACH ROW EXECUTE FUNCTION opening_stays()
--;;
CREATE FUNCTION opening_remains() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF (SELECT is_started FROM book WHERE book_id = OLD.book_id) THEN RAISE EXCEPTION 'ledgerlib guard: openings of a started book cannot be removed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $guard$
--;;
CREATE TRIGGER opening_remains BEFORE DELETE ON opening_balance FOR EACH ROW EXECUTE FUNCTION opening_remains()
--;;
CREATE FUNCTION opening_not_added() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF (SELECT is_started FROM book WHERE book_id = NEW.book_id) AND NEW.period <= (SELECT start_period FROM book WHERE book_id = NEW.book_id) THEN RAISE EXCEPTION 'ledgerlib guard: openings of a started book cannot be added to' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER opening_not_added BEFORE INSERT ON opening_balance FOR EACH ROW EXECUTE FUNCTION opening_not_added()
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
