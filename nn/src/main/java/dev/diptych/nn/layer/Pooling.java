package dev.diptych.nn.layer;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/**
 * The one token of each sequence that a tower's embedding is read from.
 *
 * @param tokens int32 [B], its number within the sequence, in [0, T)
 * @param rows int32 [B], its row among all tokens: {@code b T + tokens[b]}
 */
public record Pooling(Tensor tokens, Tensor rows) {
    /** The first token of every sequence, as the class token is. */
    public static Pooling first(Tape tape, int batch, int length) {
        return at(tape, batch, length, 0);
    }

    /** The token of the same number, {@code place} in [0, length), of every sequence. */
    public static Pooling at(Tape tape, int batch, int length, int place) {
        int[] tokens = new int[batch];
        int[] rows = new int[batch];
        for (int b = 0; b < batch; b++) {
            tokens[b] = place;
            rows[b] = b * length + place;
        }
        return new Pooling(tape.constant("pooled tokens", tokens), tape.constant("pooled rows", rows));
    }

    /**
     * Tells a program where the sequences of a run are pooled, as far as it asks.
     *
     * @param places int32 [B], what {@link #tokens} becomes
     * @param length T, tokens of a sequence
     * @param scratch int32 [B], written
     */
    public void write(Engine engine, int[] places, int length, int[] scratch) {
        for (int b = 0; b < places.length; b++) {
            scratch[b] = b * length + places[b];
        }
        if (tokens.storage().placed()) {
            engine.write(tokens, places);
        }
        if (rows.storage().placed()) {
            engine.write(rows, scratch);
        }
    }

    /** @return [B, 1, W] of {@code x} [B, T, W] */
    Tensor select(Tape tape, Tensor x) {
        Tensor out = tape.activation(
                x.dtype(), "pooled " + x.name(), x.shape().size(0), 1, x.shape().last());
        tape.record(new SelectRows(x, rows, out));
        return out;
    }
}
