package dev.diptych.nn.cuda.blas;

import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/*
 * Another choice would be another order of sums, and so other bits: what was chosen once must be chosen ever after. So a
 * choice counts only once its file is there, and where none can be written the first candidate is taken, untimed. A file
 * that says something else than a candidate's number is written anew.
 */
/** Which of several candidates does a piece of work: the quickest of the first time, kept in a file. */
final class KeptChoice {
    private static final int RUNS = 3;

    /** A candidate takes the first one's place only where it is quicker by more than timings differ. */
    private static final double WORTHWHILE = 0.97;

    private KeptChoice() {}

    /**
     * The number of the candidate that was chosen, now or before.
     *
     * @param file holds its number in decimal digits; named for all that the candidates depend on
     * @param candidates how many there are, at least 1
     * @param time runs one and tells how long it took; NaN where it cannot
     */
    static int of(Path file, int candidates, IntToDoubleFunction time) {
        Integer kept = read(file, candidates);
        if (kept != null) {
            return kept;
        }
        if (candidates == 1 || !writable(file)) {
            return 0;
        }
        int quickest = quickest(candidates, time);
        if (quickest < 0) {
            return 0; // whoever runs it is told
        }
        try {
            WholeFile.writeShared(file, (quickest + "\n").getBytes(StandardCharsets.US_ASCII));
            return quickest;
        } catch (IOException e) {
            return 0;
        }
    }

    private static @Nullable Integer read(Path file, int candidates) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > 16) {
                return null;
            }
            int number = Integer.parseInt(
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip());
            return number >= 0 && number < candidates ? number : null;
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    private static boolean writable(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null) {
                return false;
            }
            WholeFile.makeFolder(folder);
            return Files.isWritable(folder);
        } catch (IOException e) {
            return false;
        }
    }

    /** -1 if none can be timed. */
    private static int quickest(int candidates, IntToDoubleFunction time) {
        int best = -1;
        double first = Double.POSITIVE_INFINITY;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < candidates; i++) {
            double took = median(i, time);
            if (took < least) { // not NaN
                best = i;
                least = took;
            }
            first = i == 0 && !Double.isNaN(took) ? took : first;
        }
        return best < 0 || least < WORTHWHILE * first ? best : 0;
    }

    /** Of some runs after one that does not count; NaN if one cannot be timed. */
    private static double median(int candidate, IntToDoubleFunction time) {
        if (Double.isNaN(time.applyAsDouble(candidate))) {
            return Double.NaN;
        }
        double[] runs = new double[RUNS];
        Arrays.setAll(runs, i -> time.applyAsDouble(candidate));
        Arrays.sort(runs); // NaN is last
        return Double.isNaN(runs[RUNS - 1]) ? Double.NaN : runs[RUNS / 2];
    }
}
