// The peer for training a tokenizer: Hugging Face's library, in Rust, by its own package for Node.
//
//   ./diptych bench tokenizer --vocab-size 30000 --write captions.txt
//   npm install --ignore-scripts tokenizers@0.23.2
//   node bench/tokenizer_train_peer.mjs captions.txt
//
// In the folder where the package is installed. Trains a byte-level BPE of CLIP's pipeline (NFC, white space, lower case, CLIP's words)
// on a text file of one caption a line, on all processors, and prints the time, which has the reading of the file in it. The package
// trains with its defaults alone: 30,000 tokens, which is what ours is asked for, and no token of its own at the end of a word. A
// second argument is a file for the trained tokenizer, a third the number of turns. RAYON_NUM_THREADS sets its threads.
import { createRequire } from 'node:module';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const require = createRequire(path.join(process.cwd(), 'any.js'));
const { Tokenizer } = require('tokenizers');
const { version } = require('tokenizers/package.json');
const [captions, output = '', turns = '1'] = process.argv.slice(2);
if (!captions) {
    console.error('tokenizer_train_peer: no file, expected a text file of one caption a line');
    process.exit(2);
}

const words = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";
const untrained = JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: {
        type: 'Sequence',
        normalizers: [
            { type: 'NFC' },
            { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
            { type: 'Lowercase' },
        ],
    },
    pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [
            { type: 'Split', pattern: { Regex: words }, behavior: 'Removed', invert: true },
            { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
        ],
    },
    post_processor: null,
    decoder: null,
    model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        vocab: {},
        merges: [],
    },
});

let count = 0;
for await (const _ of createInterface({ input: createReadStream(captions) })) {
    count++;
}
console.log(`tokenizers ${version}, ${count} captions`);
console.log('part             s     CPU s   captions/s');
let tokenizer;
for (let turn = 0; turn < Number(turns); turn++) {
    tokenizer = Tokenizer.fromString(untrained);
    const cpu = process.cpuUsage();
    const start = performance.now();
    tokenizer.train([captions]);
    const seconds = (performance.now() - start) / 1e3;
    const { user, system } = process.cpuUsage(cpu);
    const row = [seconds.toFixed(2).padStart(9), ((user + system) / 1e6).toFixed(2).padStart(9)];
    console.log(`train    ${row.join(' ')} ${(count / seconds).toFixed(0).padStart(12)}`);
}
console.log(`\n${tokenizer.getVocabSize()} tokens`);
if (output) {
    tokenizer.save(output);
}
