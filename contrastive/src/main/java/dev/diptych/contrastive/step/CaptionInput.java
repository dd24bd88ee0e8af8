package dev.diptych.contrastive.step;

import dev.diptych.contrastive.model.CaptionSize;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.PackedCaptions;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;

/** The captions of M pairs as inputs of the text tower. */
sealed interface CaptionInput {
    /** Records the tower; @return float32 [M, D], unit features */
    default Tensor features(Tape tape, ClipModel model) {
        return ClipModel.normalize(tape, record(tape, model));
    }

    /** @return float32 [M, D], not normalised */
    Tensor record(Tape tape, ClipModel model);

    /**
     * Writes the captions of M pairs.
     *
     * @param captions int32 [M, C]
     * @param places int32 [M], where each is pooled
     */
    void write(Engine engine, int[] captions, int[] places);

    /** Inputs of that size; it must take what is written. */
    static CaptionInput of(ClipModel model, Tape tape, CaptionSize size) {
        int context = model.config().text().contextLength();
        return size.packed()
                ? new Packed(new PackedCaptions(model, tape, size.captions(), size.tokens()), context)
                : new Padded(
                        context,
                        tape.input("ids", DType.INT32, size.captions(), size.tokens()),
                        ClipModel.ends(tape, size.captions()),
                        new int[size.captions() * size.tokens()],
                        new int[size.captions()]);
    }

    /**
     * Cut to T tokens.
     *
     * @param context C
     * @param ids int32 [M, T]
     * @param cut scratch, as many
     * @param rows scratch [M]
     */
    record Padded(int context, Tensor ids, Pooling ends, int[] cut, int[] rows) implements CaptionInput {
        @Override
        public Tensor record(Tape tape, ClipModel model) {
            return model.text().apply(tape, ids, ends);
        }

        @Override
        public void write(Engine engine, int[] captions, int[] places) {
            int tokens = ids.shape().last();
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(captions, i * context, cut, i * tokens, tokens);
            }
            engine.write(ids, cut);
            ends.write(engine, places, tokens, rows);
        }
    }

    /**
     * Packed.
     *
     * @param context C
     */
    record Packed(PackedCaptions captions, int context) implements CaptionInput {
        @Override
        public Tensor record(Tape tape, ClipModel model) {
            return captions.record(tape);
        }

        @Override
        public void write(Engine engine, int[] all, int[] places) {
            captions.clear();
            for (int i = 0; i < places.length; i++) {
                captions.add(all, i * context, places[i]);
            }
            captions.write(engine);
        }
    }
}
