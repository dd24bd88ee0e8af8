package dev.diptych.export.emit;

import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which token of each sequence a program picks: the same of all, which it has as a constant, or one that its caller says. */
public final class Places {
    private final @Nullable Pooling ends;
    private final Map<Storage, Integer> constants = new IdentityHashMap<>();

    /** @param ends what the caller says, if anything */
    public Places(@Nullable Pooling ends) {
        this.ends = ends;
    }

    /** Notes a constant that the program has. */
    void constant(Tensor tensor, int[] values) {
        constants.put(tensor.storage(), values[0]);
    }

    public boolean isConstant(Tensor tensor) {
        return constants.containsKey(tensor.storage());
    }

    /** The tokens that rows are of which the caller says; null for those of constants. */
    public @Nullable Tensor tokensOf(Tensor rows) {
        return ends != null && ends.rows().storage() == rows.storage() ? ends.tokens() : null;
    }

    /** The place of the token in the first sequence, and so in each. */
    public int first(Tensor tensor) {
        Integer place = constants.get(tensor.storage());
        if (place == null) {
            throw new IllegalArgumentException("export failed: " + tensor
                    + ": rows that the caller gives, expected the ends of captions or constants");
        }
        return place;
    }
}
