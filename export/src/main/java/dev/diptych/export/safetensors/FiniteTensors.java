package dev.diptych.export.safetensors;

import dev.diptych.export.safetensors.SafetensorsException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tensors of files, whose values are counted as they are read: a model with NaN in it computes nothing but NaN. */
public final class FiniteTensors implements TensorValues {
    private static final int NAMED = 5; // tensors that a message names
    private static final int EXPONENT = 0x7F800000; // all ones in infinities and NaN

    private final TensorReader reader;
    private final Map<String, String> odd = new TreeMap<>();

    public FiniteTensors(TensorReader reader) {
        this.reader = reader;
    }

    @Override
    public float[] of(String name) {
        float[] values = reader.read(name);
        int count = 0;
        for (float value : values) {
            count += (Float.floatToRawIntBits(value) & EXPONENT) == EXPONENT ? 1 : 0;
        }
        if (count > 0) {
            odd.put(name, count + " of " + values.length);
        }
        return values;
    }

    /**
     * Refuses what was read so far if any of it is not finite.
     *
     * @throws SafetensorsException if so; it names the tensors
     */
    public void check() {
        if (odd.isEmpty()) {
            return;
        }
        List<String> named = new ArrayList<>();
        odd.forEach((name, share) -> named.add(name + " (" + share + ")"));
        String list = String.join(", ", named.subList(0, Math.min(NAMED, named.size())));
        throw new SafetensorsException(
                Reason.NOT_FINITE,
                reader.source().toString(),
                "",
                SafetensorsException.NO_OFFSET,
                "values that are NaN or infinite in " + list
                        + (named.size() > NAMED ? " and " + (named.size() - NAMED) + " more tensors" : "")
                        + ", expected finite weights");
    }
}
