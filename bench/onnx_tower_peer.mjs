// The peer for a tower's forward pass: onnxruntime-node on an exported vision_model.onnx, vision_model_quantized.onnx or so.
//
//   npm install --ignore-scripts onnxruntime-node
//   node bench/onnx_tower_peer.mjs first-onnx/onnx/vision_model.onnx 224 1,8,64
//
// In the folder where the package is installed. Runs random images of the side given, as many at a time as each number says, with two
// threads for three seconds each, and prints the median run and images a second: what `diptych bench embed` prints of its own.
// A fourth and a fifth argument are threads and seconds.
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'any.js'));
const ort = require('onnxruntime-node');
const [model, sizeText, rowsText = '1,8,64', threadsText = '2', secondsText = '3'] = process.argv.slice(2);
const size = Number(sizeText);
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: Number(threadsText) });

async function run(input) {
    const start = performance.now();
    const result = await session.run(input);
    const values = result[session.outputNames[0]].data;
    if (!Number.isFinite(values[0])) {
        throw new Error(`embedding of ${values[0]}, expected finite numbers`);
    }
    return performance.now() - start;
}

console.log('rows        ms     rows/s');
for (const rows of rowsText.split(',').map(Number)) {
    const pixels = new Float32Array(rows * 3 * size * size);
    for (let i = 0; i < pixels.length; i++) {
        pixels[i] = 2 * Math.random() - 1;
    }
    const input = { pixel_values: new ort.Tensor('float32', pixels, [rows, 3, size, size]) };
    await run(input);
    await run(input);
    const runs = [];
    for (let spent = 0; runs.length < 5 || spent < 1000 * Number(secondsText); ) {
        const milliseconds = await run(input);
        runs.push(milliseconds);
        spent += milliseconds;
    }
    runs.sort((a, b) => a - b);
    const median = runs[runs.length >> 1];
    console.log(`${String(rows).padStart(4)} ${median.toFixed(2).padStart(9)} ${(1000 * rows / median).toFixed(1).padStart(10)}`);
}
