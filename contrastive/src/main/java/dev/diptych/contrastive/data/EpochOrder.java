package dev.diptych.contrastive.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/*
 * A pass holds every sample as often as its source's factor says and shuffles them all. An epoch is a pass, or as many
 * samples of the passes, one behind the other, as were asked for. What a pass holds depends on (seed, pass) alone.
 */
/** In which order samples are drawn: a uniform shuffle of all of them, in four bytes of memory a sample. For one thread. */
public final class EpochOrder {
    private final List<Segment> segments = new ArrayList<>();
    private final long seed;
    private final int passSize;
    private final long epochSize;
    private @Nullable Pass pass;

    /** Samples that a pass holds: all of a source, or as many of them, drawn anew for each pass. */
    private record Segment(int source, int firstSample, int sourceSize, int size, int firstDraw) {
        boolean isWhole() {
            return size == sourceSize;
        }
    }

    /**
     * A draw of a sample.
     *
     * @param pass the number of the shuffle that it is of
     * @param number tells it from the other draws of the pass
     * @param sample the sample's index
     */
    record Draw(long pass, int number, int sample) {}

    /**
     * @param sizes how many samples each source has, in their order
     * @param factors how often a pass holds the samples of each source, above 0; of 2.5 there are all twice and half of them
     *     once more
     * @param epochSize samples of an epoch; 0 for those of a pass
     */
    public EpochOrder(List<Integer> sizes, List<Double> factors, long epochSize, long seed) {
        if (sizes.size() != factors.size()) {
            throw new IllegalArgumentException(
                    "train: " + factors.size() + " upsampling factors, expected " + sizes.size() + ", one a source");
        }
        this.seed = seed;
        long draws = 0;
        int sample = 0;
        for (int source = 0; source < sizes.size(); source++) {
            int size = sizes.get(source);
            double factor = factors.get(source);
            for (int copy = 0; copy < (int) factor; copy++) {
                draws = add(new Segment(source, sample, size, size, (int) draws), draws);
            }
            int part = (int) Math.round((factor - Math.floor(factor)) * size);
            if (part > 0) {
                draws = add(new Segment(source, sample, size, part, (int) draws), draws);
            }
            sample += size;
        }
        this.passSize = (int) draws;
        this.epochSize = epochSize == 0 ? draws : epochSize;
    }

    /** Samples of one source, each once an epoch. */
    public static EpochOrder of(int size, long seed) {
        return new EpochOrder(List.of(size), List.of(1.0), 0, seed);
    }

    private long add(Segment segment, long draws) {
        long sum = draws + segment.size();
        if (sum > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("train: " + sum + " samples a pass, expected at most "
                    + (Integer.MAX_VALUE - 8) + "; lower the upsampling factors");
        }
        segments.add(segment);
        return sum;
    }

    /** How many samples an epoch draws. */
    public long epochSize() {
        return epochSize;
    }

    /**
     * How many whole steps an epoch has; what is over at its end is left out.
     *
     * @param pairs of a step
     * @throws IllegalArgumentException if there are fewer samples than one step takes
     */
    public int steps(int pairs) {
        if (pairs > epochSize) {
            throw new IllegalArgumentException(
                    "train: batch_size " + pairs + ", expected at most " + epochSize + ", the pairs there are");
        }
        return Math.toIntExact(epochSize / pairs);
    }

    /** The draw at a position of an epoch, below its size. */
    Draw at(long epoch, long position) {
        long overall = Math.addExact(Math.multiplyExact(epoch, epochSize), position);
        long number = overall / passSize;
        Pass current = pass;
        if (current == null || current.number != number) {
            current = new Pass(number);
            pass = current;
        }
        int draw = current.order[(int) (overall % passSize)];
        return new Draw(number, draw, current.sample(draw));
    }

    /** A generator of what is drawn for a sample, or for all. */
    static SplittableRandom random(long seed, long pass, long draw) {
        return new SplittableRandom((seed * 0x9E3779B97F4A7C15L + pass) * 0xBF58476D1CE4E5B9L + draw);
    }

    private final class Pass {
        private final long number;
        private final int[] order;
        private final List<int[]> parts = new ArrayList<>(); // of each segment its samples, or none for all

        Pass(long number) {
            this.number = number;
            this.order = permutation(passSize, random(seed, number, -1));
            for (Segment segment : segments) {
                parts.add(
                        segment.isWhole()
                                ? new int[0]
                                : permutation(segment.sourceSize(), random(seed, number, -2L - segment.source())));
            }
        }

        int sample(int draw) {
            int at = segments.size() - 1;
            while (segments.get(at).firstDraw() > draw) {
                at--;
            }
            Segment segment = segments.get(at);
            int within = draw - segment.firstDraw();
            return segment.firstSample() + (segment.isWhole() ? within : parts.get(at)[within]);
        }
    }

    private static int[] permutation(int count, SplittableRandom random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        return order;
    }
}
