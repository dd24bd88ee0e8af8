package dev.diptych.image.png;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;

/** Undoes the five filters of PNG's rows (W3C PNG, section 9). */
final class PngFilter {
    private PngFilter() {}

    /**
     * Unfilters {@code row} in place.
     *
     * @param above the unfiltered row above, of zeros for the first
     * @param distance bytes per pixel, at least 1
     */
    static void undo(int filter, byte[] row, byte[] above, int distance) {
        int first = Math.min(distance, row.length);
        switch (filter) {
            case 0 -> {}
            case 1 -> {
                for (int i = distance; i < row.length; i++) {
                    row[i] += row[i - distance];
                }
            }
            case 2 -> {
                for (int i = 0; i < row.length; i++) {
                    row[i] += above[i];
                }
            }
            case 3 -> {
                for (int i = 0; i < first; i++) {
                    row[i] += (byte) ((above[i] & 0xFF) >> 1);
                }
                for (int i = distance; i < row.length; i++) {
                    row[i] += (byte) (((row[i - distance] & 0xFF) + (above[i] & 0xFF)) >> 1);
                }
            }
            case 4 -> {
                for (int i = 0; i < first; i++) {
                    row[i] += above[i];
                }
                for (int i = distance; i < row.length; i++) {
                    row[i] += (byte) paeth(row[i - distance] & 0xFF, above[i] & 0xFF, above[i - distance] & 0xFF);
                }
            }
            default ->
                throw ImageException.at(
                        ImageException.NO_OFFSET, Reason.CORRUPT, "row filter " + filter + ", expected 0 to 4");
        }
    }

    /** Of left, above and above left the one that is nearest to left + above - above left; ties in this order. */
    private static int paeth(int left, int above, int corner) {
        int toLeft = Math.abs(above - corner);
        int toAbove = Math.abs(left - corner);
        int toCorner = Math.abs(left + above - 2 * corner);
        if (toLeft <= toAbove && toLeft <= toCorner) {
            return left;
        }
        return toAbove <= toCorner ? above : corner;
    }
}
