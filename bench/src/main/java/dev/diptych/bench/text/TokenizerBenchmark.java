package dev.diptych.bench.text;

import com.sun.management.OperatingSystemMXBean;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.bpe.BpeVocabulary;
import dev.diptych.text.cleaning.Cleaning;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.RowEncoder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Times the training of a BPE, and encoding by it into rows, on all processors. */
public final class TokenizerBenchmark {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final int BLOCK = 4096;

    private final List<String> captions;

    /**
     * What a part took.
     *
     * @param seconds on the clock
     * @param cpuSeconds of all threads of the process, user and system
     * @param captions how many were trained on or encoded
     */
    public record Timing(double seconds, double cpuSeconds, int captions) {
        /** Captions a second. */
        public double rate() {
            return captions / seconds;
        }
    }

    /**
     * What a run found.
     *
     * @param tokenizer that was trained
     * @param cut captions that did not fit their rows
     */
    public record Result(Timing training, Timing encoding, BpeTokenizer tokenizer, long cut) {
        /** Of the trained vocabulary. */
        public int tokens() {
            return tokenizer.vocabularySize();
        }

        /** Of the trained tokenizer, the same in every run on the same captions. */
        public String hash() {
            return tokenizer.hash();
        }
    }

    /**
     * A turn of ours and one of Hugging Face's library.
     *
     * @param ours cleaning included, which the library does not do
     * @param library of captions that are cleaned already
     * @param different captions whose ids differ
     */
    public record Turns(Timing ours, Timing library, long different) {}

    public TokenizerBenchmark(List<String> captions) {
        this.captions = captions;
    }

    /**
     * Trains a vocabulary and encodes the same captions by it.
     *
     * @param vocabularySize as {@link BpeTrainer} takes it
     * @param contextLength T
     */
    public Result run(int vocabularySize, int contextLength) {
        Stopwatch watch = new Stopwatch();
        BpeVocabulary vocabulary = new BpeTrainer(vocabularySize).train(captions.stream());
        Timing training = watch.lap(captions.size());
        BpeTokenizer tokenizer = new BpeTokenizer(vocabulary);
        RowEncoder rows = new RowEncoder(tokenizer, contextLength);
        watch.lap(0);
        int blocks = (captions.size() + BLOCK - 1) / BLOCK;
        IntStream.range(0, blocks).parallel().forEach(block -> {
            int[] row = new int[contextLength];
            for (int i = block * BLOCK; i < Math.min(captions.size(), (block + 1) * BLOCK); i++) {
                rows.encode(captions.get(i), row, 0);
            }
        });
        Timing encoding = watch.lap(captions.size());
        return new Result(training, encoding, tokenizer, rows.cut());
    }

    /** Encodes all captions, ours first, then the library, in batches that each spreads over all processors. */
    public List<Turns> besideLibrary(BpeTokenizer tokenizer, int turns) throws IOException {
        List<String> cleaned =
                captions.parallelStream().map(Cleaning.LOWER::apply).toList();
        List<Turns> timings = new ArrayList<>();
        try (LibraryEncoding library = LibraryEncoding.of(tokenizer)) {
            for (int turn = 0; turn < turns; turn++) {
                int[][] ours = new int[captions.size()][];
                int[][] theirs = new int[captions.size()][];
                Stopwatch watch = new Stopwatch();
                IntStream.range(0, ours.length).parallel().forEach(i -> ours[i] = tokenizer.encode(captions.get(i)));
                Timing oursTook = watch.lap(ours.length);
                for (int from = 0; from < theirs.length; from += BLOCK) {
                    int[][] block = library.encode(cleaned.subList(from, Math.min(theirs.length, from + BLOCK)));
                    System.arraycopy(block, 0, theirs, from, block.length);
                }
                Timing libraryTook = watch.lap(theirs.length);
                long different = IntStream.range(0, ours.length)
                        .filter(i -> !Arrays.equals(ours[i], theirs[i]))
                        .count();
                timings.add(new Turns(oursTook, libraryTook, different));
            }
        }
        return timings;
    }

    private static final class Stopwatch {
        private long nanos = System.nanoTime();
        private long cpu = PROCESS.getProcessCpuTime();

        Timing lap(int captions) {
            long nanosNow = System.nanoTime();
            long cpuNow = PROCESS.getProcessCpuTime();
            Timing timing = new Timing((nanosNow - nanos) / 1e9, (cpuNow - cpu) / 1e9, captions);
            nanos = nanosNow;
            cpu = cpuNow;
            return timing;
        }
    }
}
