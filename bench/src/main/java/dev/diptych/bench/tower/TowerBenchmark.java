package dev.diptych.bench.tower;

import dev.diptych.bench.machine.Machine;
import dev.diptych.bench.profile.Profile;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.Encoder;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.machine.Timing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Times one tower's forward programs on random input, as embedding runs them. */
public final class TowerBenchmark {
    private static final int LEAST_RUNS = 5;

    private final ClipModel model;
    private final Supplier<Engine> engines;
    private final Settings settings;

    /**
     * What to time.
     *
     * @param images whether it is the vision tower, rather than the text tower
     * @param tokens of every caption
     * @param rows B of each program, at least one, each at least 1
     * @param seconds to run each for, and at least five times
     * @param profile whether to time every op, too
     */
    public record Settings(boolean images, int tokens, List<Integer> rows, double seconds, boolean profile) {
        public Settings {
            if (rows.isEmpty() || rows.stream().anyMatch(count -> count < 1) || tokens < 1 || !(seconds > 0)) {
                throw new IllegalArgumentException("bench embed: rows " + rows + ", tokens " + tokens + ", seconds "
                        + seconds + ", expected numbers above 0");
            }
            rows = List.copyOf(rows);
        }
    }

    /**
     * @param model with values, on an engine of its own
     * @param engines makes those of the measurements around it; each is closed
     */
    public TowerBenchmark(ClipModel model, Supplier<Engine> engines, Settings settings) {
        this.model = model;
        this.engines = engines;
        this.settings = settings;
    }

    /** Times the programs in the order of the settings; the large product before and after each. */
    public List<TowerTiming> run() {
        LargeProduct product = new LargeProduct(engines, model.precision());
        int most = settings.rows.stream().max(Comparator.naturalOrder()).orElseThrow();
        float[] largest = first(most);
        List<TowerTiming> timings = new ArrayList<>();
        for (int rows : settings.rows) {
            try (Encoder encoder = encoder(rows)) {
                Timing before = product.time();
                float[] embeddings = new float[rows * model.config().embedDim()];
                Timing runs = time(encoder, rows, embeddings);
                Timing large = before.and(product.time());
                boolean alike = Arrays.equals(Arrays.copyOf(embeddings, largest.length), largest);
                double rate = product.flops() / large.seconds();
                Profile profile = settings.profile
                        ? Profile.of(Machine.of(product.kind(), rate, engines), List.of(encoder.program()))
                        : null;
                timings.add(new TowerTiming(rows, runs.seconds(), encoder.flops(), rate, alike, profile));
            }
        }
        return timings;
    }

    private float[] first(int rows) {
        try (Encoder encoder = encoder(rows)) {
            float[] embeddings = new float[rows * model.config().embedDim()];
            Input.of(model, settings, rows).run(encoder, embeddings);
            return Arrays.copyOf(embeddings, model.config().embedDim());
        }
    }

    private Encoder encoder(int rows) {
        return settings.images ? model.imageEncoder(rows) : model.textEncoder(rows, settings.tokens);
    }

    private Timing time(Encoder encoder, int rows, float[] embeddings) {
        Input input = Input.of(model, settings, rows);
        input.run(encoder, embeddings);
        input.run(encoder, embeddings);
        List<Double> runs = new ArrayList<>();
        double spent = 0;
        while (runs.size() < LEAST_RUNS || spent < settings.seconds) {
            long start = System.nanoTime();
            input.run(encoder, embeddings);
            double seconds = (System.nanoTime() - start) / 1e9;
            runs.add(seconds);
            spent += seconds;
        }
        return new Timing(runs.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Random input, whose first rows are the same for every number of rows. */
    private record Input(float[] images, int[] ids, int[] ends) {
        static Input of(ClipModel model, Settings settings, int rows) {
            SplittableRandom random = new SplittableRandom(0);
            if (settings.images) {
                float[] images =
                        new float[Math.toIntExact(model.images(rows).shape().elements())];
                for (int i = 0; i < images.length; i++) {
                    images[i] = (float) (2 * random.nextDouble() - 1);
                }
                return new Input(images, new int[0], new int[0]);
            }
            int[] ids = new int[rows * settings.tokens];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = random.nextInt(model.config().text().vocabSize());
            }
            int[] ends = new int[rows];
            Arrays.fill(ends, settings.tokens - 1);
            return new Input(new float[0], ids, ends);
        }

        void run(Encoder encoder, float[] embeddings) {
            if (images.length > 0) {
                encoder.encode(images, embeddings);
            } else {
                encoder.encode(ids, ends, embeddings);
            }
        }
    }
}
