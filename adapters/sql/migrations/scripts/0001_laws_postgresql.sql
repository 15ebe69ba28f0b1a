-- The laws that hold even for somebody with psql. Every refusal names its law as a constraint.

CREATE FUNCTION bihuan_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = '23514', CONSTRAINT = TG_ARGV[0];
END $$;

CREATE TRIGGER law_history_stays BEFORE UPDATE OR DELETE ON bihuan_history
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_history_stays');
CREATE TRIGGER law_history_whole BEFORE TRUNCATE ON bihuan_history
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_history_stays');
CREATE TRIGGER law_feedback_stays BEFORE UPDATE OR DELETE ON bihuan_feedback
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_feedback_stays');
CREATE TRIGGER law_feedback_whole BEFORE TRUNCATE ON bihuan_feedback
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_feedback_stays');
CREATE TRIGGER law_cases_stay BEFORE DELETE ON bihuan_cases
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_cases_stay');
CREATE TRIGGER law_cases_whole BEFORE TRUNCATE ON bihuan_cases
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_cases_stay');
CREATE TRIGGER law_repairs_stay BEFORE UPDATE OR DELETE ON bihuan_repair
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_repairs_stay');
CREATE TRIGGER law_repairs_whole BEFORE TRUNCATE ON bihuan_repair
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_repairs_stay');
CREATE TRIGGER law_states_stay BEFORE UPDATE OR DELETE ON bihuan_definition_state
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_states_stay');
CREATE TRIGGER law_states_whole BEFORE TRUNCATE ON bihuan_definition_state
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_states_stay');
CREATE TRIGGER law_definitions_stay BEFORE DELETE ON bihuan_definition
    FOR EACH ROW EXECUTE FUNCTION bihuan_refuse('law_definitions_stay');
CREATE TRIGGER law_definitions_whole BEFORE TRUNCATE ON bihuan_definition
    FOR EACH STATEMENT EXECUTE FUNCTION bihuan_refuse('law_definitions_stay');

CREATE TRIGGER law_definitions_fixed BEFORE UPDATE ON bihuan_definition FOR EACH ROW
    WHEN ((NEW.hash, NEW.name, NEW.version, NEW.text, NEW.states, NEW.proof, NEW.proved_at)
        IS DISTINCT FROM
        (OLD.hash, OLD.name, OLD.version, OLD.text, OLD.states, OLD.proof, OLD.proved_at))
    EXECUTE FUNCTION bihuan_refuse('law_definitions_stay');

CREATE FUNCTION bihuan_declared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM bihuan_definition d
        WHERE d.hash = NEW.hash AND d.states::jsonb -> NEW.state = to_jsonb(NEW.is_final)
    ) THEN
        RAISE EXCEPTION USING MESSAGE = 'law_states_declared', ERRCODE = '23514', CONSTRAINT = 'law_states_declared';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER law_states_declared BEFORE INSERT ON bihuan_definition_state
    FOR EACH ROW EXECUTE FUNCTION bihuan_declared();

CREATE FUNCTION bihuan_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq = 1 THEN
        IF NOT EXISTS (SELECT 1 FROM bihuan_cases c WHERE c.office = NEW.office AND c.id = NEW.case_) THEN
            RETURN NEW;
        END IF;
    ELSIF EXISTS (
        SELECT 1 FROM bihuan_cases c
        WHERE c.office = NEW.office AND c.id = NEW.case_ AND NOT c.final
          AND c.seq = NEW.seq - 1 AND c.state = NEW.source AND c.head = NEW.previous
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING MESSAGE = 'law_chain', ERRCODE = '23514', CONSTRAINT = 'law_chain';
END $$;
CREATE TRIGGER law_chain BEFORE INSERT ON bihuan_history
    FOR EACH ROW EXECUTE FUNCTION bihuan_entry();

CREATE FUNCTION bihuan_feedback() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1
        FROM bihuan_cases c JOIN bihuan_history h ON h.office = c.office AND h.case_ = c.id AND h.seq = c.seq + 1
        WHERE c.office = NEW.office AND c.id = NEW.case_ AND NOT c.final
          AND h.seq = NEW.seq AND NEW.round IN (c.round, h.round)
    ) THEN
        RAISE EXCEPTION USING MESSAGE = 'law_feedback', ERRCODE = '23514', CONSTRAINT = 'law_feedback';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER law_feedback BEFORE INSERT ON bihuan_feedback
    FOR EACH ROW EXECUTE FUNCTION bihuan_feedback();

