package dev.diptych.bench.image;

import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.image.resize.ResizeMode;
import dev.diptych.image.resize.ResizeOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Times decoding, resizing to 256 pixels and encoding at quality 95 of a folder's images, on one thread. */
public final class ImageStages {
    private static final int ROUNDS = 6;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final ImageDecoder decoder = new ImageDecoder();
    private final ResizeOptions resize = new ResizeOptions(ResizeMode.KEEP_RATIO, 256, false);

    private ImageStages() {}

    /**
     * Writes the CPU milliseconds of each stage per image, a line a round; the first rounds warm up.
     *
     * @param args a folder of images, and the file for the lines
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException(
                    "stages not timed: " + args.length + " arguments, expected a folder and a file");
        }
        List<byte[]> files = new ArrayList<>();
        try (Stream<Path> paths = Files.list(Path.of(args[0]))) {
            Iterator<Path> sorted = paths.sorted().iterator();
            while (sorted.hasNext()) {
                files.add(Files.readAllBytes(sorted.next()));
            }
        }
        ImageStages stages = new ImageStages();
        List<String> lines = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            lines.add(stages.round(files));
        }
        Files.write(Path.of(args[1]), lines);
    }

    private String round(List<byte[]> files) {
        long decoding = 0;
        long resizing = 0;
        long encoding = 0;
        for (byte[] file : files) {
            long start = threads.getCurrentThreadCpuTime();
            RgbImage image = decoder.decode(file).image();
            long decoded = threads.getCurrentThreadCpuTime();
            RgbImage small = resize.apply(image);
            long resized = threads.getCurrentThreadCpuTime();
            ImageEncoder.jpeg(small, 95);
            encoding += threads.getCurrentThreadCpuTime() - resized;
            resizing += resized - decoded;
            decoding += decoded - start;
        }
        return String.format(
                Locale.ROOT,
                "decode %.2f ms, resize %.2f ms, encode %.2f ms an image",
                decoding / 1e6 / files.size(),
                resizing / 1e6 / files.size(),
                encoding / 1e6 / files.size());
    }
}
