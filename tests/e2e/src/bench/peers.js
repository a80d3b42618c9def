// Runs a classic script.
const script = src => new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement("script"), { src });
    element.onload = resolve;
    element.onerror = () => reject(new Error(`${src} is not there`));
    document.head.append(element);
});

// Other runtimes with the same network, each on one thread. Each gets the values
// of all pixels, channel by channel or pixel by pixel (`channelsLast`), and
// returns a function that computes the logits.
const peers = {
    "onnxruntime-web": async ({ values, width, height }) => {
        const ort = await import("/npm/onnxruntime-web/dist/ort.wasm.min.mjs");
        ort.env.wasm.numThreads = 1;
        ort.env.wasm.wasmPaths = new URL("/npm/onnxruntime-web/dist/", location).href;
        const session = await ort.InferenceSession.create("/model/whence.onnx");
        const input = new ort.Tensor("float32", values, [1, 3, height, width]);
        return async () => (await session.run({ input })).logits.data;
    },
    "LiteRT.js": async ({ channelsLast, width, height }) => {
        const litert = await import("/npm/@litertjs/core/dist/index.js");
        await litert.loadLiteRt("/npm/@litertjs/core/wasm/", { threads: false });
        const options = { accelerator: "wasm" };
        const model = await litert.loadAndCompile("/forms/whence.tflite", options);
        const [{ name }] = model.getInputDetails();
        const input = new litert.Tensor(channelsLast, [1, height, width, 3]);
        return async () => {
            const outputs = await model.run({ [name]: input });
            const logits = outputs.logits.toTypedArray();
            Object.values(outputs).forEach(output => output.delete());
            return logits;
        };
    },
    "TensorFlow.js": async ({ channelsLast, width, height }) => {
        await script("/npm/@tensorflow/tfjs-core/dist/tf-core.min.js");
        await script("/npm/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js");
        const { tf } = window;
        tf.wasm.setWasmPaths("/npm/@tensorflow/tfjs-backend-wasm/dist/");
        await tf.setBackend("wasm");
        const program = await (await fetch("/forms/whence.json")).json();
        const weights = await (await fetch("/forms/whence.bin")).arrayBuffer();
        const tensor = ({ at, shape }) =>
            tf.tensor(new Float32Array(weights, at, shape.reduce((a, b) => a * b)), shape);
        const kinds = {
            add: ([a, b]) => tf.add(a, b),
            mean: ([x]) => tf.mean(x, [1, 2]),
        };
        const steps = program.steps.map(({ kind, of, to, kernel, bias, ...rest }) => {
            if (kinds[kind]) return { of, to, run: kinds[kind] };
            const fixed = { ...rest, filter: tensor(kernel), bias: tensor(bias) };
            return { of, to, run: ([x]) => tf.fused[kind]({ x, ...fixed }) };
        });
        const image = tf.tensor(channelsLast, [1, height, width, 3]);
        return async () => {
            const logits = tf.tidy(() => {
                const made = { [program.input]: image };
                for (const { of, to, run } of steps) made[to] = run(of.map(name => made[name]));
                return made[program.output];
            });
            const values = await logits.data();
            logits.dispose();
            return values;
        };
    },
    "RTen": async ({ values, width, height }) => {
        const rten = await import("/rten/rten.js");
        await rten.default();
        const network = await (await fetch("/forms/whence.onnx")).arrayBuffer();
        const model = new rten.Model(new Uint8Array(network));
        const inputs = Uint32Array.of(model.findNode("input"));
        const outputs = model.outputIds();
        return async () => {
            const input = rten.Tensor.floatTensor(Uint32Array.of(1, 3, height, width), values);
            const found = model.run(inputs, [input], outputs);
            const logits = found[outputs.indexOf(model.findNode("logits"))].floatData();
            found.forEach(tensor => tensor.free());
            return logits;
        };
    },
};
