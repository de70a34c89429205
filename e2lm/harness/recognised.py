"""Which cells of a sweep are done already, and which were done otherwise than they are asked now.

Worker side: the identity of a cell needs the built tasks.
"""

from __future__ import annotations

from collections.abc import Mapping

from e2lm.harness.cells import CellIdentity, FinishedCell, cell_place, difference
from e2lm.harness.control import Cell
from e2lm.harness.placing import Output
from e2lm.harness.request import Target
from e2lm.harness.state import CellState, Stage
from e2lm.harness.weights import files_hash, is_local

Asked = Mapping[Cell, tuple[Target, CellIdentity]]


def recognised(job: str, asked: Asked, output: Output) -> list[CellState]:
    """DONE and STALE cells among those asked, by what lies in the output of the job.

    Results of the same identity count wherever they lie: in this job's own place, or in another's where they are of the
    same weights, configuration and tokenizer too, since other models may have the same name. Results in the own place
    of another identity are STALE.
    """
    by_identity: dict[CellIdentity, list[FinishedCell]] = {}
    by_place: dict[str, FinishedCell] = {}
    identities = {identity for _, identity in asked.values()}
    places = {cell_place(job, *name) for name in asked}
    for cell in output.finished(lambda cell: cell.identity in identities or cell.place in places):
        by_identity.setdefault(cell.identity, []).append(cell)
        by_place[cell.place] = cell
    found = []
    hashes: dict[Target, str] = {}
    for name, (target, identity) in asked.items():
        place = cell_place(job, *name)
        own = by_place.get(place)
        if own and own.identity == identity:
            found.append(_done(name, own, ""))
            continue
        same = [cell for cell in by_identity.get(identity, ()) if _of_checkpoint(cell, target, hashes)]
        if same:
            found.append(_done(name, same[0], f"done before: {same[0].place}"))
        elif own:
            found.append(CellState(*name, stage=Stage.STALE, message=difference(own.identity, identity)))
    return found


def _done(name: Cell, cell: FinishedCell, note: str) -> CellState:
    scoring = cell.record.get("scoring")
    how = scored_by(scoring) if isinstance(scoring, Mapping) else ""
    return CellState(*name, stage=Stage.DONE, note="; ".join(filter(None, (note, how))))


def scored_by(scoring: Mapping[str, object]) -> str:
    """What is to be known of how a cell was scored, "" where it was done as asked."""
    words = [f"scored by {scoring['scoring']}: {scoring['why']}"] if scoring.get("why") else []
    if scoring.get("nan"):
        words.append(f"{scoring['nan']} answers are no numbers: the weights may be broken")
    if scoring.get("cut"):
        words.append(f"{scoring['cut']} requests are longer than the model takes: their beginnings were cut off")
    return "; ".join(words)


def _of_checkpoint(cell: FinishedCell, target: Target, hashes: dict[Target, str]) -> bool:
    """Whether results are of this very checkpoint: the same address on the hub, or the same files on disk."""
    if not is_local(target.pretrained):
        names = ("pretrained", "revision", "subfolder")
        return all(cell.record.get(name) == getattr(target, name) for name in names)
    if target not in hashes:
        try:
            hashes[target] = files_hash(target)
        except OSError:
            hashes[target] = ""
    return bool(cell.files) and cell.files == hashes[target]
