package dev.diptych.contrastive.data;

import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.file.Sha256;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/*
 * The pairs of a step are those of one process, dealt out: rank r has the r-th part of each micro-batch. Where numbers of all pairs lie
 * beside each other, those of a rank come together, micro-batch by micro-batch.
 */
/** Which pairs of each step are this rank's, and by what it tells them apart from the others'. */
final class Sharing {
    private static final int INTS = 2; // of a name's hash: two in a step of 2^20 are alike in one of 2^25 steps

    private final Ranks ranks;
    private final int rows;
    private final int parts;
    private final Map<Object, Integer> numbers = new HashMap<>(); // of the step at hand

    /**
     * @param batch M, pairs of a micro-batch of all ranks
     * @param parts micro-batches of a step
     */
    Sharing(Ranks ranks, int batch, int parts) {
        if (batch % ranks.size() != 0) {
            throw new IllegalArgumentException("train: batch_size " + batch + " on " + ranks.size()
                    + " ranks, expected a multiple of the ranks, which share it");
        }
        this.ranks = ranks;
        this.rows = batch / ranks.size();
        this.parts = parts;
    }

    /** How many pairs of a micro-batch are this rank's. */
    int rows() {
        return rows;
    }

    /** The first of them. */
    int first() {
        return ranks.rank() * rows;
    }

    /** Where this rank's pairs of a micro-batch lie among the numbers of all pairs of a step. */
    int place(int part) {
        return (ranks.rank() * parts + part) * rows;
    }

    /**
     * Numbers the pairs of a micro-batch: as a pair of the step that has the same name, on any rank.
     *
     * @param name of this rank's, by row
     * @param groups int32 [M / R], written
     */
    void number(IntFunction<String> name, int part, int[] groups) {
        if (part == 0) {
            numbers.clear();
        }
        if (ranks.alone()) {
            for (int row = 0; row < rows; row++) {
                groups[row] = numbered(name.apply(row), place(part) + row);
            }
            return;
        }
        int[] all = new int[INTS * rows * ranks.size()];
        IntBuffer own = IntBuffer.wrap(all, INTS * first(), INTS * rows);
        for (int row = 0; row < rows; row++) {
            MessageDigest digest = Sha256.begin();
            Sha256.add(digest, name.apply(row));
            own.put(ByteBuffer.wrap(digest.digest(), 0, INTS * Integer.BYTES).asIntBuffer());
        }
        ranks.gather(all);
        for (int row = 0; row < rows * ranks.size(); row++) {
            long hash = (long) all[INTS * row] << Integer.SIZE | all[INTS * row + 1] & 0xFFFFFFFFL;
            int rank = row / rows;
            int number = numbered(hash, (rank * parts + part) * rows + row % rows);
            if (rank == ranks.rank()) {
                groups[row % rows] = number;
            }
        }
    }

    private int numbered(Object name, int own) {
        Integer known = numbers.putIfAbsent(name, own);
        return known == null ? own : known;
    }
}
