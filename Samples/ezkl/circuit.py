"""The circuit: one step of SGD of a 4-3-2 network, as an ONNX graph that EZKL turns into a Halo2 circuit.

Inputs, each of which becomes one public Poseidon hash:
    batch      [B+1, 6]  rows x‖y, then a row of salt
    state      [8, 3]    W1 (4 rows), W2 transposed (2 rows), then two rows of salt
    statement  [1, 16]   the step statement's SHA-256 as sixteen big-endian 16-bit limbs
Outputs, hashed alike:
    state after the step, with the same salt; statement, unchanged

Squared error, no bias: out = relu(x·W1)·W2, W ← W − RATE·gradient of Σ(out−y)²/2.
"""

import numpy as np

INPUTS, HIDDEN, OUTPUTS, BATCH, RATE = 4, 3, 2, 1, 0.125
SCALE = 12  # Every number is a multiple of 2^-SCALE.
WEIGHTS = INPUTS + OUTPUTS  # Rows of the state that are weights.
SALT_ROWS = 2
# Which tensors the public inputs are hashes of, in EZKL's order.
PUBLIC = ("batch", "state_before", "statement", "state_after", "statement")


def graph():
    """The step as an ONNX model."""
    import onnx
    from onnx import TensorProto, helper

    nodes, constants = [], []

    def node(operation, inputs, output, **attributes):
        nodes.append(helper.make_node(operation, inputs.split(), [output], **attributes))

    def constant(name, kind, values):
        values = np.asarray(values)
        constants.append(helper.make_tensor(name, kind, values.shape, values.ravel().tolist()))

    def cut(source, name, rows, columns):
        constant(f"{name}_from", TensorProto.INT64, [rows[0], columns[0]])
        constant(f"{name}_to", TensorProto.INT64, [rows[1], columns[1]])
        node("Slice", f"{source} {name}_from {name}_to", name)

    constant("zero", TensorProto.FLOAT, [[0.0]])
    constant("rate", TensorProto.FLOAT, [[RATE]])
    cut("batch", "x", (0, BATCH), (0, INPUTS))
    cut("batch", "y", (0, BATCH), (INPUTS, INPUTS + OUTPUTS))
    cut("state", "w1", (0, INPUTS), (0, HIDDEN))
    cut("state", "w2t", (INPUTS, WEIGHTS), (0, HIDDEN))
    cut("state", "salt", (WEIGHTS, WEIGHTS + SALT_ROWS), (0, HIDDEN))
    node("MatMul", "x w1", "z")
    node("Relu", "z", "a")
    node("Transpose", "w2t", "w2", perm=[1, 0])
    node("MatMul", "a w2", "out")
    node("Sub", "out y", "d2")
    node("MatMul", "d2 w2t", "e")
    node("Greater", "z zero", "positive")
    node("Cast", "positive", "mask", to=TensorProto.FLOAT)
    node("Mul", "e mask", "d1")
    node("Transpose", "x", "xt", perm=[1, 0])
    node("Transpose", "d2", "d2t", perm=[1, 0])
    node("MatMul", "xt d1", "g1")
    node("MatMul", "d2t a", "g2t")
    node("Mul", "g1 rate", "s1")
    node("Mul", "g2t rate", "s2t")
    node("Sub", "w1 s1", "w1_after")
    node("Sub", "w2t s2t", "w2t_after")
    node("Concat", "w1_after w2t_after salt", "state_after", axis=0)
    # An input that leads nowhere would be dropped, and its hash with it.
    node("Add", "statement zero", "statement_after")

    def tensor(name, *shape):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    state = (WEIGHTS + SALT_ROWS, HIDDEN)
    inputs = [tensor("batch", BATCH + 1, INPUTS + OUTPUTS), tensor("state", *state), tensor("statement", 1, 16)]
    outputs = [tensor("state_after", *state), tensor("statement_after", 1, 16)]
    built = helper.make_graph(nodes, "sgd-step", inputs, outputs, constants)
    model = helper.make_model(built, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def run_arguments():
    """EZKL's settings, all fixed here: calibration would make them depend on data."""
    import ezkl

    arguments = ezkl.PyRunArgs()
    arguments.input_visibility = arguments.output_visibility = "hashed/public"
    arguments.param_visibility = "fixed"
    arguments.input_scale = arguments.param_scale = SCALE
    arguments.logrows = 12
    # Numbers before rounding have three limbs to base 2^11: less than 2^33 in magnitude at scale 24.
    arguments.decomp_base, arguments.decomp_legs = 2048, 3
    return arguments


def exact_step(state, batch):
    """The same step in float64, to see how far EZKL's rounding leads away."""
    x, y = batch[:BATCH, :INPUTS], batch[:BATCH, INPUTS:]
    w1, w2 = state[:INPUTS], state[INPUTS:WEIGHTS].T
    z = x @ w1
    a = np.maximum(z, 0)
    d2 = a @ w2 - y
    d1 = (d2 @ w2.T) * (z > 0)
    return np.vstack([w1 - RATE * x.T @ d1, (w2 - RATE * a.T @ d2).T, state[WEIGHTS:]])


def limbs(digest):
    """A SHA-256 as sixteen numbers."""
    return [int.from_bytes(digest[i : i + 2], "big") for i in range(0, 32, 2)]


def on_grid(values):
    """Values rounded to multiples of 2^-SCALE, as EZKL would."""
    return np.round(np.asarray(values) * 2**SCALE) / 2**SCALE
