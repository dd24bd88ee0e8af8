#!/usr/bin/env bash
# transformers.js 4.3.2 (@huggingface/transformers) in Node shrinks images by "bicubic" and "bilinear" without antialiasing.
#
# Its source says "This matches how the python Pillow library does it", and calls sharp's `affine`, which looks at four by four
# pixels of the original whatever the scale. A picture of lines one pixel wide, black and white in turn, 256 by 256, is shrunk
# to 48 by 48: any filter that covers what it shrinks gives grey, 127 or 128. Seen: 0 to 191, and 0 to 170 by bilinear. By "lanczos", for
# which it calls `resize`, all are grey. CLIP's and SigLIP's preprocessor_config.json ask for bicubic (resample 3).
# Needs: Node 20 or later, npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --ignore-scripts @huggingface/transformers@4.3.2

cat > lines.mjs <<'JS'
import { RawImage } from '@huggingface/transformers';

const side = 256;
const lines = Uint8ClampedArray.from({ length: side * side * 3 }, (_, i) => (Math.floor(i / 3) % side % 2) * 255);
const range = {};
for (const resample of ['bilinear', 'bicubic', 'lanczos']) {
    const image = await new RawImage(lines, side, side, 3).resize(48, 48, { resample });
    const inside = [];
    for (let y = 4; y < 44; y++) {
        for (let x = 4; x < 44; x++) {
            inside.push(image.data[(y * image.width + x) * image.channels]);
        }
    }
    range[resample] = [Math.min(...inside), Math.max(...inside)];
    console.log(`transformers.js 4.3.2, ${resample}: ${range[resample].join(' to ')}, by an antialiased filter 127 to 128`);
}
const spread = ([least, most]) => most - least;
process.exit(spread(range.bicubic) > 50 && spread(range.bilinear) > 50 && spread(range.lanczos) < 10 ? 0 : 1);
JS
node lines.mjs
