package dev.diptych.bench.image;

import dev.diptych.image.DecodedImage;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.image.header.ByteReader;
import dev.diptych.image.jpeg.JpegScan;
import dev.diptych.image.resize.Resampling;
import dev.diptych.image.resize.Resize;
import dev.diptych.image.resize.ResizeMode;
import dev.diptych.image.resize.ResizeOptions;
import dev.diptych.ingest.shard.FileHash.Algorithm;
import dev.diptych.ingest.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Times each stage of an ingest on one thread: JPEGs are decoded, resized by their shorter side and encoded. */
public final class ImageBenchmark {
    private static final int COPIED = 1 << 27; // no cache holds it
    private static final int COPIES = 7;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final ImageDecoder decoder = new ImageDecoder();
    private final List<byte[]> files;
    private final ResizeOptions resize;
    private final int quality;
    private final boolean fast;

    /**
     * @param files JPEGs
     * @param size pixels of the shorter side
     * @param quality of the encoding
     * @param fast whether large ones are divided as they are decoded
     */
    public ImageBenchmark(List<byte[]> files, int size, int quality, boolean fast) {
        this.files = List.copyOf(files);
        this.resize = new ResizeOptions(ResizeMode.KEEP_RATIO, size, false);
        this.quality = quality;
        this.fast = fast;
    }

    /** Soft blots under a little noise, as a photograph's file is long: 640x480 at quality 90 take 100 kB. */
    public static byte[] generated(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] blots = new byte[24 * 18 * 3];
        random.nextBytes(blots);
        byte[] pixels = Resize.resize(new RgbImage(24, 18, blots), width, height, Resampling.BICUBIC)
                .pixels()
                .clone();
        for (int i = 0; i < pixels.length; i += RgbImage.CHANNELS) {
            int noise = random.nextInt(-10, 11);
            for (int c = i; c < i + RgbImage.CHANNELS; c++) {
                pixels[c] = (byte) Math.max(0, Math.min(255, (pixels[c] & 0xFF) + noise));
            }
        }
        return ImageEncoder.jpeg(new RgbImage(width, height, pixels), 90);
    }

    /** Goes over all files so often, half of the rounds to warm up; gives the stages in their order. */
    public List<StageTiming> run(int rounds) {
        Stage[] stages = Stage.values();
        long[][] nanos = new long[stages.length][rounds];
        long[] bytes = new long[stages.length];
        long pixels = 0;
        for (int round = 0; round < rounds; round++) {
            pixels = 0;
            Arrays.fill(bytes, 0);
            for (byte[] file : files) {
                pixels += once(file, round, nanos, bytes);
            }
        }
        List<StageTiming> timings = new ArrayList<>();
        for (int i = 0; i < stages.length; i++) {
            timings.add(new StageTiming(
                    stages[i],
                    median(nanos[i]) / files.size() / 1e9,
                    (double) pixels / files.size(),
                    (double) bytes[i] / files.size()));
        }
        return timings;
    }

    /** Bytes a second, read and written, of a copy on one thread that no cache holds. */
    public double bandwidth() {
        byte[] from = new byte[COPIED];
        byte[] to = new byte[COPIED];
        long[] nanos = new long[2 * COPIES];
        for (int i = 0; i < nanos.length; i++) {
            from[i] = (byte) i;
            long start = threads.getCurrentThreadCpuTime();
            System.arraycopy(from, 0, to, 0, COPIED);
            nanos[i] = threads.getCurrentThreadCpuTime() - start;
        }
        return 2.0 * COPIED / (median(nanos) / 1e9);
    }

    /** Adds what each stage took and moved, in their order; gives the pixels of the file. */
    private long once(byte[] file, int round, long[][] nanos, long[] bytes) {
        long[] at = new long[nanos.length + 1];
        at[0] = threads.getCurrentThreadCpuTime();
        JpegScan.scan(new ByteReader(file));
        at[1] = threads.getCurrentThreadCpuTime();
        DecodedImage decoded = fast ? decoder.decode(file, "image", resize::divisor) : decoder.decode(file);
        at[2] = threads.getCurrentThreadCpuTime();
        RgbImage small = resize.apply(decoded);
        at[3] = threads.getCurrentThreadCpuTime();
        byte[] encoded = ImageEncoder.jpeg(small, quality);
        at[4] = threads.getCurrentThreadCpuTime();
        Algorithm.SHA256.digest(file);
        at[5] = threads.getCurrentThreadCpuTime();
        pack(encoded);
        at[6] = threads.getCurrentThreadCpuTime();
        long large = decoded.image().pixels().length;
        long stored = small.pixels().length;
        long[] moved = {
            2L * file.length,
            file.length + large,
            large + stored,
            stored + encoded.length,
            file.length,
            2L * encoded.length
        };
        for (int i = 0; i < nanos.length; i++) {
            nanos[i][round] += at[i + 1] - at[i];
            bytes[i] += moved[i];
        }
        nanos[1][round] -= at[1] - at[0]; // decoding scans once more
        return (long) decoded.width() * decoded.height();
    }

    private static void pack(byte[] encoded) {
        OutputStream out = new ByteArrayOutputStream(encoded.length + 4096);
        try (TarWriter tar = new TarWriter(out)) {
            tar.add("000000000.jpg", encoded);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
    }

    /** Of the second half. */
    private static double median(long[] values) {
        long[] warm = Arrays.copyOfRange(values, values.length / 2, values.length);
        Arrays.sort(warm);
        return warm[warm.length / 2];
    }
}
