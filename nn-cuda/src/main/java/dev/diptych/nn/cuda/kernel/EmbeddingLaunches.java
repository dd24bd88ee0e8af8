package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.cuda.launch.Argument;
import dev.diptych.nn.cuda.launch.Call;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Runs;
import dev.diptych.nn.cuda.launch.Space;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.op.token.Embedding;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Token lookup, and its gradient by a stable radix sort of the ids. */
final class EmbeddingLaunches {
    private static final String SOURCE = "embedding.cu";
    private static final int DIGIT_BITS = 8;
    private static final int DIGITS = 1 << DIGIT_BITS;
    private static final int SORT_BLOCK = 256;
    private static final int SCAN_BLOCK = 1024;
    private static final int TILE = 1024; // tokens that a block sorts
    private static final int CHUNK = 64; // sorted tokens that a block adds up
    private static final int COLUMNS = 128; // threads of a block that adds up

    private static final int MERGE_BLOCK = 256;
    private static final int MERGE_COLUMNS = 32; // of a block that merges what chunks hold of a run: a warp's lanes

    private EmbeddingLaunches() {}

    static void offer(Bindings<List<Launch>> bindings) {
        bindings.on(Embedding.class, EmbeddingLaunches::embedding);
        bindings.on(Embedding.Grad.class, EmbeddingLaunches::embeddingGrad);
    }

    static List<Launch> embedding(Embedding op) {
        long count = op.out().shape().elements();
        int width = op.out().shape().last();
        int run = Runs.length(width, op.table(), op.positions(), op.out());
        return List.of(new Call(TokenLaunches.SOURCE, "embedding_" + run)
                .pass(op.ids())
                .pass(op.table())
                .pass(op.positions())
                .pass(op.out())
                .pass(op.ids().shape().last())
                .pass(width)
                .pass(count)
                .launch(ElementLaunches.blocks(count, run), TokenLaunches.BLOCK));
    }

    static List<Launch> embeddingGrad(Embedding.Grad op) {
        List<Launch> launches = new ArrayList<>();
        if (!op.accumulate()) {
            launches.add(ElementLaunches.fill(op.dtable(), 0));
            launches.add(ElementLaunches.fill(op.dpositions(), 0));
        }
        Space space = new Space();
        positions(op, space, launches);
        int count = Math.toIntExact(op.ids().shape().elements());
        int width = op.dout().shape().last();
        Sorted sorted =
                sort(op.ids(), count, Math.toIntExact(op.dtable().shape().rows()), space, launches);
        long chunks = Call.parts(count, CHUNK);
        Argument.Scratch edges = space.floats(2 * chunks * width);
        int columns = Math.toIntExact(Call.parts(width, COLUMNS));
        launches.add(new Call(SOURCE, "embedding_chunks")
                .pass(sorted.keys)
                .pass(sorted.tokens)
                .pass(count)
                .pass(op.dout())
                .pass(op.dtable())
                .pass(edges)
                .pass(width)
                .launch(chunks, columns, COLUMNS, 0));
        if (chunks > 1) {
            launches.add(new Call(SOURCE, "embedding_merge")
                    .pass(sorted.keys)
                    .pass(count)
                    .pass(op.dtable())
                    .pass(edges)
                    .pass(width)
                    .launch(chunks - 1, Math.toIntExact(Call.parts(width, MERGE_COLUMNS)), MERGE_BLOCK, 0));
        }
        return launches;
    }

    /** Positions add up over the sequences, each of which is a row of T W. */
    private static void positions(Embedding.Grad op, Space space, List<Launch> launches) {
        int sequence = op.ids().shape().last() * op.dout().shape().last();
        int batch = Math.toIntExact(op.dout().shape().elements() / sequence);
        ReductionLaunches.Sums sums = ReductionLaunches.columnSum(op.dout(), batch, sequence, sequence, space);
        launches.add(sums.launch());
        launches.add(sums.into(op.dpositions(), sequence, op.accumulate()));
    }

    /** Passes of 8 bits from the lowest on, by turns between two places: enough for the numbers below {@code bound}. */
    private static Sorted sort(Tensor ids, int count, int bound, Space space, List<Launch> launches) {
        int blocks = Math.toIntExact(Call.parts(count, TILE));
        Argument.Scratch counts = space.ints((long) DIGITS * blocks);
        Sorted[] places = {
            new Sorted(space.ints(count), space.ints(count)), new Sorted(space.ints(count), space.ints(count))
        };
        Argument keys = new Argument.Address(ids);
        Argument tokens = new Argument.Absent();
        int shift = 0;
        int pass = 0;
        do {
            Sorted to = places[pass % 2];
            launches.add(new Call(SOURCE, "sort_count")
                    .pass(keys)
                    .pass(count)
                    .pass(shift)
                    .pass(counts)
                    .launch(blocks, SORT_BLOCK));
            launches.add(new Call(SOURCE, "sort_scan")
                    .pass(counts)
                    .pass(DIGITS * blocks)
                    .launch(1, SCAN_BLOCK));
            launches.add(new Call(SOURCE, "sort_scatter")
                    .pass(keys)
                    .pass(tokens)
                    .pass(count)
                    .pass(shift)
                    .pass(counts)
                    .pass(to.keys)
                    .pass(to.tokens)
                    .launch(blocks, SORT_BLOCK));
            keys = to.keys;
            tokens = to.tokens;
            shift += DIGIT_BITS;
            pass++;
        } while (bound - 1 >>> shift != 0);
        return new Sorted(keys, tokens);
    }

    private record Sorted(Argument keys, Argument tokens) {}
}
