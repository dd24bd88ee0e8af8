package dev.diptych.bench.ingest;

import dev.diptych.ingest.duplicate.Dedup;
import dev.diptych.ingest.pipeline.Ingest;
import dev.diptych.ingest.pipeline.IngestProgress;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.write.IncrementalMode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Ingests generated images in one run and notes, each 10,000 of them, how fast it is and how much memory it holds. */
public final class IngestBenchmark {
    private static final int PER_SHARD = 10_000;

    private final List<String> lines = new ArrayList<>();
    private final long start = System.nanoTime();
    private long last = start;
    private long next = PER_SHARD;

    private IngestBenchmark() {}

    /**
     * Arguments: a folder to work in, the number of images, {@code none}, {@code exact} or {@code near}, the number of
     * threads. The figures are left in {@code ingest.tsv} there: images, seconds, images/s of the last 10,000, MiB of the
     * heap that were alive after the last collection.
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path input = folder.resolve("input");
        GeneratedImages generated = new GeneratedImages(Integer.parseInt(arguments[1]), 64, PER_SHARD);
        if (!Files.exists(input)) {
            generated.write(input);
        }
        List<Path> tars = new ArrayList<>();
        for (int i = 0; i < (generated.images() + PER_SHARD - 1) / PER_SHARD; i++) {
            tars.add(input.resolve(String.format("%05d.tar", i)));
        }
        Dedup dedup = Dedup.valueOf(arguments[2].toUpperCase(Locale.ROOT));
        OutputConfig output =
                OutputConfig.DEFAULT.withSamplesPerShard(PER_SHARD).with(dedup);
        IngestBenchmark benchmark = new IngestBenchmark();
        Ingest.run(
                IngestConfig.of(tars, output),
                folder.resolve("output-" + arguments[2]),
                IncrementalMode.OVERWRITE,
                benchmark::note,
                Integer.parseInt(arguments[3]));
        benchmark.lines.add(line(generated.images(), System.nanoTime() - benchmark.start, 0));
        Files.write(folder.resolve("ingest.tsv"), benchmark.lines);
    }

    private void note(IngestProgress.At at) {
        if (at.done() == next) {
            long now = System.nanoTime();
            lines.add(line(at.done(), now - start, PER_SHARD / ((now - last) / 1e9)));
            last = now;
            next += PER_SHARD;
        }
    }

    private static String line(long images, long nanos, double rate) {
        return String.format(Locale.ROOT, "%d\t%.1f\t%.0f\t%d", images, nanos / 1e9, rate, aliveBytes() >> 20);
    }

    private static long aliveBytes() {
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null) {
                bytes += pool.getCollectionUsage().getUsed();
            }
        }
        return bytes;
    }
}
