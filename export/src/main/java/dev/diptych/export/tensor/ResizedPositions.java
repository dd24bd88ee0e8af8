package dev.diptych.export.tensor;

import dev.diptych.export.safetensors.TensorValues;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The values of a model, as one of another image size or context length has them. */
public final class ResizedPositions implements TensorValues {
    private static final Set<String> GRIDS = Set.of("visual.positional_embedding", "visual.trunk.pos_embed");
    private static final Set<String> LINES = Set.of("positional_embedding", "text.positional_embedding");

    private final TensorValues source;
    private final Map<String, Slot> stored;
    private final Map<String, Slot> wanted;

    /**
     * @param stored what {@code source} has
     * @param wanted tensors of the same names
     */
    public ResizedPositions(TensorValues source, List<Slot> stored, List<Slot> wanted) {
        this.source = source;
        this.stored = byName(stored);
        this.wanted = byName(wanted);
    }

    @Override
    public float[] of(String name) {
        Slot from = stored.get(name);
        Slot to = wanted.get(name);
        if (from == null || to == null) {
            throw new IllegalArgumentException("tensor " + name + ": not of this model");
        }
        float[] values = source.of(name);
        if (from.fits(to.shape())) {
            return values;
        }
        int rows = rows(from);
        int target = rows(to);
        if (GRIDS.contains(name)) {
            int side = (int) Math.sqrt(rows);
            int prefix = rows - side * side;
            int becomes = (int) Math.sqrt(target - prefix);
            return PositionResize.grid(values, prefix, side, becomes);
        }
        if (LINES.contains(name)) {
            return PositionResize.line(values, rows, target);
        }
        throw new IllegalArgumentException(
                "tensor " + name + ": shape " + from.shape() + ", expected " + to.shape() + "; positions alone resize");
    }

    private static int rows(Slot slot) {
        return slot.shape().get(slot.shape().size() - 2);
    }

    private static Map<String, Slot> byName(List<Slot> slots) {
        return slots.stream().collect(Collectors.toMap(Slot::name, Function.identity()));
    }
}
