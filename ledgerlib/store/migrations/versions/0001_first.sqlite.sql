CREATE TABLE book (
    book_id BIGINT NOT NULL,
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
 WITHOUT ROWID
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
 WITHOUT ROWID
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
 WITHOUT ROWID
--;;
CREATE TABLE book_user (
    book_id BIGINT NOT NULL,
    name VARCHAR NOT NULL,
    roles VARCHAR NOT NULL,
    is_enabled BOOLEAN NOT NULL,
    PRIMARY KEY (book_id, name),
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
 WITHOUT ROWID
--;;
CREATE TABLE policy (
    book_id BIGINT NOT NULL,
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    PRIMARY KEY (book_id, name),
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
 WITHOUT ROWID
--;;
CREATE TABLE voucher_word (
    book_id BIGINT NOT NULL,
    word VARCHAR NOT NULL,
    ordinal INTEGER NOT NULL,
    PRIMARY KEY (book_id, word),
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
 WITHOUT ROWID
--;;
CREATE TABLE counter (
    book_id BIGINT NOT NULL,
    name VARCHAR NOT NULL,
    last_value BIGINT NOT NULL,
    PRIMARY KEY (book_id, name),
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
 WITHOUT ROWID
--;;
CREATE TABLE dimension (
    book_id BIGINT NOT NULL,
    dimension_id BIGINT NOT NULL,
    label VARCHAR NOT NULL,
    PRIMARY KEY (book_id, dimension_id),
    FOREIGN KEY(book_id) REFERENCES book (book_id),
    UNIQUE (book_id, label)
)
 WITHOUT ROWID
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
 WITHOUT ROWID
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
    "before" VARCHAR NOT NULL,
    "after" VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    PRIMARY KEY (book_id, sequence),
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
 WITHOUT ROWID
--;;
CREATE TABLE idempotency_key (
    book_id BIGINT NOT NULL,
    "key" VARCHAR NOT NULL,
    voucher_id BIGINT NOT NULL,
    digest VARCHAR NOT NULL,
    PRIMARY KEY (book_id, "key"),
    FOREIGN KEY(book_id) REFERENCES book (book_id)
)
 WITHOUT ROWID
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
 WITHOUT ROWID
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
 WITHOUT ROWID
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
 WITHOUT ROWID
--;;
CREATE TABLE posted_voucher (
    book_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    voucher_id BIGINT NOT NULL,
    digest VARCHAR NOT NULL,
    PRIMARY KEY (book_id, sequence, voucher_id),
    FOREIGN KEY(book_id, voucher_id) REFERENCES voucher (book_id, voucher_id)
)
 WITHOUT ROWID
--;;
CREATE TRIGGER voucher_starts_as_draft BEFORE INSERT ON voucher WHEN NEW.state <> 'draft' BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a voucher is entered as a draft'); END
--;;
CREATE TRIGGER voucher_keeps_its_place BEFORE UPDATE ON voucher WHEN NEW.book_id <> OLD.book_id OR NEW.voucher_id <> OLD.voucher_id OR NEW.period <> OLD.period BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a voucher keeps its period'); END
--;;
CREATE TRIGGER voucher_posted_stays BEFORE UPDATE ON voucher WHEN OLD.state = 'posted' AND NOT (NEW.state = 'reviewed' AND NEW.poster = '' AND (SELECT regime FROM book WHERE book_id = OLD.book_id) = 'reversible' AND NEW.book_id = OLD.book_id AND NEW.voucher_id = OLD.voucher_id AND NEW.period = OLD.period AND NEW.word = OLD.word AND NEW.number = OLD.number AND NEW.day = OLD.day AND NEW.kind = OLD.kind AND NEW.attachments = OLD.attachments AND NEW.reference = OLD.reference AND NEW.reverses_id = OLD.reverses_id AND NEW.maker = OLD.maker AND NEW.cashier = OLD.cashier AND NEW.reviewer = OLD.reviewer) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a posted voucher cannot be changed'); END
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
CREATE TRIGGER opening_stays BEFORE UPDATE ON opening_balance WHEN (SELECT is_started FROM book WHERE book_id = OLD.book_id) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: openings of a started book cannot be changed'); END
--;;
CREATE TRIGGER opening_remains BEFORE DELETE ON opening_balance WHEN (SELECT is_started FROM book WHERE book_id = OLD.book_id) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: openings of a started book cannot be removed'); END
--;;
CREATE TRIGGER opening_not_added BEFORE INSERT ON opening_balance WHEN (SELECT is_started FROM book WHERE book_id = NEW.book_id) AND NEW.period <= (SELECT start_period FROM book WHERE book_id = NEW.book_id) BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: openings of a started book cannot be added to'); END
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
CREATE TRIGGER voucher_not_replaced BEFORE INSERT ON voucher WHEN EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id) OR EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND period = NEW.period AND word = NEW.word AND number = NEW.number AND number > 0 AND state = 'posted') BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a row does not take the place of another'); END
--;;
CREATE TRIGGER voucher_not_pushed_out BEFORE UPDATE ON voucher WHEN (NEW.word <> OLD.word OR NEW.number <> OLD.number) AND EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND period = NEW.period AND word = NEW.word AND number = NEW.number AND number > 0 AND state = 'posted') BEGIN SELECT RAISE(ABORT, 'ledgerlib guard: a row does not take the place of another'); END
