-- The laws that hold even for somebody with the sqlite3 shell, where foreign keys and recursive
-- triggers are off, and where a pragma turns CHECK off as well. So what a key or a CHECK says is
-- said here again. REPLACE deletes unseen, by any key and by the hidden row number: an insert
-- looks first for all of them.

CREATE TRIGGER law_history_update BEFORE UPDATE ON bihuan_history
BEGIN SELECT RAISE(ABORT, 'law_history_stays'); END;
CREATE TRIGGER law_history_delete BEFORE DELETE ON bihuan_history
BEGIN SELECT RAISE(ABORT, 'law_history_stays'); END;
CREATE TRIGGER law_feedback_update BEFORE UPDATE ON bihuan_feedback
BEGIN SELECT RAISE(ABORT, 'law_feedback_stays'); END;
CREATE TRIGGER law_feedback_delete BEFORE DELETE ON bihuan_feedback
BEGIN SELECT RAISE(ABORT, 'law_feedback_stays'); END;
CREATE TRIGGER law_cases_delete BEFORE DELETE ON bihuan_cases
BEGIN SELECT RAISE(ABORT, 'law_cases_stay'); END;
CREATE TRIGGER law_repairs_update BEFORE UPDATE ON bihuan_repair
BEGIN SELECT RAISE(ABORT, 'law_repairs_stay'); END;
CREATE TRIGGER law_repairs_delete BEFORE DELETE ON bihuan_repair
BEGIN SELECT RAISE(ABORT, 'law_repairs_stay'); END;
CREATE TRIGGER law_states_update BEFORE UPDATE ON bihuan_definition_state
BEGIN SELECT RAISE(ABORT, 'law_states_stay'); END;
CREATE TRIGGER law_states_delete BEFORE DELETE ON bihuan_definition_state
BEGIN SELECT RAISE(ABORT, 'law_states_stay'); END;
CREATE TRIGGER law_definitions_delete BEFORE DELETE ON bihuan_definition
BEGIN SELECT RAISE(ABORT, 'law_definitions_stay'); END;

CREATE TRIGGER law_definitions_fixed BEFORE UPDATE ON bihuan_definition
WHEN (NEW.hash, NEW.name, NEW.version, NEW.text, NEW.states, NEW.proof, NEW.proved_at)
    IS NOT (OLD.hash, OLD.name, OLD.version, OLD.text, OLD.states, OLD.proof, OLD.proved_at)
BEGIN SELECT RAISE(ABORT, 'law_definitions_stay'); END;

CREATE TRIGGER law_definitions_once BEFORE INSERT ON bihuan_definition
WHEN EXISTS (
    SELECT 1 FROM bihuan_definition d
    WHERE d.hash = NEW.hash
      AND (d.name, d.version, d.text, d.states, d.proof, d.proved_at)
          IS NOT (NEW.name, NEW.version, NEW.text, NEW.states, NEW.proof, NEW.proved_at)
)
BEGIN SELECT RAISE(ABORT, 'law_definitions_stay'); END;

CREATE TRIGGER law_states_declared BEFORE INSERT ON bihuan_definition_state
WHEN NOT EXISTS (
    SELECT 1 FROM bihuan_definition d, json_each(d.states) s
    WHERE d.hash = NEW.hash AND s.key = NEW.state AND s.value = NEW.is_final
)
BEGIN SELECT RAISE(ABORT, 'law_states_declared'); END;

CREATE TRIGGER law_history_once BEFORE INSERT ON bihuan_history
WHEN EXISTS (SELECT 1 FROM bihuan_history h
             WHERE h.office = NEW.office AND h.case_ = NEW.case_ AND h.seq = NEW.seq)
  OR EXISTS (SELECT 1 FROM bihuan_history h WHERE h.rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'law_chain'); END;

CREATE TRIGGER law_history_key BEFORE INSERT ON bihuan_history
WHEN NEW.key_ IS NOT NULL AND EXISTS (
    SELECT 1 FROM bihuan_history h WHERE h.office = NEW.office AND h.key_ = NEW.key_
)
BEGIN SELECT RAISE(ABORT, 'uq_bihuan_history_key'); END;

