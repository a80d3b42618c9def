"""Writes the network of an ONNX file in the forms that other runtimes read.

    python forms.py NETWORK.onnx FOLDER

`whence.tflite` is for LiteRT; its answer is compared with ONNX Runtime's.
`whence.json` and `whence.bin` are for TensorFlow.js: the steps in their order,
and the weights, 32-bit numbers as every runtime computes with. `whence.onnx` is
for RTen 0.27, which reads no packed attributes and has no defaults.
Only the operators that Whence's networks have are known.
"""

import json
import sys
from itertools import starmap
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import tensorflow as tf
from onnx import helper, numpy_helper


def attributes(node):
    """The attributes of a node, by name."""
    return {one.name: helper.get_attribute_value(one) for one in node.attribute}


def unknown(node):
    """Ends the program."""
    sys.exit(f"this converter does not know {node.op_type} as it is used here")


def folded(graph):
    """The constants, also those computed from others, and the other nodes."""
    constants = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    nodes = []
    for node in graph.node:
        given = [constants.get(name) for name in node.input]
        if any(one is None for one in given):
            nodes.append(node)
        elif node.op_type == "Cast":
            kind = helper.tensor_dtype_to_np_dtype(attributes(node)["to"])
            constants[node.output[0]] = given[0].astype(kind)
        elif node.op_type == "Mul":
            constants[node.output[0]] = given[0] * given[1]
        else:
            unknown(node)
    return constants, nodes


def steps(constants, nodes):
    """The nodes in the terms of TensorFlow: activations are parts of the
    convolutions before them, kernels are HWIO or HWC1."""
    made = {}
    for node in nodes:
        kind, extra = node.op_type, attributes(node)
        of, to = list(node.input), node.output[0]
        if kind == "Conv":
            depthwise = extra.get("group", 1) > 1
            axes = (2, 3, 0, 1) if depthwise else (2, 3, 1, 0)
            made[to] = {
                "kind": "depthwiseConv2d" if depthwise else "conv2d",
                "of": of[:1],
                "kernel": constants[of[1]].transpose(axes),
                "bias": constants[of[2]],
                "strides": list(extra["strides"]),
                "pad": "same" if any(extra.get("pads", [])) else "valid",
            }
        elif kind == "Relu" or kind == "Clip" and [constants[name] for name in of[1:]] == [0, 6]:
            activation = "relu" if kind == "Relu" else "relu6"
            made[to] = made.pop(of[0]) | {"activation": activation}
        elif kind == "ReduceMean" and list(extra["axes"]) == [2, 3]:
            made[to] = {"kind": "mean", "of": of}
        elif kind == "Add":
            made[to] = {"kind": "add", "of": of}
        else:
            unknown(node)
    return [step | {"to": to} for to, step in made.items()]


def run(program, source, outputs, image):
    """The outputs of the program for an image, by name."""
    values = {source: image}
    activations = {"relu": tf.nn.relu, "relu6": tf.nn.relu6}
    for step in program:
        given = [values[name] for name in step["of"]]
        if step["kind"] == "add":
            result = given[0] + given[1]
        elif step["kind"] == "mean":
            result = tf.reduce_mean(given[0], [1, 2])
        else:
            depthwise = step["kind"] == "depthwiseConv2d"
            convolve = tf.nn.depthwise_conv2d if depthwise else tf.nn.conv2d
            strides = [1, *step["strides"], 1]
            result = convolve(given[0], step["kernel"], strides, step["pad"].upper())
            result = tf.nn.bias_add(result, step["bias"])
            result = activations.get(step.get("activation"), tf.identity)(result)
        values[step["to"]] = result
    return {name: values[name] for name in outputs}


def lite(program, source, outputs, shape):
    """The network as LiteRT reads it."""
    function = tf.function(
        lambda image: run(program, source, outputs, image),
        input_signature=[tf.TensorSpec(shape, tf.float32)],
    )
    module = tf.Module()
    module.run = function
    concrete = [function.get_concrete_function()]
    return tf.lite.TFLiteConverter.from_concrete_functions(concrete, module).convert()


def compare(model, network, shape):
    """Ends the program where LiteRT answers otherwise than ONNX Runtime."""
    values = np.random.default_rng(1).standard_normal(shape, np.float32)
    session = onnxruntime.InferenceSession(network)
    names = [output.name for output in session.get_outputs()]
    expected = session.run(names, {session.get_inputs()[0].name: values.transpose(0, 3, 1, 2)})
    signature = tf.lite.Interpreter(model_content=model).get_signature_runner()
    found = signature(**{next(iter(signature.get_input_details())): values})
    for name, one in zip(names, expected):
        other = found[name].transpose(0, 3, 1, 2) if one.ndim == 4 else found[name]
        difference = float(np.abs(one - other).max())
        print(f"{name} differs by at most {difference:.1e}")
        if difference > 1e-3:
            sys.exit("it is not the same network")


def spelled_out(network):
    """The ONNX file as ONNX's own library writes it, with defaults as attributes."""
    model = onnx.load(network)
    defaults = {"dilations": [1, 1], "pads": [0, 0, 0, 0]}
    for node in model.graph.node:
        if node.op_type == "Conv":
            given = attributes(node)
            missing = {name: value for name, value in defaults.items() if name not in given}
            node.attribute.extend(starmap(helper.make_attribute, missing.items()))
    return model.SerializeToString()


def packed(program):
    """The program with a place in a file for each of its weights, and the file."""
    weights = bytearray()

    def placed(values):
        place = {"at": len(weights), "shape": list(values.shape)}
        weights.extend(values.astype("<f4").tobytes())
        return place

    arrays = lambda step: {key: placed(step[key]) for key in ("kernel", "bias") if key in step}
    return [step | arrays(step) for step in program], bytes(weights)


def main(network, folder):
    """Converts, and says how large the files are."""
    graph = onnx.load(network).graph
    source, outputs = graph.input[0], [one.name for one in graph.output]
    _, channels, height, width = [one.dim_value for one in source.type.tensor_type.shape.dim]
    shape = [1, height, width, channels]
    program = steps(*folded(graph))
    model = lite(program, source.name, outputs, shape)
    compare(model, network, shape)
    listed, weights = packed(program)
    text = json.dumps({"input": source.name, "output": "logits", "steps": listed})
    Path(folder).mkdir(parents=True, exist_ok=True)
    files = {
        "whence.tflite": model,
        "whence.json": text.encode(),
        "whence.bin": weights,
        "whence.onnx": spelled_out(network),
    }
    for name, content in files.items():
        (Path(folder) / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
