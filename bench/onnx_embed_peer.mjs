// The peer for embedding images: sharp (libvips) and onnxruntime-node on an exported vision_model.onnx.
//
//   npm install --ignore-scripts onnxruntime-node sharp
//   node bench/onnx_embed_peer.mjs first-onnx/onnx/vision_model.onnx pictures 224 out.npy
//
// In the folder where the two packages are installed. Decodes, shrinks so that the shorter side fits, crops the middle, scales to
// CLIP's mean and deviation, embeds 64 at a time with two threads, and writes float32 [N, D] as .npy: what `diptych embed` does.
import { createRequire } from 'node:module';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'any.js'));
const ort = require('onnxruntime-node');
const sharp = require('sharp');
const [model, folder, sizeText, output, threadsText] = process.argv.slice(2);
const size = Number(sizeText);
const threads = Number(threadsText ?? 2);
const BATCH = 64;
const MEAN = [0.48145466, 0.4578275, 0.40821073];
const DEVIATION = [0.26862954, 0.26130258, 0.27577711];

async function pixels(file, batch, row) {
    const { data } = await sharp(file)
        .flatten({ background: 'white' })
        .toColourspace('srgb')
        .resize(size, size, { fit: 'cover', kernel: 'cubic' })
        .raw()
        .toBuffer({ resolveWithObject: true });
    const plane = size * size;
    for (let c = 0; c < 3; c++) {
        const base = (row * 3 + c) * plane;
        for (let i = 0; i < plane; i++) {
            batch[base + i] = (data[3 * i + c] / 255 - MEAN[c]) / DEVIATION[c];
        }
    }
}

const begin = performance.now();
sharp.concurrency(1);
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: threads });
const files = readdirSync(folder).filter(name => /\.(jpe?g|png|webp)$/i.test(name)).sort().map(name => path.join(folder, name));
const rows = [];
let embedding = 0;
for (let from = 0; from < files.length; from += BATCH) {
    const part = files.slice(from, from + BATCH);
    const batch = new Float32Array(part.length * 3 * size * size);
    await Promise.all(part.map((file, row) => pixels(file, batch, row)));
    const start = performance.now();
    const result = await session.run({ pixel_values: new ort.Tensor('float32', batch, [part.length, 3, size, size]) });
    embedding += performance.now() - start;
    rows.push(Float32Array.from(result[session.outputNames[0]].data));
}
const dimensions = rows[0].length / Math.min(BATCH, files.length);
for (const part of rows) {
    for (let at = 0; at < part.length; at += dimensions) {
        const norm = Math.hypot(...part.subarray(at, at + dimensions));
        for (let d = 0; d < dimensions; d++) {
            part[at + d] /= norm;
        }
    }
}
const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${files.length}, ${dimensions}), }`.padEnd(117) + '\n';
const head = Buffer.alloc(10);
head.write('\x93NUMPY\x01\x00', 'latin1');
head.writeUInt16LE(header.length, 8);
writeFileSync(output, Buffer.concat([head, Buffer.from(header), ...rows.map(part => Buffer.from(part.buffer))]));
const seconds = (performance.now() - begin) / 1000;
console.log(`${files.length} images in ${seconds.toFixed(1)} s, ${(files.length / seconds).toFixed(1)} images/s; in the model alone `
    + `${(1000 * files.length / embedding).toFixed(1)} images/s`);