CREATE TRIGGER law_chain BEFORE INSERT ON bihuan_history
WHEN NOT (
    NEW.seq = 1 AND NOT EXISTS (
        SELECT 1 FROM bihuan_cases c WHERE c.office = NEW.office AND c.id = NEW.case_
    )
    OR EXISTS (
        SELECT 1 FROM bihuan_cases c
        WHERE c.office = NEW.office AND c.id = NEW.case_ AND NOT c.final
          AND c.seq = NEW.seq - 1 AND c.state = NEW.source AND c.head = NEW.previous
    )
)
BEGIN SELECT RAISE(ABORT, 'law_chain'); END;

CREATE TRIGGER law_feedback BEFORE INSERT ON bihuan_feedback
WHEN NOT EXISTS (
    SELECT 1
    FROM bihuan_cases c JOIN bihuan_history h ON h.office = c.office AND h.case_ = c.id AND h.seq = c.seq + 1
    WHERE c.office = NEW.office AND c.id = NEW.case_ AND NOT c.final
      AND h.seq = NEW.seq AND NEW.round IN (c.round, h.round)
) OR EXISTS (
    SELECT 1 FROM bihuan_feedback f
    WHERE f.office = NEW.office AND f.case_ = NEW.case_ AND f.seq = NEW.seq
)
BEGIN SELECT RAISE(ABORT, 'law_feedback'); END;

CREATE TRIGGER law_case_once BEFORE INSERT ON bihuan_cases
WHEN EXISTS (SELECT 1 FROM bihuan_cases c WHERE c.office = NEW.office AND c.id = NEW.id)
  OR EXISTS (SELECT 1 FROM bihuan_cases c WHERE c.rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'pk_bihuan_cases'); END;

CREATE TRIGGER law_case_identity BEFORE INSERT ON bihuan_cases
WHEN EXISTS (SELECT 1 FROM bihuan_cases c WHERE c.office = NEW.office AND c.identity = NEW.identity)
BEGIN SELECT RAISE(ABORT, 'uq_bihuan_cases_identity'); END;

CREATE TRIGGER law_case_begins BEFORE INSERT ON bihuan_cases
WHEN NEW.seq <> 1 OR NEW.final OR NEW.closing IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'law_case_begins'); END;

CREATE TRIGGER law_case_explained BEFORE INSERT ON bihuan_cases
WHEN NOT EXISTS (
    SELECT 1 FROM bihuan_history h
    WHERE h.office = NEW.office AND h.case_ = NEW.id AND h.seq = NEW.seq
      AND h.target = NEW.state AND h.round = NEW.round AND h.definition = NEW.definition
      AND h.hash = NEW.head
)
BEGIN SELECT RAISE(ABORT, 'law_explained'); END;

CREATE TRIGGER law_case_state BEFORE INSERT ON bihuan_cases
WHEN NOT EXISTS (
    SELECT 1 FROM bihuan_definition_state s
    WHERE s.hash = NEW.definition AND s.state = NEW.state AND s.is_final = NEW.final
)
BEGIN SELECT RAISE(ABORT, 'fk_bihuan_cases_state'); END;

-- Without an event a case may be put right, to where its last entry leads, when the repair
-- that says so has been written down; it names the very instant, and so serves once.
CREATE TRIGGER law_closed_case BEFORE UPDATE ON bihuan_cases
WHEN OLD.final AND NOT (
    NEW.changed_at > OLD.changed_at AND EXISTS (
        SELECT 1 FROM bihuan_repair r
        WHERE r.office = NEW.office AND r.case_ = NEW.id AND r.at = NEW.changed_at
          AND r.seq = NEW.seq
    )
)
BEGIN SELECT RAISE(ABORT, 'law_closed_case'); END;

