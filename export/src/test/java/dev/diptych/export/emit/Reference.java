package dev.diptych.export.emit;

import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.model.DeclaredModel;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.op.Copy;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import dev.diptych.text.TextConfig;

/** A model's towers as Diptych computes them, in float32. */
public final class Reference implements AutoCloseable {
    private final Engine engine = new OneDnnEngine();
    private final DeclaredModel model;

    public Reference(ModelDescription description, TensorValues values) {
        model = DeclaredModel.of(description.config(), description.family());
        model.parameters().place(engine).tensors().forEach((name, tensor) -> engine.write(tensor, values.of(name)));
    }

    /** float32 [B, D] of images float32 [B, 3, S, S]. */
    public float[] images(float[] pixels, int batch) {
        Tape tape = Tape.inference().on(engine);
        int side = model.vision().config().imageSize();
        Tensor input = tape.input("images", DType.FLOAT32, batch, 3, side, side);
        Tensor out = kept(tape, model.vision().apply(tape, input));
        Program program = Program.compile(tape, engine);
        engine.write(input, pixels);
        return run(program, out);
    }

    /** float32 [B, D] of rows int32 [B, C] that end at a token each. */
    public float[] texts(int[] ids, int batch) {
        Tape tape = Tape.inference().on(engine);
        TextConfig config = model.text().config();
        int context = config.contextLength();
        Tensor input = tape.input("ids", DType.INT32, batch, context);
        Pooling ends = new Pooling(tape.input("ends", DType.INT32, batch), tape.input("rows", DType.INT32, batch));
        Tensor out = kept(tape, model.text().apply(tape, input, ends));
        Program program = Program.compile(tape, engine);
        int[] places = new int[batch];
        for (int b = 0; b < batch; b++) {
            places[b] = config.pooledAt(ids, b * context, 0);
        }
        engine.write(input, ids);
        ends.write(engine, places, context, new int[batch]);
        return run(program, out);
    }

    private static Tensor kept(Tape tape, Tensor features) {
        Tensor out = tape.output("kept", features.shape().toArray());
        tape.record(new Copy(features, out));
        return out;
    }

    private float[] run(Program program, Tensor out) {
        program.run();
        float[] values = new float[Math.toIntExact(out.shape().elements())];
        engine.read(out, values);
        return values;
    }

    @Override
    public void close() {
        engine.close();
    }
}
