package dev.diptych.contrastive.step;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;

/** The captions of M pairs as inputs, cut to T tokens. */
final class CaptionInput {
    private final int context;
    private final Tensor ids;
    private final Pooling ends;
    private final int[] cut;
    private final int[] rows;

    /**
     * @param rows M
     * @param tokens T, at most the model's context length
     */
    CaptionInput(ClipModel model, Tape tape, int rows, int tokens) {
        this.context = model.config().text().contextLength();
        this.ids = tape.input("ids", DType.INT32, rows, tokens);
        this.ends = ClipModel.ends(tape, rows);
        this.cut = new int[rows * tokens];
        this.rows = new int[rows];
    }

    /** int32 [M, T]. */
    Tensor ids() {
        return ids;
    }

    Pooling ends() {
        return ends;
    }

    /**
     * Writes the captions of M pairs, of which none has more than T tokens.
     *
     * @param captions int32 [M, C]
     * @param places int32 [M], where each is pooled
     */
    void write(Engine engine, int[] captions, int[] places) {
        int tokens = ids.shape().last();
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(captions, i * context, cut, i * tokens, tokens);
        }
        engine.write(ids, cut);
        ends.write(engine, places, tokens, rows);
    }
}
