package dev.diptych.nn.cuda.kernel;

/** Shares out the scratch memory of one primitive's launches. */
final class Space {
    private static final long ALIGNMENT = 256; // bytes

    private long end;

    Argument.Scratch floats(long count) {
        return bytes(count * Float.BYTES);
    }

    Argument.Scratch doubles(long count) {
        return bytes(count * Double.BYTES);
    }

    Argument.Scratch ints(long count) {
        return bytes(count * Integer.BYTES);
    }

    private Argument.Scratch bytes(long bytes) {
        Argument.Scratch part = new Argument.Scratch(end, bytes);
        end = Call.parts(end + bytes, ALIGNMENT) * ALIGNMENT;
        return part;
    }
}
