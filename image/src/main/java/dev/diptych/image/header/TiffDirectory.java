package dev.diptych.image.header;

/**
 * The first directory of a TIFF (TIFF 6.0, section 2), which is also what EXIF data is.
 *
 * @param in the file that holds the TIFF
 * @param from where the TIFF starts in it
 * @param to where it ends
 * @param little whether its numbers have their low byte first
 * @param entriesAt the offset of the first entry
 * @param entries how many entries there are, as far as they lie inside
 * @param cut whether some do not
 */
public record TiffDirectory(ByteReader in, int from, int to, boolean little, long entriesAt, int entries, boolean cut)
        implements TiffTags {
    public static final long ABSENT = -1;
    public static final int ORIENTATION = 274;

    private static final int FIRST_OWN = 254;
    private static final int LAST_OWN = 532;
    private static final int ENTRY = 12;
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int RATIONAL = 5;
    private static final int UNDEFINED = 7;
    private static final int SIGNED_SHORT = 8;
    private static final int SIGNED_LONG = 9;

    /** The directory of bytes {@code from} to {@code to}; without entries where they hold none. */
    public static TiffDirectory read(ByteReader in, int from, int to) {
        if (to - from < 8 || to > in.length()) {
            return new TiffDirectory(in, from, to, true, from, 0, true);
        }
        boolean little = in.u8(from) == 'I';
        long at = from + (little ? in.u32le(from + 4L) : in.u32be(from + 4L));
        if (at + 2 > to) {
            return new TiffDirectory(in, from, to, little, from, 0, true);
        }
        int declared = little ? in.u16le(at) : in.u16be(at);
        int entries = (int) Math.min(declared, (to - at - 2) / ENTRY);
        return new TiffDirectory(in, from, to, little, at + 2, entries, entries < declared);
    }

    /** The orientation in the EXIF data of bytes {@code from} to {@code to}; upright where it is absent or broken. */
    public static Orientation orientation(ByteReader in, int from, int to) {
        return read(in, from, to).orientation();
    }

    public Orientation orientation() {
        return Orientation.ofExif((int) number(ORIENTATION, 1));
    }

    /** The offset in the file of the entry of {@code tag}, or {@link #ABSENT}. */
    public long find(int tag) {
        for (int i = 0; i < entries; i++) {
            if (u16(entriesAt + (long) i * ENTRY) == tag) {
                return entriesAt + (long) i * ENTRY;
            }
        }
        return ABSENT;
    }

    @Override
    public long[] numbers(int tag) {
        long entry = find(tag);
        int size = entry == ABSENT ? 0 : size(u16(entry + 2));
        return size == 0 ? new long[0] : numbers(entry, u32(entry + 4), size);
    }

    @Override
    public double[] fractions(int tag) {
        long entry = find(tag);
        if (entry == ABSENT || u16(entry + 2) != RATIONAL) {
            return new double[0];
        }
        long[] numbers = numbers(entry, 2 * u32(entry + 4), size(LONG));
        double[] fractions = new double[numbers.length / 2];
        for (int i = 0; i < fractions.length; i++) {
            fractions[i] = (double) numbers[2 * i] / numbers[2 * i + 1];
        }
        return fractions;
    }

    /** {@code count} numbers of {@code size} bytes; none where they leave the file. */
    private long[] numbers(long entry, long count, int size) {
        long at = count * size <= 4 ? entry + 8 : from + u32(entry + 8);
        if (at + count * size > to) {
            return new long[0];
        }
        long[] numbers = new long[(int) count];
        for (int i = 0; i < numbers.length; i++) {
            long place = at + (long) i * size;
            numbers[i] = size == 1 ? in.u8(place) : size == 2 ? u16(place) : u32(place);
        }
        return numbers;
    }

    /** Whether a value that TIFF itself defines lies outside; other programs' values may. */
    public boolean lacksValues() {
        for (int i = 0; i < entries; i++) {
            long entry = entriesAt + (long) i * ENTRY;
            long bytes = u32(entry + 4) * Math.max(1, size(u16(entry + 2)));
            int tag = u16(entry);
            if (tag >= FIRST_OWN && tag <= LAST_OWN && bytes > 4 && from + u32(entry + 8) + bytes > to) {
                return true;
            }
        }
        return false;
    }

    private static int size(int type) {
        return switch (type) {
            case BYTE, UNDEFINED -> 1;
            case SHORT, SIGNED_SHORT -> 2;
            case LONG, SIGNED_LONG -> 4;
            default -> 0;
        };
    }

    private int u16(long at) {
        return little ? in.u16le(at) : in.u16be(at);
    }

    private long u32(long at) {
        return little ? in.u32le(at) : in.u32be(at);
    }
}
