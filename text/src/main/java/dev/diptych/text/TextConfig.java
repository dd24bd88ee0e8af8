package dev.diptych.text;

/**
 * CLIP's text transformer, under the names of open_clip's {@code text_cfg}.
 *
 * @param contextLength T, tokens of a caption, start and end of text included, at least 3
 * @param vocabSize V
 * @param width W
 * @param heads attention heads, a divisor of {@code width}
 * @param layers how many blocks
 * @param mlpRatio hidden width of the feed-forward half over {@code width}
 */
public record TextConfig(int contextLength, int vocabSize, int width, int heads, int layers, double mlpRatio) {
    public TextConfig {
        if (contextLength < 3 || vocabSize < 3) {
            throw new IllegalArgumentException("text_cfg: context_length " + contextLength + ", vocab_size " + vocabSize
                    + ", expected at least 3 each");
        }
        if (width < 1 || heads < 1 || width % heads != 0 || layers < 1 || !(mlpRatio > 0)) {
            throw new IllegalArgumentException("text_cfg: width " + width + ", heads " + heads + ", layers " + layers
                    + ", mlp_ratio " + mlpRatio + ", expected all positive, width a multiple of heads");
        }
    }

    public int mlpWidth() {
        return (int) (width * mlpRatio);
    }
}
