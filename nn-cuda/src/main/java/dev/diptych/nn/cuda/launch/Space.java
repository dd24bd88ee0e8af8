package dev.diptych.nn.cuda.launch;

/** Shares out the scratch memory of one primitive's launches. */
public final class Space {
    private static final long ALIGNMENT = 256; // bytes

    private long end;

    public Argument.Scratch floats(long count) {
        return bytes(count * Float.BYTES);
    }

    public Argument.Scratch doubles(long count) {
        return bytes(count * Double.BYTES);
    }

    public Argument.Scratch ints(long count) {
        return bytes(count * Integer.BYTES);
    }

    private Argument.Scratch bytes(long bytes) {
        Argument.Scratch part = new Argument.Scratch(end, bytes);
        end = Call.parts(end + bytes, ALIGNMENT) * ALIGNMENT;
        return part;
    }
}
