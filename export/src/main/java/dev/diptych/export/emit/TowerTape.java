package dev.diptych.export.emit;

import dev.diptych.export.model.DeclaredModel;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.op.Copy;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A tower as it is recorded, to be written as a graph.
 *
 * @param input float32 [B, 3, S, S] or int32 [B, C], with any B: a graph takes all
 * @param ends where captions are pooled; null for images
 * @param output float32 [B, D], the last to be written
 */
public record TowerTape(Tape tape, Tensor input, @Nullable Pooling ends, Tensor output) {
    private static final int BATCH = 2;

    /**
     * Records the image tower.
     *
     * @param unit whether rows are scaled to unit length
     */
    public static TowerTape images(
            DeclaredModel model, Precision precision, String input, String output, boolean unit) {
        Tape tape = Tape.inference(precision);
        int side = model.vision().config().imageSize();
        Tensor images = tape.input(input, DType.FLOAT32, BATCH, 3, side, side);
        Tensor features = model.vision().apply(tape, images);
        return new TowerTape(tape, images, null, result(tape, features, output, unit));
    }

    /** Records the text tower for the whole context, likewise. */
    public static TowerTape texts(DeclaredModel model, Precision precision, String input, String output, boolean unit) {
        Tape tape = Tape.inference(precision);
        Tensor ids = tape.input(input, DType.INT32, BATCH, model.text().config().contextLength());
        Pooling ends = new Pooling(tape.input("ends", DType.INT32, BATCH), tape.input("end rows", DType.INT32, BATCH));
        Tensor features = model.text().apply(tape, ids, ends);
        return new TowerTape(tape, ids, ends, result(tape, features, output, unit));
    }

    private static Tensor result(Tape tape, Tensor features, String name, boolean unit) {
        Tensor out = tape.output(name, features.shape().toArray());
        tape.record(
                unit
                        ? new L2Normalize(features, tape.activation("inverse norm", BATCH), out)
                        : new Copy(features, out));
        return out;
    }
}
