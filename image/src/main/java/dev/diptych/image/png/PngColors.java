package dev.diptych.image.png;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.color.Samples.Channels;

/**
 * What the samples of a PNG mean: its palette and its transparent colour, and how they become bytes.
 *
 * <p>Samples below 8 bits are scaled to 255; of 16 bits the high byte is taken. An index past the palette is black.
 */
final class PngColors {
    private static final int NO_KEY = -1;

    private final PngHeader header;
    /** 256 entries of red, green, blue and alpha. */
    private final byte[] palette = new byte[1024];

    private boolean paletteSeen;
    private boolean transparent;
    /** The transparent colour's samples, in full depth. */
    private final int[] key = {NO_KEY, NO_KEY, NO_KEY};

    PngColors(PngHeader header) {
        this.header = header;
        for (int i = 3; i < palette.length; i += 4) {
            palette[i] = (byte) 0xFF;
        }
    }

    void palette(byte[] plte) {
        paletteSeen = true;
        for (int i = 0; i < Math.min(plte.length / 3, 256); i++) {
            System.arraycopy(plte, i * 3, palette, i * 4, 3);
        }
    }

    void transparency(byte[] trns) {
        if (header.colorType() == PngHeader.PALETTE) {
            transparent = true;
            for (int i = 0; i < Math.min(trns.length, 256); i++) {
                palette[i * 4 + 3] = trns[i];
            }
        } else if (header.colorType() <= 2 && trns.length >= header.samplesPerPixel() * 2) {
            transparent = true;
            int mask = (1 << header.depth()) - 1;
            for (int i = 0; i < header.samplesPerPixel(); i++) {
                key[i] = ((trns[i * 2] & 0xFF) << 8 | (trns[i * 2 + 1] & 0xFF)) & mask;
            }
        }
    }

    void requireComplete() {
        if (header.colorType() == PngHeader.PALETTE && !paletteSeen) {
            throw ImageException.at(ImageException.NO_OFFSET, Reason.CORRUPT, "no palette, expected a PLTE chunk");
        }
    }

    Channels channels() {
        return header.channels(transparent);
    }

    /** Writes {@code columns} pixels of an unfiltered row from {@code to} on, {@code step} bytes apart. */
    void expand(byte[] row, int columns, byte[] target, int to, int step) {
        int count = channels().count();
        if (header.depth() == 8 && header.colorType() != PngHeader.PALETTE && !transparent && step == count) {
            System.arraycopy(row, 0, target, to, columns * count);
            return;
        }
        int samples = header.samplesPerPixel();
        int t = to;
        for (int x = 0; x < columns; x++, t += step) {
            if (header.colorType() == PngHeader.PALETTE) {
                System.arraycopy(palette, sample(row, x) * 4, target, t, count);
            } else {
                boolean isKey = transparent;
                for (int c = 0; c < samples; c++) {
                    int sample = sample(row, x * samples + c);
                    isKey = isKey && sample == key[c];
                    target[t + c] = toByte(sample);
                }
                if (transparent) {
                    target[t + samples] = (byte) (isKey ? 0 : 0xFF);
                }
            }
        }
    }

    private int sample(byte[] row, int index) {
        return switch (header.depth()) {
            case 8 -> row[index] & 0xFF;
            case 16 -> (row[index * 2] & 0xFF) << 8 | (row[index * 2 + 1] & 0xFF);
            default -> {
                int bit = index * header.depth();
                yield (row[bit >> 3] & 0xFF) >> (8 - header.depth() - (bit & 7)) & ((1 << header.depth()) - 1);
            }
        };
    }

    private byte toByte(int sample) {
        return (byte) (header.depth() == 16 ? sample >> 8 : sample * 255 / ((1 << header.depth()) - 1));
    }
}
