package dev.diptych.bench.text;

import dev.diptych.contrastive.embed.tower.CaptionPrograms;
import dev.diptych.contrastive.embed.tower.TowerPrograms;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.CaptionSize;
import dev.diptych.contrastive.model.CaptionSizes;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.Encoder;
import dev.diptych.contrastive.model.PackedCaptions;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.machine.Timing;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Times the text tower alone on captions of unlike lengths: training steps, forward to optimiser, and embedding. */
public final class TextBenchmark {
    private static final int HEAD = 64;
    private static final int WARM_UP = 2;

    private final Settings settings;
    private final int[] ids; // [B, C]
    private final int[] ends;

    /**
     * What is timed.
     *
     * @param batch captions in a step, and of those that are embedded
     * @param width a multiple of 64, the width of a head
     * @param layers blocks
     * @param context C
     * @param vocab size of the vocabulary
     * @param embed size of the embedding space
     * @param lengths of the captions
     * @param padded whether all captions are padded to the context, for comparison
     * @param steps measured, after two that are not
     */
    public record Settings(
            int batch,
            int width,
            int layers,
            int context,
            int vocab,
            int embed,
            CaptionLengths lengths,
            boolean padded,
            Precision precision,
            int steps) {
        public Settings {
            if (batch < 1 || steps < 1 || width < HEAD || width % HEAD != 0) {
                throw new IllegalArgumentException("bench text: batch " + batch + ", steps " + steps + ", width "
                        + width + ", expected at least 1 each, the width a multiple of " + HEAD);
            }
        }

        private ModelConfig model() {
            return new ModelConfig(
                    embed,
                    new VisionConfig(HEAD, HEAD, HEAD, 1, HEAD, 1), // is there, and does nothing
                    new TextConfig(context, vocab, width, width / HEAD, layers, 4),
                    false);
        }
    }

    /**
     * What was found.
     *
     * @param tokens of all captions of a step
     * @param rows that the tower computes for them
     * @param training the median step in seconds
     * @param embedding the median time that the captions take to embed, in seconds
     */
    public record Result(int tokens, long rows, double training, double embedding) {}

    public TextBenchmark(Settings settings) {
        this.settings = settings;
        SplittableRandom random = new SplittableRandom(0);
        this.ids = random.ints((long) settings.batch * settings.context, 0, settings.vocab)
                .toArray();
        this.ends = Arrays.stream(settings.lengths.of(settings.batch, settings.context))
                .map(length -> length - 1)
                .toArray();
    }

    /** Runs on an engine, which is not closed. */
    public Result run(Engine engine) {
        int tokens = Arrays.stream(ends).map(end -> end + 1).sum();
        try (ClipModel model = new ClipModel(settings.model(), LossKind.CLIP, settings.precision, engine)) {
            model.initialize(0);
            CaptionSizes sizes = new CaptionSizes(model, settings.batch);
            int longest = 1 + Arrays.stream(ends).max().orElse(0);
            CaptionSize size = settings.padded ? sizes.whole() : sizes.of(ends, longest);
            double embedding = settings.padded ? embedPadded(model) : embedPacked(model);
            return new Result(tokens, size.rows(), train(model, size), embedding);
        }
    }

    private double train(ClipModel model, CaptionSize size) {
        Engine engine = model.engine();
        Parameters.Block gradients = model.parameters().mirror("gradient", engine);
        Optimizer optimizer = model.optimizer(OptimizerConfig.DEFAULT, gradients);
        Tape tape = Tape.training(settings.precision).on(engine);
        model.takeGradients(tape, gradients);
        Tensor features;
        Runnable write;
        if (size.packed()) {
            PackedCaptions captions = new PackedCaptions(model, tape, size.captions(), size.tokens());
            features = captions.record(tape);
            write = () -> write(engine, captions);
        } else {
            Tensor cut = tape.input("ids", DType.INT32, settings.batch, size.tokens());
            Pooling pooling = ClipModel.ends(tape, settings.batch);
            features = model.text().apply(tape, cut, pooling);
            write = () -> write(engine, cut, pooling);
        }
        Tensor unit = ClipModel.normalize(tape, features);
        Tensor seed = tape.input("gradient of features", DType.FLOAT32, settings.batch, settings.embed);
        tape.pass(unit, seed);
        tape.backward();
        Program program = Program.compile(tape, engine);
        float[] values = new float[settings.batch * settings.embed];
        Arrays.fill(values, 1e-3f);
        engine.write(seed, values);
        return time(() -> {
            write.run();
            program.run();
            optimizer.step(1e-4);
            engine.finish();
        });
    }

    private void write(Engine engine, PackedCaptions captions) {
        captions.clear();
        for (int i = 0; i < ends.length; i++) {
            captions.add(ids, i * settings.context, ends[i]);
        }
        captions.write(engine);
    }

    private void write(Engine engine, Tensor cut, Pooling pooling) {
        int tokens = cut.shape().last();
        int[] values = new int[settings.batch * tokens];
        for (int i = 0; i < ends.length; i++) {
            System.arraycopy(ids, i * settings.context, values, i * tokens, tokens);
        }
        engine.write(cut, values);
        pooling.write(engine, ends, tokens, new int[ends.length]);
    }

    private double embedPacked(ClipModel model) {
        if (!model.packsCaptions()) {
            return embedPadded(model);
        }
        String tower = String.join(
                "\n",
                model.engine().identity(),
                settings.precision.name(),
                model.config().toString(),
                "packed captions");
        try (CaptionPrograms programs = new CaptionPrograms(
                rows -> model.packedTextEncoder(CaptionPrograms.most(rows), rows),
                settings.embed,
                settings.context,
                tower)) {
            return time(() -> programs.run(ids, ends));
        }
    }

    private double embedPadded(ClipModel model) {
        try (Encoder encoder = model.textEncoder(TowerPrograms.ROWS, settings.context)) {
            float[] output = new float[TowerPrograms.ROWS * settings.embed];
            return time(() -> {
                for (int from = 0; from < ends.length; from += TowerPrograms.ROWS) {
                    int[] some = Arrays.copyOfRange(
                            ids, from * settings.context, (from + TowerPrograms.ROWS) * settings.context);
                    encoder.encode(some, Arrays.copyOfRange(ends, from, from + TowerPrograms.ROWS), output);
                }
            });
        }
    }

    private double time(Runnable run) {
        double[] seconds = new double[settings.steps];
        for (int i = -WARM_UP; i < seconds.length; i++) {
            long start = System.nanoTime();
            run.run();
            if (i >= 0) {
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
        }
        return new Timing(seconds).seconds();
    }
}
