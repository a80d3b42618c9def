"""Writes the network of an ONNX file as `whence.tflite`, and checks its answer.

    python litert.py NETWORK.onnx FOLDER

Only the operators that Whence's networks have are known. Weights are stored as
32-bit numbers, which is what every runtime computes with.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import tensorflow as tf
from onnx import helper, numpy_helper


def attributes(node):
    """The attributes of a node, by name."""
    return {one.name: helper.get_attribute_value(one) for one in node.attribute}


def convolution(x, kernel, bias, strides, pads=(0, 0, 0, 0), group=1, **_):
    """A convolution or a depthwise one; kernels are OIHW in ONNX."""
    strides = [1, *strides, 1]
    padding = "SAME" if any(pads) else "VALID"
    if group == 1:
        x = tf.nn.conv2d(x, kernel.transpose(2, 3, 1, 0), strides, padding)
    else:
        x = tf.nn.depthwise_conv2d(x, kernel.transpose(2, 3, 0, 1), strides, padding)
    return tf.nn.bias_add(x, bias)


def run(graph, image):
    """The outputs of the graph, whose constants are computed beforehand."""
    values = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    values[graph.input[0].name] = image
    for node in graph.node:
        given = [values[name] for name in node.input]
        kind, extra = node.op_type, attributes(node)
        if kind == "Cast":
            result = given[0].astype(helper.tensor_dtype_to_np_dtype(extra["to"]))
        elif kind == "Conv":
            result = convolution(*given, **extra)
        elif kind == "Relu":
            result = tf.nn.relu(given[0])
        elif kind == "Clip" and (given[1], given[2]) == (0, 6):
            result = tf.nn.relu6(given[0])
        elif kind == "ReduceMean" and list(extra["axes"]) == [2, 3]:
            result = tf.reduce_mean(given[0], [1, 2])
        elif kind in ("Add", "Mul"):
            result = given[0] + given[1] if kind == "Add" else given[0] * given[1]
        else:
            sys.exit(f"this converter does not know {kind} as it is used here")
        values[node.output[0]] = result
    return {one.name: values[one.name] for one in graph.output}


def main(network, folder):
    """Converts, and compares all outputs for one tensor."""
    graph = onnx.load(network).graph
    _, channels, height, width = [one.dim_value for one in graph.input[0].type.tensor_type.shape.dim]
    function = tf.function(
        lambda image: run(graph, image),
        input_signature=[tf.TensorSpec([1, height, width, channels], tf.float32)],
    )
    module = tf.Module()
    module.run = function
    concrete = [function.get_concrete_function()]
    converter = tf.lite.TFLiteConverter.from_concrete_functions(concrete, module)
    model = converter.convert()
    file = Path(folder) / "whence.tflite"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(model)

    values = np.random.default_rng(1).standard_normal((1, height, width, channels), np.float32)
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
    print(f"{file}: {len(model)} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
