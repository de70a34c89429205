"""The tables of the index and the migrations that make them; migrations are append-only."""

from __future__ import annotations

# runs: one row per evaluation. read_* is what the files say; model .. provisional is that with the typed corrections
# applied, and is what every reader of the store sees. file and owner are relative to home where they lie inside it.
# metrics: one row per run, task, metric and filter. run_tasks: one row per run, task and filter that has samples.
# docs: a question's own fields, once. prompts: what was asked, once per doc, context and choices. samples: answers.
# sources: what was imported, from the journal. units: the files read, and their size and time. unit_runs: what each
# gave. problems: what could not be used, in a unit or in one run's samples. state: the version that grows with every
# change, and a hash of the corrections that runs stand under.
_FIRST = """
CREATE TABLE runs (
    run_id VARCHAR NOT NULL, file VARCHAR NOT NULL, kind VARCHAR NOT NULL, date DOUBLE,
    lm_eval_version VARCHAR NOT NULL, read_model VARCHAR NOT NULL, read_checkpoint VARCHAR NOT NULL, read_step BIGINT,
    read_tokens BIGINT, read_tokens_from VARCHAR NOT NULL, read_provisional VARCHAR NOT NULL, model VARCHAR NOT NULL,
    checkpoint VARCHAR NOT NULL, step BIGINT, tokens BIGINT, tokens_from VARCHAR NOT NULL,
    provisional VARCHAR NOT NULL, model_args VARCHAR NOT NULL, config VARCHAR NOT NULL, note VARCHAR NOT NULL,
    sample_count BIGINT NOT NULL, sample_bytes BIGINT NOT NULL
);
CREATE TABLE metrics (
    run_id VARCHAR NOT NULL, task VARCHAR NOT NULL, parent VARCHAR NOT NULL, is_group BOOLEAN NOT NULL,
    metric VARCHAR NOT NULL, filter VARCHAR NOT NULL, n_shot BIGINT, value DOUBLE, stderr DOUBLE, n BIGINT,
    n_original BIGINT, partial BOOLEAN NOT NULL, higher_is_better BOOLEAN NOT NULL, version VARCHAR NOT NULL
);
CREATE TABLE run_tasks (
    run_id VARCHAR NOT NULL, task VARCHAR NOT NULL, filter VARCHAR NOT NULL, n_shot BIGINT, partial BOOLEAN NOT NULL,
    docs BIGINT NOT NULL, has_choices BOOLEAN NOT NULL, digest VARCHAR NOT NULL
);
CREATE TABLE docs (
    doc_key VARCHAR NOT NULL, doc_hash VARCHAR NOT NULL, target_hash VARCHAR NOT NULL, fields VARCHAR NOT NULL,
    target VARCHAR NOT NULL
);
CREATE TABLE prompts (
    prompt_key VARCHAR NOT NULL, doc_key VARCHAR NOT NULL, context VARCHAR NOT NULL, few_shot_end BIGINT NOT NULL,
    question VARCHAR NOT NULL, continuations VARCHAR[] NOT NULL, golds BIGINT[] NOT NULL,
    choice_chars BIGINT[] NOT NULL, choice_bytes BIGINT[] NOT NULL
);
CREATE TABLE samples (
    run_id VARCHAR NOT NULL, task VARCHAR NOT NULL, filter VARCHAR NOT NULL, doc_id BIGINT NOT NULL,
    doc_key VARCHAR NOT NULL, prompt_key VARCHAR NOT NULL, loglikelihoods FLOAT[] NOT NULL,
    is_greedy BOOLEAN[] NOT NULL, answers VARCHAR[] NOT NULL, metrics MAP(VARCHAR, DOUBLE) NOT NULL,
    file VARCHAR NOT NULL, line BIGINT NOT NULL
);
CREATE TABLE sources (
    source_id VARCHAR NOT NULL, place BIGINT NOT NULL, path VARCHAR NOT NULL, label VARCHAR NOT NULL,
    rule VARCHAR NOT NULL, mapping VARCHAR NOT NULL, origin VARCHAR NOT NULL, added DOUBLE NOT NULL,
    snapshot VARCHAR NOT NULL
);
CREATE TABLE units (
    source_id VARCHAR NOT NULL, file VARCHAR NOT NULL, signature VARCHAR NOT NULL
);
CREATE TABLE unit_runs (source_id VARCHAR NOT NULL, file VARCHAR NOT NULL, run_id VARCHAR NOT NULL);
CREATE TABLE problems (
    source_id VARCHAR NOT NULL, unit VARCHAR NOT NULL, run_id VARCHAR NOT NULL, file VARCHAR NOT NULL,
    line BIGINT NOT NULL, field VARCHAR NOT NULL, problem VARCHAR NOT NULL, remedy VARCHAR NOT NULL
);
CREATE TABLE state (version BIGINT NOT NULL, assignments VARCHAR NOT NULL);
INSERT INTO state VALUES (0, '');
"""

