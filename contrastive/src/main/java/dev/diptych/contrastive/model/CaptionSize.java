package dev.diptych.contrastive.model;

/**
 * How the captions of a batch stand in a program of the text tower.
 *
 * @param captions B
 * @param tokens T, to which each is padded; or R, rows that all of them have together
 * @param packed whether they are packed, without padding
 */
public record CaptionSize(int captions, int tokens, boolean packed) {
    /** Rows that the tower computes. */
    public long rows() {
        return packed ? tokens : (long) captions * tokens;
    }
}
