package dev.diptych.text.bpe;

/**
 * One merge of a byte-pair encoding: two tokens that stand side by side become one.
 *
 * @param left id
 * @param right id
 * @param merged id of the token that is their concatenation
 */
public record Merge(int left, int right, int merged) {}
