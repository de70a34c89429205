"""The demo's lm-eval task, one sub-task per subject: `python -m e2lm.demo.task_files` writes task/ from the tables.

The files are part of the package, so that `lm_eval --include_path e2lm/demo/task` finds them; a test compares them with
the tables.
"""

from __future__ import annotations

from pathlib import Path

from e2lm.demo.facts import SUBJECTS
from e2lm.demo.questions import json_lines, questions

FOLDER = Path(__file__).parent / "task"
GROUP = "demo_science"

_TASK = """\
# Relative data_files are taken from the working directory by lm-eval itself: run it in this folder.
task: {group}_{subject}
dataset_path: json
dataset_kwargs:
  data_files:
    test: {subject}.jsonl
test_split: test
output_type: multiple_choice
doc_to_text: "{{{{prompt}}}}"
doc_to_choice: "{{{{choices}}}}"
doc_to_target: gold
num_fewshot: 0
metric_list:
  - metric: acc
    aggregation: mean
    higher_is_better: true
  - metric: acc_norm
    aggregation: mean
    higher_is_better: true
metadata:
  version: 1.0
"""

_GROUP = """\
group: {group}
task:
{members}
aggregate_metric_list:
  - metric: acc
    aggregation: mean
    weight_by_size: true
  - metric: acc_norm
    aggregation: mean
    weight_by_size: true
metadata:
  version: 1.0
"""


def task_name(subject: str) -> str:
    return f"{GROUP}_{subject}"


def task_files() -> dict[str, str]:
    """File name to text, for every file of the task's folder."""
    members = "\n".join(f"  - {task_name(subject)}" for subject in SUBJECTS)
    files = {f"{GROUP}.yaml": _GROUP.format(group=GROUP, members=members)}
    for subject in SUBJECTS:
        asked = [one for one in questions() if one.subject == subject]
        files[f"{subject}.jsonl"] = json_lines(asked)
        files[f"{task_name(subject)}.yaml"] = _TASK.format(group=GROUP, subject=subject)
    return files


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in task_files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"{len(task_files())} files, {len(questions())} questions in {FOLDER}")
