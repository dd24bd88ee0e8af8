package dev.diptych.nn.nd4j.array;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/*
 * Ops run one at a time, so all of an engine's ops may use the same scratch: slot i is one block, as long as the
 * longest array that any op has asked of it. A block that has become too short stays with the ops that hold it.
 */
/** Memory that ops use while they run, shared by all of them. */
public final class Scratch {
    private final List<INDArray> slots = new ArrayList<>();
    private final List<INDArray> blocks = new ArrayList<>();
    private @Nullable INDArray flags;

    /** A float array of unspecified content in slot {@code slot}: one op's arrays need slots of their own. */
    public INDArray take(int slot, long... shape) {
        long elements = 1;
        for (long size : shape) {
            elements *= size;
        }
        while (slots.size() <= slot) {
            slots.add(allocate(elements));
        }
        if (slots.get(slot).length() < elements) {
            slots.set(slot, allocate(elements));
        }
        return Nd4j.create(slots.get(slot).data(), shape, Nd4j.getStrides(shape, 'c'), 0, 'c');
    }

    /** A boolean array of unspecified content, of which there is one block: an op asks for one array. */
    public INDArray flags(long... shape) {
        long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (flags == null || flags.length() < elements) {
            flags = Nd4j.create(DataType.BOOL, elements);
            blocks.add(flags);
        }
        return Nd4j.create(flags.data(), shape, Nd4j.getStrides(shape, 'c'), 0, 'c');
    }

    private INDArray allocate(long elements) {
        INDArray block = Nd4j.zeros(DataType.FLOAT, elements);
        blocks.add(block);
        return block;
    }

    public void close() {
        blocks.forEach(INDArray::close);
        blocks.clear();
        slots.clear();
        flags = null;
    }
}
