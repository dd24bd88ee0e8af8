package dev.diptych.contrastive.step;

import dev.diptych.contrastive.loss.Pairs;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.TextLengths;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.program.Workspace;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A trained model that runs forward over the pairs of each step, whose features a student's loss follows. They stay on the device,
 * which is that of the student.
 */
public final class Teacher {
    private final ClipModel model;
    private final Engine engine;
    private final int rows;
    private final Tensor images;
    private final Tensor imageFeatures;
    private final Tensor textFeatures;
    private final Program vision;
    private final List<Program> seeing;
    private final IntFunction<Reader> readers;
    private final Workspace workspace;
    private final float scale;

    /**
     * Records and compiles both towers.
     *
     * @param model on the student's engine; it reads the student's images and captions, and is not closed here
     * @param pairs B, of a step
     * @param parts micro-batches of a step
     */
    public Teacher(ClipModel model, int pairs, int parts) {
        this.model = model;
        this.engine = model.engine();
        this.rows = pairs / parts;
        this.workspace = new Workspace(engine);
        this.images = model.images(rows);
        Tape tape = Tape.inference(model.precision()).on(engine);
        int width = model.config().embedDim();
        this.imageFeatures = tape.input("teacher's image features", DType.FLOAT32, pairs, width);
        this.textFeatures = tape.input("teacher's text features", DType.FLOAT32, pairs, width);
        Tensor seen = ClipModel.normalize(tape, model.vision().apply(tape, images));
        this.vision = Program.compile(tape, engine, workspace);
        this.seeing = keeping(seen, imageFeatures);
        this.readers = new TextLengths(model.config().text()).each(Reader::new);
        this.scale = (float) Math.exp(model.logScale());
        Objects.requireNonNull(readers.apply(model.config().text().contextLength())); // it needs the largest arena
    }

    Pairs.Taught features() {
        return new Pairs.Taught(imageFeatures, textFeatures, scale);
    }

    /** Computes the features of a micro-batch. */
    void look(Batch batch, int part) {
        engine.write(images, batch.images());
        vision.run();
        seeing.get(part).run();
        Reader reader = readers.apply(batch.longest());
        reader.captions.write(engine, batch.ids(), batch.ends());
        reader.program.run();
        reader.reading.get(part).run();
    }

    /** What puts the features of a micro-batch to those of the step, for each. */
    private List<Program> keeping(Tensor features, Tensor all) {
        return IntStream.range(0, all.shape().size(0) / rows)
                .mapToObj(part -> CachedTower.copy(engine, List.of(features), List.of(all.rows(part * rows, rows))))
                .toList();
    }

    /** The text tower for captions of at most so many tokens. */
    private final class Reader {
        private final CaptionInput captions;
        private final Program program;
        private final List<Program> reading;

        Reader(int tokens) {
            Tape tape = Tape.inference(model.precision()).on(engine);
            this.captions = new CaptionInput(model, tape, rows, tokens);
            Tensor read = ClipModel.normalize(tape, model.text().apply(tape, captions.ids(), captions.ends()));
            this.program = Program.compile(tape, engine, workspace);
            this.reading = keeping(read, textFeatures);
        }
    }
}
