package dev.diptych.nn.cuda.launch;

import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;

/** How many neighbouring elements a thread takes, and how kernels' names say so. */
public final class Runs {
    private static final int LONG = 8; // elements, moved 16 bytes at a time
    private static final int BYTES = 16;

    private Runs() {}

    /**
     * 8 where rows of {@code columns} are whole runs of 8 and every tensor's rows start on 16 bytes, else 1.
     *
     * @param columns a divisor of each tensor's row, or a multiple of rows that have no gaps
     */
    public static int length(long columns, Tensor... tensors) {
        return columns % LONG == 0 && aligned(tensors) ? LONG : 1;
    }

    /** Whether every row starts on 16 bytes: by its place in its block where it has one, which starts on 256. */
    public static boolean aligned(Tensor... tensors) {
        for (Tensor tensor : tensors) {
            long start = tensor.offset()
                    + (tensor.storage().placed() ? tensor.storage().offset() : 0);
            int bytes = tensor.dtype().bytes();
            boolean rows = tensor.shape().rows() == 1 || tensor.rowStride() * bytes % BYTES == 0;
            if (start * bytes % BYTES != 0 || !rows && !tensor.contiguous()) {
                return false;
            }
        }
        return true;
    }

    /** The part of a kernel's name that tells the type: {@code f32} or {@code bf16}. */
    public static String type(Tensor tensor) {
        return switch (tensor.dtype()) {
            case FLOAT32 -> "f32";
            case BFLOAT16 -> "bf16";
            case INT32 ->
                throw new IllegalArgumentException("kernel: " + tensor + ": " + DType.INT32 + ", expected "
                        + DType.FLOAT32 + " or " + DType.BFLOAT16);
        };
    }
}