CREATE FUNCTION bihuan_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    law text;
    before text;
    repairs boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.seq <> 1 OR NEW.final OR NEW.closing IS NOT NULL THEN
            law := 'law_case_begins';
        END IF;
    ELSE
        before := OLD.state;
        -- Without an event a case may be put right, to where its last entry leads, when the repair
        -- that says so has been written down; it names the very instant, and so serves once.
        IF OLD.final OR NEW.seq <> OLD.seq + 1 OR NEW.round < OLD.round THEN
            repairs := NEW.changed_at > OLD.changed_at AND EXISTS (
                SELECT 1 FROM bihuan_repair r
                WHERE r.office = NEW.office AND r.case_ = NEW.id AND r.at = NEW.changed_at
                  AND r.seq = NEW.seq
            );
        END IF;
        IF NEW.office <> OLD.office OR NEW.id <> OLD.id THEN
            law := 'law_one_step';
        ELSIF repairs THEN
            before := NULL;
        ELSIF OLD.final THEN
            law := 'law_closed_case';
        ELSIF NEW.seq <> OLD.seq + 1 THEN
            law := 'law_one_step';
        ELSIF NEW.round < OLD.round THEN
            law := 'law_rounds_grow';
        END IF;
    END IF;
    IF law IS NULL AND NOT EXISTS (
        SELECT 1 FROM bihuan_history h
        WHERE h.office = NEW.office AND h.case_ = NEW.id AND h.seq = NEW.seq
          AND h.target = NEW.state AND h.round = NEW.round AND h.definition = NEW.definition
          AND h.hash = NEW.head
          AND (before IS NULL OR h.source = before OR NEW.changed_at > OLD.changed_at AND EXISTS (
              SELECT 1 FROM bihuan_repair r
              WHERE r.office = NEW.office AND r.case_ = NEW.id AND r.at = NEW.changed_at
                AND r.seq = NEW.seq
          ))
    ) THEN
        law := 'law_explained';
    END IF;
    IF law IS NULL AND NEW.closing IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM bihuan_feedback f
        WHERE f.office = NEW.office AND f.case_ = NEW.id AND f.seq = NEW.closing
          AND f.round = NEW.round AND f.standing = NEW.closing_standing
          AND NOT EXISTS (
              SELECT 1 FROM bihuan_feedback g
              WHERE g.office = f.office AND g.case_ = f.case_ AND g.round = f.round AND g.seq > f.seq
          )
    ) THEN
        law := 'law_closing';
    END IF;
    IF law IS NOT NULL THEN
        RAISE EXCEPTION USING MESSAGE = law, ERRCODE = '23514', CONSTRAINT = law;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER law_case BEFORE INSERT OR UPDATE ON bihuan_cases
    FOR EACH ROW EXECUTE FUNCTION bihuan_case();

CREATE FUNCTION bihuan_repair() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq IS DISTINCT FROM (
        SELECT max(h.seq) FROM bihuan_history h WHERE h.office = NEW.office AND h.case_ = NEW.case_
    ) THEN
        RAISE EXCEPTION USING MESSAGE = 'law_repair_last', ERRCODE = '23514', CONSTRAINT = 'law_repair_last';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER law_repair_last BEFORE INSERT ON bihuan_repair
    FOR EACH ROW EXECUTE FUNCTION bihuan_repair();

-- A name without a schema is looked for among temporary tables first, and anybody may make a
-- temporary table called history. The laws look where they were made, and there last.
DO $$
DECLARE
    law text;
BEGIN
    FOREACH law IN ARRAY ARRAY[
        'bihuan_declared', 'bihuan_entry', 'bihuan_feedback', 'bihuan_case', 'bihuan_repair'
    ]
    LOOP
        EXECUTE 'ALTER FUNCTION ' || law || '() SET search_path TO '
            || quote_ident(current_schema()) || ', pg_temp';
    END LOOP;
END $$;