# Of several runs of one checkpoint and task, `place` 1 is the newest: figures read off a picture come last, then the
# newest date counts, then full before partial is a matter of the key. The run's id breaks ties, so a rebuild agrees.
_CURVES = """
CREATE VIEW points AS
SELECT runs.model, runs.checkpoint, runs.step, runs.tokens, runs.tokens_from, metrics.task, metrics.parent,
       metrics.is_group, metrics.metric, metrics.filter, metrics.n_shot, metrics.value, metrics.stderr, metrics.n,
       metrics.n_original, metrics.partial, metrics.higher_is_better, runs.kind, runs.note, runs.provisional,
       metrics.run_id, runs.date,
       row_number() OVER (
           PARTITION BY runs.model, coalesce(runs.step::VARCHAR, runs.checkpoint), metrics.task, metrics.metric,
                        metrics.filter, metrics.n_shot, metrics.partial,
                        CASE WHEN metrics.partial THEN metrics.n END
           ORDER BY runs.kind = 'picture', runs.date DESC NULLS LAST, metrics.run_id
       ) AS place
FROM metrics JOIN runs USING (run_id);
"""

# Two runs are of one moment of a model when their steps are equal, whatever the checkpoints are called
# ("step1000", "iter_0001000"), except in models trained in stages, whose steps begin anew ("stage2-step1000").
_MOMENTS = """
CREATE MACRO moment_of(step, checkpoint) AS
    coalesce(regexp_extract(checkpoint, '^(stage[0-9]+.*?)-?step', 1) || step::VARCHAR, checkpoint);
CREATE OR REPLACE VIEW points AS
SELECT runs.model, runs.checkpoint, runs.step, runs.tokens, runs.tokens_from, metrics.task, metrics.parent,
       metrics.is_group, metrics.metric, metrics.filter, metrics.n_shot, metrics.value, metrics.stderr, metrics.n,
       metrics.n_original, metrics.partial, metrics.higher_is_better, runs.kind, runs.note, runs.provisional,
       metrics.run_id, runs.date, moment_of(runs.step, runs.checkpoint) AS moment,
       row_number() OVER (
           PARTITION BY runs.model, moment_of(runs.step, runs.checkpoint), metrics.task, metrics.metric,
                        metrics.filter, metrics.n_shot, metrics.partial, CASE WHEN metrics.partial THEN metrics.n END
           ORDER BY runs.kind = 'picture', runs.date DESC NULLS LAST, metrics.run_id
       ) AS place
FROM metrics JOIN runs USING (run_id);
"""

# exclusions: what people took out, from the journal; task "" is the whole run. excluded: every task that this takes out
# of a run: with a group all under it, with a sub-task the groups above it, whose values rest on it. Readers of what
# counts ask points and counted_tasks, so nothing excluded is among it and the next newest run stands in its place.
_EXCLUSIONS = """
CREATE TABLE exclusions (
    exclusion_id VARCHAR NOT NULL, place BIGINT NOT NULL, run_id VARCHAR NOT NULL, task VARCHAR NOT NULL,
    reason VARCHAR NOT NULL, added DOUBLE NOT NULL
);
CREATE VIEW excluded AS
WITH RECURSIVE links AS (
    SELECT DISTINCT run_id, task, parent FROM metrics SEMI JOIN exclusions USING (run_id)
    WHERE parent <> '' AND parent <> task
), below(exclusion_id, run_id, task) AS (
    SELECT exclusion_id, run_id, task FROM exclusions WHERE task <> ''
    UNION
    SELECT below.exclusion_id, below.run_id, links.task
    FROM below JOIN links ON links.run_id = below.run_id AND links.parent = below.task
), above(exclusion_id, run_id, task) AS (
    SELECT exclusion_id, run_id, task FROM exclusions WHERE task <> ''
    UNION
    SELECT above.exclusion_id, above.run_id, links.parent
    FROM above JOIN links ON links.run_id = above.run_id AND links.task = above.task
), held AS (
    SELECT run_id, task FROM metrics SEMI JOIN exclusions USING (run_id)
    UNION
    SELECT run_id, task FROM run_tasks SEMI JOIN exclusions USING (run_id)
), reached AS (
    SELECT exclusion_id, run_id, task FROM below
    UNION
    SELECT exclusion_id, run_id, task FROM above
    UNION
    SELECT exclusion_id, run_id, held.task FROM exclusions JOIN held USING (run_id) WHERE exclusions.task = ''
)
SELECT run_id, reached.task, arg_min(exclusion_id, place) AS exclusion_id
FROM reached JOIN exclusions USING (run_id, exclusion_id) GROUP BY run_id, reached.task;
CREATE VIEW counted_tasks AS SELECT run_tasks.* FROM run_tasks ANTI JOIN excluded USING (run_id, task);
CREATE OR REPLACE VIEW points AS
SELECT runs.model, runs.checkpoint, runs.step, runs.tokens, runs.tokens_from, metrics.task, metrics.parent,
       metrics.is_group, metrics.metric, metrics.filter, metrics.n_shot, metrics.value, metrics.stderr, metrics.n,
       metrics.n_original, metrics.partial, metrics.higher_is_better, runs.kind, runs.note, runs.provisional,
       metrics.run_id, runs.date, moment_of(runs.step, runs.checkpoint) AS moment,
       row_number() OVER (
           PARTITION BY runs.model, moment_of(runs.step, runs.checkpoint), metrics.task, metrics.metric,
                        metrics.filter, metrics.n_shot, metrics.partial, CASE WHEN metrics.partial THEN metrics.n END
           ORDER BY runs.kind = 'picture', runs.date DESC NULLS LAST, metrics.run_id
       ) AS place
FROM metrics JOIN runs USING (run_id) ANTI JOIN excluded USING (run_id, task);
"""