CREATE TRIGGER law_one_step BEFORE UPDATE ON bihuan_cases
WHEN NEW.office <> OLD.office OR NEW.id <> OLD.id OR NEW.rowid <> OLD.rowid
  OR NEW.seq <> OLD.seq + 1 AND NOT (
    NEW.changed_at > OLD.changed_at AND EXISTS (
        SELECT 1 FROM bihuan_repair r
        WHERE r.office = NEW.office AND r.case_ = NEW.id AND r.at = NEW.changed_at
          AND r.seq = NEW.seq
    )
)
BEGIN SELECT RAISE(ABORT, 'law_one_step'); END;

CREATE TRIGGER law_repair_last BEFORE INSERT ON bihuan_repair
WHEN NEW.seq IS NOT (
    SELECT max(h.seq) FROM bihuan_history h WHERE h.office = NEW.office AND h.case_ = NEW.case_
) OR EXISTS (
    SELECT 1 FROM bihuan_repair r
    WHERE r.office = NEW.office AND r.case_ = NEW.case_ AND r.at = NEW.at
)
BEGIN SELECT RAISE(ABORT, 'law_repair_last'); END;

CREATE TRIGGER law_one_identity BEFORE UPDATE ON bihuan_cases
WHEN NEW.identity <> OLD.identity AND EXISTS (
    SELECT 1 FROM bihuan_cases c WHERE c.office = NEW.office AND c.identity = NEW.identity
)
BEGIN SELECT RAISE(ABORT, 'uq_bihuan_cases_identity'); END;

CREATE TRIGGER law_rounds_grow BEFORE UPDATE ON bihuan_cases
WHEN NEW.round < OLD.round AND NOT (
    NEW.changed_at > OLD.changed_at AND EXISTS (
        SELECT 1 FROM bihuan_repair r
        WHERE r.office = NEW.office AND r.case_ = NEW.id AND r.at = NEW.changed_at
          AND r.seq = NEW.seq
    )
)
BEGIN SELECT RAISE(ABORT, 'law_rounds_grow'); END;

CREATE TRIGGER law_explained BEFORE UPDATE ON bihuan_cases
WHEN NOT EXISTS (
    SELECT 1 FROM bihuan_history h
    WHERE h.office = NEW.office AND h.case_ = NEW.id AND h.seq = NEW.seq
      AND h.target = NEW.state AND h.round = NEW.round AND h.definition = NEW.definition
      AND h.hash = NEW.head
      AND (
          h.source = OLD.state
          OR NEW.changed_at > OLD.changed_at AND EXISTS (
              SELECT 1 FROM bihuan_repair r
              WHERE r.office = NEW.office AND r.case_ = NEW.id AND r.at = NEW.changed_at
                AND r.seq = NEW.seq
          )
      )
)
BEGIN SELECT RAISE(ABORT, 'law_explained'); END;

CREATE TRIGGER law_states_known BEFORE UPDATE ON bihuan_cases
WHEN NOT EXISTS (
    SELECT 1 FROM bihuan_definition_state s
    WHERE s.hash = NEW.definition AND s.state = NEW.state AND s.is_final = NEW.final
)
BEGIN SELECT RAISE(ABORT, 'fk_bihuan_cases_state'); END;

CREATE TRIGGER law_final BEFORE UPDATE ON bihuan_cases
WHEN NEW.final AND NEW.closing IS NULL
  OR NEW.closing IS NOT NULL
     AND coalesce(NEW.closing_standing, '') NOT IN ('satisfied', 'mostly_satisfied')
BEGIN SELECT RAISE(ABORT, 'law_closing'); END;

CREATE TRIGGER law_closing BEFORE UPDATE ON bihuan_cases
WHEN NEW.closing IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM bihuan_feedback f
    WHERE f.office = NEW.office AND f.case_ = NEW.id AND f.seq = NEW.closing
      AND f.round = NEW.round AND f.standing = NEW.closing_standing
      AND NOT EXISTS (
          SELECT 1 FROM bihuan_feedback g
          WHERE g.office = f.office AND g.case_ = f.case_ AND g.round = f.round AND g.seq > f.seq
      )
)
BEGIN SELECT RAISE(ABORT, 'law_closing'); END;
