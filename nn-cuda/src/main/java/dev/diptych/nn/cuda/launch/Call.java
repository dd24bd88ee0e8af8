package dev.diptych.nn.cuda.launch;

import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A launch in the making: arguments are passed in the order of the kernel's parameters. */
public final class Call {
    private final String source;
    private final String kernel;
    private final List<Argument> arguments = new ArrayList<>();

    public Call(String source, String kernel) {
        this.source = source;
        this.kernel = kernel;
    }

    /** A pointer to the first element, null for null. */
    public Call pass(@Nullable Tensor tensor) {
        return pass(tensor == null ? new Argument.Absent() : new Argument.Address(tensor));
    }

    public Call pass(Argument argument) {
        arguments.add(argument);
        return this;
    }

    public Call pass(int value) {
        return pass(new Argument.Int(value));
    }

    public Call pass(boolean value) {
        return pass(value ? 1 : 0);
    }

    public Call pass(long value) {
        return pass(new Argument.Long(value));
    }

    public Call pass(float value) {
        return pass(new Argument.Float(value));
    }

    /** A pointer to the first element and the distance of rows, as a C++ {@code long long}. */
    public Call rows(Tensor tensor) {
        return pass(tensor).pass(tensor.rowStride());
    }

    public Launch launch(long blocks, int block) {
        return launch(blocks, 1, block, 0);
    }

    public Launch launch(long blocksX, int blocksY, int block, int sharedBytes) {
        return new Launch(source, kernel, Math.toIntExact(blocksX), blocksY, 1, block, sharedBytes, arguments);
    }

    /** How many parts of {@code size} cover {@code count}. */
    public static long parts(long count, long size) {
        return (count + size - 1) / size;
    }
}
