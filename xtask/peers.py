"""Holds exported networks against ONNX's checker and ONNX Runtime.

Usage: peers.py FOLDER, where FOLDER holds for each network NAME.onnx, NAME.f32
(the inputs, one after another) and NAME.json (a list with what the framework
and Whence answered to each input).
"""

import json
import pathlib
import sys

import numpy
import onnx
import onnxruntime

TOLERANCE = 1e-4


def difference(found, expected):
    return float(numpy.abs(numpy.ravel(found) - numpy.ravel(expected)).max())


def differences(path):
    """The largest difference of every peer from ONNX Runtime, by name."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (taken,) = session.get_inputs()
    names = [output.name for output in session.get_outputs()]
    answers = json.loads(path.with_suffix(".json").read_text())
    inputs = numpy.fromfile(path.with_suffix(".f32"), "<f4").reshape(len(answers), *taken.shape)
    largest = {}
    for values, answer in zip(inputs, answers):
        results = dict(zip(names, session.run(names, {taken.name: values})))
        found = {f"whence, {name}": answer["whence"][name] for name in names}
        found["framework, logits"] = answer["framework"]
        for peer, value in found.items():
            expected = results[peer.split(", ")[1]]
            largest[peer] = max(largest.get(peer, 0.0), difference(value, expected))
    return len(answers), largest


def main():
    models = sorted(pathlib.Path(sys.argv[1]).glob("*.onnx"))
    if not models:
        sys.exit(f"there are no networks in {sys.argv[1]}")
    print(f"onnx {onnx.__version__}, ONNX Runtime {onnxruntime.__version__}")
    worst = 0.0
    for path in models:
        onnx.checker.check_model(path, full_check=True)
        count, largest = differences(path)
        print(f"\n{path.stem}: accepted by onnx.checker; largest differences over {count} pictures")
        for peer, value in largest.items():
            print(f"  {peer:<20} {value:.1e}")
        worst = max(worst, *largest.values())
    if worst > TOLERANCE:
        sys.exit(f"\nthe largest difference, {worst:.1e}, is over {TOLERANCE:.0e}")


if __name__ == "__main__":
    main()
