package dev.diptych.image.tiff;

import dev.diptych.image.header.TiffTags;

/**
 * Where the strips or tiles lie: those of a plane row by row, then those of the next plane.
 *
 * @param columns of each
 * @param rows of each; the last strip may have fewer
 * @param across how many stand side by side
 * @param down how many rows of them there are
 * @param offsets where each begins in the file
 * @param lengths of each, in bytes
 */
record Segments(int columns, int rows, int across, int down, long[] offsets, long[] lengths) {
    private static final int MAX_TILE_SIDE = 1 << 15;
    /** Pixels outside the picture that tiles may have, or as many as three times those inside. */
    private static final long MAX_PADDING = 1 << 22;

    static Segments read(TiffTags tags, int width, int height, SampleLayout samples, Compression compression) {
        long[] offsets = tags.numbers(TiffPicture.TILE_OFFSETS);
        boolean tiled = offsets.length > 0;
        offsets = tiled ? offsets : tags.numbers(TiffPicture.STRIP_OFFSETS);
        long columns = tiled ? tags.number(TiffPicture.TILE_WIDTH, 0) : width;
        long rows = tiled
                ? tags.number(TiffPicture.TILE_HEIGHT, 0)
                : Math.min(height, tags.number(TiffPicture.ROWS_PER_STRIP, height));
        if (columns < 1 || rows < 1) {
            throw TiffException.corrupt(columns + "x" + rows + " pixels in a strip or tile", "at least 1x1");
        }
        if (tiled && (columns > MAX_TILE_SIDE || rows > MAX_TILE_SIDE)) {
            throw TiffException.unsupported(
                    "TIFF of tiles of " + columns + "x" + rows, "at most " + MAX_TILE_SIDE + " columns and rows");
        }
        long across = (width + columns - 1) / columns;
        long down = (height + rows - 1) / rows;
        long pixels = (long) width * height;
        if (tiled && across * columns * down * rows > Math.max(4 * pixels, MAX_PADDING)) {
            throw TiffException.unsupported(
                    "TIFF of tiles of " + columns + "x" + rows, "tiles that are not much larger than the picture");
        }
        if (offsets.length < across * down * samples.planes()) {
            throw TiffException.corrupt(
                    offsets.length + " strips or tiles", "at least " + across * down * samples.planes());
        }
        long[] lengths = tags.numbers(tiled ? TiffPicture.TILE_BYTES : TiffPicture.STRIP_BYTES);
        if (lengths.length < offsets.length) {
            if (offsets.length > 1 || compression != Compression.NONE) {
                throw TiffException.corrupt(lengths.length + " lengths of strips or tiles", "" + offsets.length);
            }
            lengths = new long[] {rows * samples.rowBytes((int) columns)};
        }
        return new Segments((int) columns, (int) rows, (int) across, (int) down, offsets, lengths);
    }

    /** How many there are in each plane. */
    int perPlane() {
        return across * down;
    }

    /** The end of the last one. */
    long end() {
        long end = 0;
        for (int i = 0; i < offsets.length; i++) {
            end = Math.max(end, offsets[i] + lengths[i]);
        }
        return end;
    }
}
