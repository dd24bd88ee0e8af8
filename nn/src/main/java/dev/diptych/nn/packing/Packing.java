package dev.diptych.nn.packing;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;

/**
 * Where the tokens of B sequences stand that are packed one after another into R rows, each sequence ending with the token that it
 * is pooled at; rows behind the last are of no sequence.
 *
 * @param places int32 [R], each row's place in its sequence; zero in rows of no sequence
 * @param starts int32 [B + 1], where each sequence begins, and where the last one ends
 * @param lasts int32 [B], each sequence's last row; zero for one that is empty
 * @param longest no sequence has more tokens
 */
public record Packing(Tensor places, Tensor starts, Tensor lasts, int longest) {
    /** As inputs of a program of {@code rows} rows, for up to {@code sequences}. */
    public static Packing inputs(Tape tape, int sequences, int rows, int longest) {
        return new Packing(
                tape.input("places", DType.INT32, rows),
                tape.input("starts", DType.INT32, sequences + 1),
                tape.input("last rows", DType.INT32, sequences),
                longest);
    }

    /** R. */
    public int rows() {
        return places.shape().last();
    }

    /** B. */
    public int sequences() {
        return lasts.shape().last();
    }

    /** Tells a program what {@link Layout} says. */
    public void write(Engine engine, Layout layout) {
        Arrays.fill(layout.starts, layout.count + 1, layout.starts.length, layout.used);
        write(engine, places, layout.places);
        write(engine, starts, layout.starts);
        write(engine, lasts, layout.lasts);
    }

    private static void write(Engine engine, Tensor tensor, int[] values) {
        if (tensor.storage().placed()) {
            engine.write(tensor, values);
        }
    }

    /** @return [B, W] of {@code x} [R, W] */
    public Tensor last(Tape tape, Tensor x) {
        Tensor out = tape.activation(
                x.dtype(), "pooled " + x.name(), sequences(), x.shape().last());
        tape.record(new SelectRows(x, lasts, out));
        return out;
    }

    /** Values of a packing's tensors, filled a sequence at a time, then again for later ones. */
    public static final class Layout {
        private final int[] places;
        private final int[] starts;
        private final int[] lasts;
        private int count;
        private int used;

        /** Of as many rows and sequences as a packing has. */
        public Layout(Packing packing) {
            this.places = new int[packing.rows()];
            this.starts = new int[packing.sequences() + 1];
            this.lasts = new int[packing.sequences()];
        }

        /** Begins anew, without sequences. */
        public void clear() {
            Arrays.fill(places, 0);
            Arrays.fill(lasts, 0);
            count = 0;
            used = 0;
        }

        /**
         * Appends a sequence.
         *
         * @param tokens how many it has, at least 1
         * @return its first row
         * @throws IndexOutOfBoundsException if there is no room for it
         */
        public int add(int tokens) {
            int start = used;
            for (int t = 0; t < tokens; t++) {
                places[used++] = t;
            }
            lasts[count++] = used - 1;
            starts[count] = used;
            return start;
        }
    }
}
