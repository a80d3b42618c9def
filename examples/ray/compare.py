"""Check that classify.py answers as `whence classify` does.

    python compare.py ANSWERS.jsonl PARQUET_FOLDER

ANSWERS.jsonl is what `whence classify --format jsonl` wrote for the same files.
Decoders of JPEG and WebP round and interpolate colours differently, so
probabilities may differ: by 0.01 for 95 % of the pictures, and by 0.03 at most.
"""

import json
import sys
from pathlib import Path

import pyarrow.parquet

TYPICAL, LARGEST = 0.01, 0.03


def main(jsonl, parquet):
    """Compares every picture and prints the largest differences."""
    rows = [json.loads(line) for line in Path(jsonl).read_text(encoding="utf-8").splitlines()]
    expected = {Path(row["name"]).resolve(): row for row in rows}
    found = {Path(row["name"]).resolve(): row for row in pyarrow.parquet.read_table(parquet).to_pylist()}
    if not rows or expected.keys() != found.keys():
        sys.exit(f"{len(expected)} and {len(found)} pictures: not the same ones")
    differences = []
    for name, row in expected.items():
        other = found[name]
        if (row["error"] is None) != (other["error"] is None):
            sys.exit(f"{name}: one has an answer: {row['error']}, {other['error']}")
        pairs = [(one["probability"], other[one["label"]]) for one in row["predictions"] or []]
        same = (row["verdict"] or {}).get("kind") == other["verdict"]
        differences.append((max((abs(a - b) for a, b in pairs), default=0), name, same))
    differences.sort(reverse=True)
    typical = differences[len(differences) // 20][0]
    largest, name, _ = differences[0]
    verdicts = sum(same for *_, same in differences)
    print(f"{len(rows)} pictures: 95 % differ by at most {typical:.4f}, {name.name} by {largest:.4f}; "
          f"{verdicts} verdicts are the same")
    if typical > TYPICAL or largest > LARGEST or verdicts < 0.98 * len(rows):
        sys.exit("these are not the same answers")


if __name__ == "__main__":
    main(*sys.argv[1:])
