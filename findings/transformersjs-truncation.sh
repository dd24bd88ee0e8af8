#!/usr/bin/env bash
# transformers.js 4.3.2 (@huggingface/transformers) cuts a text that is too long after its special tokens are added, and the last
# of them with it.
#
# A tokenizer of three letters puts <start> (3) before a text and <end> (4) behind it; rows are of 4 tokens at most. "a b" becomes
# 3 0 1 4; of "a b c a b" the template leaves room for two letters, 3 0 1 4 again. Seen: 3 0 1 2. CLIP reads a caption's
# features at its end-of-text token, so those of a longer caption come from another place, without an error.
# Needs: Node 20 or later, npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --ignore-scripts @huggingface/transformers@4.3.2

cat > cut.mjs <<'JS'
import { PreTrainedTokenizer } from '@huggingface/transformers';
const special = (id, content) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true });
const json = {
    version: '1.0', truncation: null, padding: null,
    added_tokens: [special(3, '<start>'), special(4, '<end>')],
    normalizer: null, pre_tokenizer: { type: 'Whitespace' }, decoder: null,
    post_processor: {
        type: 'TemplateProcessing',
        single: [{ SpecialToken: { id: '<start>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '<end>', type_id: 0 } }],
        pair: [],
        special_tokens: { '<start>': { id: '<start>', ids: [3], tokens: ['<start>'] }, '<end>': { id: '<end>', ids: [4], tokens: ['<end>'] } },
    },
    model: { type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: false, byte_fallback: false, vocab: { a: 0, b: 1, c: 2, '<start>': 3, '<end>': 4 }, merges: [] },
};
const tokenizer = new PreTrainedTokenizer(json, { model_max_length: 4 });
const ids = (text) => Array.from(tokenizer([text], { truncation: true, padding: false }).input_ids.data).map(Number);
console.log(`transformers.js 4.3.2: "a b" ${ids('a b')}, "a b c a b" ${ids('a b c a b')}, by its template 3,0,1,4 for both`);
process.exit(ids('a b').join() === '3,0,1,4' && ids('a b c a b').join() === '3,0,1,2' ? 0 : 1);
JS
node cut.mjs
