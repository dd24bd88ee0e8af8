package dev.diptych.image.tiff;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Takes the samples of a row apart: whole numbers of {@link SampleLayout#depth} bits. */
final class SampleReader {
    /** A resized picture overshoots a little; what is further out is of another range, and means no colours. */
    private static final double SLACK = 0.5;

    private final SampleLayout layout;

    SampleReader(SampleLayout layout) {
        this.layout = layout;
    }

    /**
     * Reads {@code count} samples.
     *
     * @param target takes them at {@code from} and each {@code step} after it
     */
    void read(byte[] row, int count, int[] target, int from, int step) {
        ByteBuffer bytes = ByteBuffer.wrap(row).order(layout.little() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int t = from;
        for (int i = 0; i < count; i++, t += step) {
            target[t] = layout.floating() ? unit(floating(bytes, i)) : whole(bytes, i);
        }
    }

    private int whole(ByteBuffer bytes, int i) {
        return switch (layout.bits()) {
            case 8 -> bytes.get(i) & 0xFF;
            case 16 -> bytes.getShort(2 * i) & 0xFFFF;
            case 32 -> bytes.getInt(4 * i) >>> 16;
            default -> bits(bytes, (long) i * layout.bits());
        };
    }

    /** The highest bits come first, whatever the order of bytes. */
    private int bits(ByteBuffer bytes, long first) {
        int value = 0;
        for (long bit = first; bit < first + layout.depth(); bit++) {
            value = value << 1 | (bytes.get((int) (bit >> 3)) >> (7 - (int) (bit & 7)) & 1);
        }
        return value;
    }

    private double floating(ByteBuffer bytes, int i) {
        return switch (layout.bits()) {
            case 16 -> half(bytes.getShort(2 * i));
            case 32 -> bytes.getFloat(4 * i);
            default -> bytes.getDouble(8 * i);
        };
    }

    /** IEEE 754's binary16: a sign, five bits of exponent, ten of fraction. */
    private static double half(short number) {
        int exponent = number >> 10 & 31;
        int fraction = number & 1023;
        double size = exponent == 0
                ? Math.scalb(fraction, -24)
                : exponent < 31 ? Math.scalb(1024 + fraction, exponent - 25) : Double.NaN;
        return number < 0 ? -size : size;
    }

    private static int unit(double value) {
        if (!(value >= -SLACK && value <= 1 + SLACK)) {
            throw TiffException.unsupported("TIFF with the floating-point sample " + (float) value, "0 to 1");
        }
        return (int) Math.round(Math.min(Math.max(value, 0), 1) * 65535);
    }
}
