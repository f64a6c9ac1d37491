DROP TRIGGER line_of_draft_changes ON line
--;;
DROP FUNCTION line_of_draft_changes()
--;;
DROP TRIGGER line_added_to_draft ON line
--;;
DROP FUNCTION line_added_to_draft()
--;;
DROP TRIGGER voucher_posted_in_balance ON voucher
--;;
DROP FUNCTION voucher_posted_in_balance()
--;;
ALTER TABLE line ADD COLUMN day INTEGER DEFAULT 0 NOT NULL
--;;
ALTER TABLE line ALTER COLUMN day DROP DEFAULT
--;;
UPDATE line SET day = (SELECT v.day FROM voucher v WHERE v.book_id = line.book_id AND v.voucher_id = line.voucher_id)
--;;
DROP INDEX line_by_account
--;;
DROP INDEX line_by_dimension
--;;
CREATE INDEX line_by_account ON line (book_id, account_id, commodity, period, day, voucher_id, line_no, side, amount_minor)
--;;
CREATE INDEX line_by_dimension ON line (book_id, account_id, dimension_id, period, day) WHERE dimension_id <> 0
--;;
CREATE INDEX voucher_by_day ON voucher (book_id, day, word, number, part) WHERE number > 0
--;;
CREATE FUNCTION line_of_draft_changes() RETURNS trigger LANGUAGE plpgsql  AS $guard$ BEGIN IF (SELECT state FROM voucher WHERE book_id = OLD.book_id AND voucher_id = OLD.voucher_id) <> 'draft' OR NOT EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id AND state = 'draft' AND period = NEW.period AND day = NEW.day) THEN RAISE EXCEPTION 'ledgerlib guard: lines change only while the voucher is a draft, and keep its day' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER line_of_draft_changes BEFORE UPDATE ON line FOR EACH ROW EXECUTE FUNCTION line_of_draft_changes()
--;;
CREATE FUNCTION line_added_to_draft() RETURNS trigger LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off AS $guard$ BEGIN IF EXISTS (SELECT 1 FROM fresh JOIN voucher v ON v.book_id = fresh.book_id AND v.voucher_id = fresh.voucher_id WHERE v.state <> 'draft' OR v.period <> fresh.period OR v.day <> fresh.day) THEN RAISE EXCEPTION 'ledgerlib guard: lines are added only while the voucher is a draft, on its day' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER line_added_to_draft AFTER INSERT ON line REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION line_added_to_draft()
--;;
CREATE FUNCTION voucher_posted_in_balance() RETURNS trigger LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off AS $guard$ BEGIN IF EXISTS (SELECT 1 FROM fresh LEFT JOIN line l ON l.book_id = fresh.book_id AND l.voucher_id = fresh.voucher_id WHERE fresh.state = 'posted' GROUP BY fresh.book_id, fresh.voucher_id, l.commodity HAVING COALESCE(SUM(l.side * l.amount_minor), 1) <> 0 OR MIN(l.day) <> MAX(fresh.day) OR MAX(l.day) <> MAX(fresh.day)) THEN RAISE EXCEPTION 'ledgerlib guard: only a voucher in balance, its lines on its day, can be posted' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$
--;;
CREATE TRIGGER voucher_posted_in_balance AFTER UPDATE ON voucher REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION voucher_posted_in_balance()
