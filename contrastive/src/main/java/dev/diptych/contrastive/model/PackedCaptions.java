package dev.diptych.contrastive.model;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.packing.Packing;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;

/** Captions as an input of the text tower, packed one after another, each cut behind the token that it is pooled at. */
public final class PackedCaptions {
    private final ClipModel model;
    private final Tensor ids;
    private final Packing packing;
    private final Packing.Layout layout;
    private final int[] tokens;

    /**
     * @param captions B, the most that are written at a time
     * @param rows R, the most tokens that they may have together
     */
    public PackedCaptions(ClipModel model, Tape tape, int captions, int rows) {
        this.model = model;
        this.ids = tape.input("ids", DType.INT32, rows);
        this.packing =
                Packing.inputs(tape, captions, rows, model.config().text().contextLength());
        this.layout = new Packing.Layout(packing);
        this.tokens = new int[rows];
    }

    /** @return float32 [B, D], not normalised */
    public Tensor record(Tape tape) {
        return model.text().apply(tape, ids, packing);
    }

    /** Begins a batch without captions. */
    public void clear() {
        layout.clear();
        Arrays.fill(tokens, 0);
    }

    /**
     * Appends a caption to the batch.
     *
     * @param captions int32 [N, C]
     * @param offset where it begins there
     * @param end the token at which it is pooled
     */
    public void add(int[] captions, int offset, int end) {
        System.arraycopy(captions, offset, tokens, layout.add(end + 1), end + 1);
    }

    /** Tells a program the batch. */
    public void write(Engine engine) {
        engine.write(ids, tokens);
        packing.write(engine, layout);
    }
}
