package dev.diptych.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damages files in many ways, and demands that their reader reads or refuses each, in bounded time and memory. */
public final class Damage {
    /** Far above what any small file takes; a reader that trusts a damaged number takes minutes. */
    private static final long MAX_NANOS = 10_000_000_000L;

    private static final long MAX_BYTES = 64L << 20;

    /** Where a file's first numbers are. */
    private static final int HEADER = 100;

    /** Numbers at which readers go wrong. */
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        -2,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x7FFF_FFFF,
        0x8000_0000L,
        0xFFFF_FFFFL,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final Pattern DIGITS = Pattern.compile("-?\\d+");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Reads a file; throws nothing but its refusal. */
    public interface Reading {
        void of(byte[] file) throws Exception;
    }

    private Damage() {}

    /**
     * Reads {@code good}, then that many files made of it by damage; {@code -Ddiptych.fuzz=N} makes that N.
     *
     * @param refusal the reader's own exception
     * @return how many of the damaged ones were read for all that
     */
    public static int read(byte[] good, int files, Class<? extends Exception> refusal, Reading reading) {
        assertThat(wasRead(good, refusal, reading, "the file itself"))
                .as("the file itself was read")
                .isTrue();
        int read = 0;
        for (int seed = 0; seed < Integer.getInteger("diptych.fuzz", files); seed++) {
            byte[] damaged = damaged(good, new SplittableRandom(seed));
            read += wasRead(damaged, refusal, reading, "seed " + seed) ? 1 : 0;
        }
        return read;
    }

    private static boolean wasRead(byte[] file, Class<? extends Exception> refusal, Reading reading, String what) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        boolean read = true;
        try {
            reading.of(file);
        } catch (Throwable e) {
            if (!refusal.isInstance(e)) {
                throw new AssertionError(what + ": " + shown(file), e);
            }
            assertThat(e.getMessage()).as(what).isNotBlank().doesNotContain("\n", "Exception", "java.");
            read = false;
        }
        assertThat(System.nanoTime() - start).as("nanoseconds, " + what).isLessThan(MAX_NANOS);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - bytes)
                .as("bytes, " + what)
                .isLessThan(MAX_BYTES);
        return read;
    }

    private static String shown(byte[] file) {
        return new String(file, 0, Math.min(file.length, 2000), ISO_8859_1).replaceAll("[^ -~\n]", "?");
    }

    /** One to three kinds of damage, as {@code random} draws them. */
    public static byte[] damaged(byte[] good, SplittableRandom random) {
        byte[] file = good.clone();
        for (int times = random.nextInt(1, 4); times > 0 && file.length > 0; times--) {
            file = once(file, random);
        }
        return file;
    }

    private static byte[] once(byte[] file, SplittableRandom random) {
        int near = random.nextBoolean() ? Math.min(file.length, HEADER) : file.length;
        int at = random.nextInt(near);
        int to = at + random.nextInt(Math.min(file.length - at, 64) + 1);
        return switch (random.nextInt(8)) {
            case 0 -> flipped(file, at, random);
            case 1 -> numbered(file, at, random);
            case 2 -> Arrays.copyOf(file, at);
            case 3 -> joined(file, at, new byte[0], to);
            case 4 -> joined(file, at, drawn(random.nextInt(1, 9), random), at);
            case 5 -> joined(file, to, Arrays.copyOfRange(file, at, to), to);
            case 6 -> spliced(file, at, to, random.nextInt(file.length));
            default -> digits(file, at, random);
        };
    }

    private static byte[] flipped(byte[] file, int at, SplittableRandom random) {
        file[at] ^= (byte) (1 << random.nextInt(8));
        return file;
    }

    /** Puts a number of one, two, four or eight bytes. */
    private static byte[] numbered(byte[] file, int at, SplittableRandom random) {
        long number = NUMBERS[random.nextInt(NUMBERS.length)];
        int length = 1 << random.nextInt(4);
        boolean little = random.nextBoolean();
        for (int i = 0; i < length && at + i < file.length; i++) {
            file[at + i] = (byte) (number >>> 8 * (little ? i : length - 1 - i));
        }
        return file;
    }

    /** Bytes of which half stand for something in one text or other. */
    private static byte[] drawn(int length, SplittableRandom random) {
        String marks = "{}[]\",:.\\'\n\t \0-eE0/<>&;u#";
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] =
                    (byte) (random.nextBoolean() ? random.nextInt(256) : marks.charAt(random.nextInt(marks.length())));
        }
        return bytes;
    }

    private static byte[] spliced(byte[] file, int at, int to, int over) {
        System.arraycopy(file.clone(), at, file, over, Math.min(to - at, file.length - over));
        return file;
    }

    /** Puts another number where the first from {@code at} on is written in digits. */
    private static byte[] digits(byte[] file, int at, SplittableRandom random) {
        Matcher number = DIGITS.matcher(new String(file, ISO_8859_1));
        if (!number.find(at)) {
            return flipped(file, at, random);
        }
        String other = switch (random.nextInt(4)) {
            case 0 -> "1e999";
            case 1 -> "9".repeat(random.nextInt(1, 30));
            case 2 -> "0.5";
            default -> Long.toString(NUMBERS[random.nextInt(NUMBERS.length)]);
        };
        return joined(file, number.start(), other.getBytes(ISO_8859_1), number.end());
    }

    /** The file up to a byte, then others, then the file from another byte on. */
    private static byte[] joined(byte[] file, int before, byte[] between, int from) {
        byte[] all = Arrays.copyOf(file, before + between.length + file.length - from);
        System.arraycopy(between, 0, all, before, between.length);
        System.arraycopy(file, from, all, before + between.length, file.length - from);
        return all;
    }
}
