package dev.diptych.eval.retrieval.block;

import dev.diptych.eval.retrieval.Matches;
import java.util.Arrays;

/** One worker's counts of who is ahead of the right answers: more similar, or as similar and of a lower index. */
final class BlockCount {
    private final Matches matches;
    private final int[] ofMatch;
    private final int[] best;
    private final int[] ofImages;
    private final int[] ofTexts;
    private final int[] row = new int[BlockRanks.COLUMNS];
    private final int[] limits = new int[BlockRanks.COLUMNS];
    private final int[] counts = new int[BlockRanks.COLUMNS];
    private final int[][] rowCounts = new int[BlockRanks.ROWS][BlockRanks.COLUMNS]; // of a text in each block of texts

    /**
     * @param ofMatch ordered bits of each text's similarity to its image
     * @param best the most similar text of each image
     * @param ofImages int32 [N], written; workers have images of their own
     */
    BlockCount(Matches matches, int[] ofMatch, int[] best, int[] ofImages) {
        this.matches = matches;
        this.ofMatch = ofMatch;
        this.best = best;
        this.ofImages = ofImages;
        this.ofTexts = new int[matches.texts()];
    }

    /**
     * Counts a block.
     *
     * @param bits of float32 [ROWS, COLUMNS], their products
     * @param image the first of {@code rows}
     * @param text the first of {@code columns}
     */
    void add(int[] bits, int image, int rows, int text, int columns) {
        Arrays.fill(counts, 0);
        for (int c = 0; c < columns; c++) {
            // An image before the text's own is ahead of it with the same similarity, one after it is not.
            limits[c] = ofMatch[text + c] - (image < matches.image(text + c) ? 1 : 0);
        }
        for (int r = 0; r < rows; r++) {
            System.arraycopy(bits, r * BlockRanks.COLUMNS, row, 0, row.length);
            Arrays.fill(row, columns, row.length, OrderedBits.LEAST);
            passOwn(image + r, text, columns);
            int match = best[image + r] - text;
            // What is as similar as an image's best text is ahead of it where it stands before it.
            int limit = ofMatch[best[image + r]] - (match >= columns ? 1 : 0);
            OrderedBits.count(row, limit, limits, rowCounts[r], counts);
            for (int c = 0; c < match && match < columns; c++) {
                rowCounts[r][c] += OrderedBits.of(Float.intBitsToFloat(row[c])) == limit ? 1 : 0;
            }
        }
        for (int c = 0; c < columns; c++) {
            ofTexts[text + c] += counts[c];
        }
    }

    /** Ends a block of images, whose texts are all counted. */
    void end(int image, int rows) {
        for (int r = 0; r < rows; r++) {
            ofImages[image + r] = Arrays.stream(rowCounts[r]).sum();
            Arrays.fill(rowCounts[r], 0);
        }
    }

    /** Adds what was counted of each text. */
    void addTo(int[] all) {
        synchronized (all) {
            for (int text = 0; text < ofTexts.length; text++) {
                all[text] += ofTexts[text];
            }
        }
    }

    private void passOwn(int image, int text, int columns) {
        for (int number = 0; number < matches.textsOf(image); number++) {
            int c = matches.text(image, number) - text;
            if (c >= 0 && c < columns) {
                limits[c] = ofMatch[text + c];
            }
        }
    }
}