# asked: what the store knows of a question as it stands in a task's samples file, by a hash of task, phrasing
# (e2lm.harness.outputs.phrasing), place and logged hashes. layouts: how the files of a task and phrasing begin and end,
# and which of their metrics are numbers, once one of them was read in full. units.content hashes the files' bytes.
_ASKED = """
ALTER TABLE run_tasks ADD COLUMN file VARCHAR DEFAULT '';
UPDATE run_tasks SET file = held.file FROM (
    SELECT run_id, task, filter, min(file) AS file FROM samples GROUP BY run_id, task, filter
) AS held WHERE held.run_id = run_tasks.run_id AND held.task = run_tasks.task AND held.filter = run_tasks.filter;
ALTER TABLE samples DROP COLUMN file;
ALTER TABLE samples DROP COLUMN line;
ALTER TABLE samples DROP COLUMN is_greedy;
ALTER TABLE units ADD COLUMN content VARCHAR DEFAULT '';
CREATE TABLE asked (
    key UBIGINT NOT NULL, n_choices BIGINT NOT NULL, golds BIGINT[] NOT NULL, doc_key VARCHAR NOT NULL,
    prompt_key VARCHAR NOT NULL
);
CREATE TABLE layouts (
    task VARCHAR NOT NULL, phrasing VARCHAR NOT NULL, ends VARCHAR NOT NULL, metrics VARCHAR NOT NULL,
    numbers VARCHAR[] NOT NULL
);
"""

# patterns: what a samples file asked that was read in full, by its bytes (e2lm.harness.outputs.pattern), and the docs
# and prompts that these are, record by record. A file of its task with the same bytes needs only its answers read.
_PATTERNS = """
DROP TABLE asked;
DROP TABLE layouts;
CREATE TABLE patterns (
    task VARCHAR NOT NULL, first UBIGINT NOT NULL, asked UBIGINT NOT NULL, closing BLOB NOT NULL,
    lengths BIGINT[] NOT NULL, filter VARCHAR NOT NULL, numbers VARCHAR[] NOT NULL, doc_ids BIGINT[] NOT NULL,
    doc_keys VARCHAR[] NOT NULL, prompt_keys VARCHAR[] NOT NULL, choices BIGINT[] NOT NULL, golds BIGINT[][] NOT NULL
);
"""

# A sample's metrics are two lists: a map is checked for double keys row by row, which took most of the time of adding
# samples. A pattern says how its records end by whole tails (e2lm.harness.outputs.tails); those of before are learned
# anew.
_TAILS = """
ALTER TABLE samples ADD COLUMN metric_names VARCHAR[];
ALTER TABLE samples ADD COLUMN metric_values DOUBLE[];
UPDATE samples SET metric_names = map_keys(metrics), metric_values = map_values(metrics);
ALTER TABLE samples DROP COLUMN metrics;
CREATE MACRO metric_of(names, numbers, metric) AS numbers[list_position(names, metric)];
DELETE FROM patterns;
ALTER TABLE patterns DROP COLUMN closing;
ALTER TABLE patterns ADD COLUMN tails BLOB[];
"""

MIGRATIONS: tuple[tuple[str, str], ...] = (
    ("tables", _FIRST),
    ("points", _CURVES),
    ("moments", _MOMENTS),
    ("exclusions", _EXCLUSIONS),
    ("asked", _ASKED),
    ("patterns", _PATTERNS),
    ("tails", _TAILS),
)
