package dev.diptych.contrastive.step;

import dev.diptych.contrastive.features.FeatureFile;
import dev.diptych.contrastive.loss.Pairs;
import dev.diptych.contrastive.model.CaptionSize;
import dev.diptych.contrastive.model.CaptionSizes;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.ranks.Exchange;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.program.Workspace;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A trained model that runs forward over the pairs of each step, or once over each pair of the data where that is enough, and whose
 * features a student's loss follows. They are on the device of the student.
 */
public final class Teacher implements AutoCloseable {
    private final ClipModel model;
    private final Engine engine;
    private final int rows;
    private final int first;
    private final Tensor images;
    private final Tensor imageFeatures;
    private final Tensor textFeatures;
    private final Program vision;
    private final List<Program> seeing;
    private final CaptionSizes sizes;
    private final Function<CaptionSize, Reader> readers;
    private final Workspace workspace;
    private final float scale;
    private final @Nullable FeatureFile kept;
    private final float[] imageRows;
    private final float[] textRows;

    /**
     * Records and compiles both towers.
     *
     * @param model on the student's engine; it reads the student's images and captions, and is not closed here
     * @param pairs B, of a step
     * @param parts micro-batches of a step
     * @param kept what it said of samples before, and what it says now; null where a sample is never the same twice. It is closed here
     */
    public Teacher(ClipModel model, int pairs, int parts, @Nullable FeatureFile kept) {
        this(model, pairs, parts, kept, Ranks.one());
    }

    /** @param ranks of whose pairs this one looks at its own; {@code pairs} are those of all */
    public Teacher(ClipModel model, int pairs, int parts, @Nullable FeatureFile kept, Ranks ranks) {
        this.model = model;
        this.engine = model.engine();
        this.rows = pairs / parts / ranks.size();
        this.first = ranks.rank() * parts;
        this.workspace = new Workspace(engine);
        this.images = model.images(rows);
        Tape tape = model.forward();
        int width = model.config().embedDim();
        this.imageFeatures = tape.input("teacher's image features", DType.FLOAT32, pairs, width);
        this.textFeatures = tape.input("teacher's text features", DType.FLOAT32, pairs, width);
        Tensor seen = ClipModel.normalize(tape, model.vision().apply(tape, images));
        this.vision = Program.compile(tape, engine, workspace);
        this.seeing = keeping(seen, imageFeatures);
        this.sizes = new CaptionSizes(model, rows);
        this.readers = CaptionSizes.each(Reader::new);
        this.scale = (float) Math.exp(model.logScale());
        this.kept = kept;
        this.imageRows = new float[kept == null ? 0 : rows * width];
        this.textRows = new float[imageRows.length];
        Objects.requireNonNull(readers.apply(sizes.whole())); // it needs the largest arena
    }

    Pairs.Taught features() {
        return new Pairs.Taught(imageFeatures, textFeatures, scale);
    }

    /** Finds the features of a micro-batch. */
    void look(Batch batch, int part) {
        if (kept == null) {
            compute(batch, part);
            return;
        }
        Tensor seen = imageFeatures.rows((first + part) * rows, rows);
        Tensor read = textFeatures.rows((first + part) * rows, rows);
        if (kept.read(batch.samples(), imageRows, textRows)) {
            engine.write(seen, imageRows);
            engine.write(read, textRows);
        } else {
            compute(batch, part);
            engine.read(seen, imageRows);
            engine.read(read, textRows);
            kept.write(batch.samples(), imageRows, textRows);
        }
    }

    /** Learns what the other ranks' look at. */
    void gather(Exchange exchange) {
        exchange.gather(imageFeatures);
        exchange.gather(textFeatures);
    }

    private void compute(Batch batch, int part) {
        engine.write(images, batch.images());
        vision.run();
        seeing.get(first + part).run();
        Reader reader = readers.apply(sizes.of(batch.ends(), batch.longest()));
        reader.captions.write(engine, batch.ids(), batch.ends());
        reader.program.run();
        reader.reading.get(first + part).run();
    }

    @Override
    public void close() throws IOException {
        if (kept != null) {
            kept.close();
        }
    }

    /** What puts the features of a micro-batch to those of the step, for each. */
    private List<Program> keeping(Tensor features, Tensor all) {
        return IntStream.range(0, all.shape().size(0) / rows)
                .mapToObj(part -> CachedTower.copy(engine, List.of(features), List.of(all.rows(part * rows, rows))))
                .toList();
    }

    /** The text tower for captions of one size. */
    private final class Reader {
        private final CaptionInput captions;
        private final Program program;
        private final List<Program> reading;

        Reader(CaptionSize size) {
            Tape tape = model.forward();
            this.captions = CaptionInput.of(model, tape, size);
            Tensor read = captions.features(tape, model);
            this.program = Program.compile(tape, engine, workspace);
            this.reading = keeping(read, textFeatures);
        }
    }
}
