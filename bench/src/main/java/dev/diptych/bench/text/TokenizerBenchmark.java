package dev.diptych.bench.text;

import com.sun.management.OperatingSystemMXBean;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.bpe.BpeVocabulary;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.RowEncoder;
import java.lang.management.ManagementFactory;
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
     * @param tokens of the trained vocabulary
     * @param hash of the trained tokenizer, the same in every run on the same captions
     * @param cut captions that did not fit their rows
     */
    public record Result(Timing training, Timing encoding, int tokens, String hash, long cut) {}

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
        return new Result(training, encoding, vocabulary.tokens().size(), tokenizer.hash(), rows.cut());
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
