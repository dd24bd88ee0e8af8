package dev.diptych.bench.ingest;

import dev.diptych.ingest.duplicate.Dedup;
import dev.diptych.ingest.duplicate.Fingerprint;
import dev.diptych.ingest.duplicate.Hash128;
import dev.diptych.ingest.duplicate.ImageSignature;
import dev.diptych.ingest.duplicate.SeenImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Searches for and adds random images, and notes each million how long that takes and how many bytes they hold. */
public final class DuplicateBenchmark {
    private static final int STEP = 1_000_000;

    private DuplicateBenchmark() {}

    /** Arguments: the number of images, the threshold, a file for the figures: images, images/s, bytes an image. */
    public static void main(String[] arguments) throws IOException {
        int images = Integer.parseInt(arguments[0]);
        SeenImages seen = new SeenImages(Dedup.NEAR, Integer.parseInt(arguments[1]));
        SplittableRandom random = new SplittableRandom(0);
        List<String> lines = new ArrayList<>();
        long last = System.nanoTime();
        for (int i = 1; i <= images; i++) {
            Fingerprint image = new Fingerprint(
                    new Hash128(random.nextLong(), random.nextLong()),
                    new ImageSignature(random.nextLong(), 0x80808080));
            if (seen.find(image).isEmpty()) {
                seen.add(image, i);
            }
            if (i % STEP == 0) {
                long now = System.nanoTime();
                double rate = STEP / ((now - last) / 1e9);
                lines.add(String.format(Locale.ROOT, "%d\t%.0f\t%d", i, rate, seen.bytes() / seen.size()));
                last = now;
            }
        }
        Files.write(Path.of(arguments[2]), lines);
    }
}
