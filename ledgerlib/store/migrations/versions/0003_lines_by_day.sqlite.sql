DROP TRIGGER line_of_draft_changes
--;;
DROP TRIGGER line_added_to_draft
--;;
DROP TRIGGER voucher_posted_in_balance
--;;
ALTER TABLE line ADD COLUMN day INTEGER DEFAULT 0 NOT NULL
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
CREATE TRIGGER line_of_draft_changes BEFORE UPDATE ON line WHEN (SELECT state FROM voucher WHERE book_id = OLD.book_id AND voucher_id = OLD.voucher_id) <> 'draft' OR NOT EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id AND state = 'draft' AND period = NEW.period AND day = NEW.day) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: lines change only while the voucher is a draft, and keep its day'); END
--;;
CREATE TRIGGER line_added_to_draft BEFORE INSERT ON line WHEN NOT EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id AND state = 'draft' AND period = NEW.period AND day = NEW.day) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: lines are added only while the voucher is a draft, on its day'); END
--;;
CREATE TRIGGER voucher_posted_in_balance BEFORE UPDATE ON voucher WHEN NEW.state = 'posted' AND (NOT EXISTS (SELECT 1 FROM line WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id) OR EXISTS (SELECT 1 FROM line WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id GROUP BY commodity HAVING SUM(side * amount_minor) <> 0 OR MIN(day) <> NEW.day OR MAX(day) <> NEW.day)) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: only a voucher in balance, its lines on its day, can be posted'); END
