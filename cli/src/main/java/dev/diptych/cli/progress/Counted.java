package dev.diptych.cli.progress;

/** Numbers of things, in words. */
public final class Counted {
    private Counted() {}

    /**
     * Returns {@code 1 sample}, {@code 2 samples}.
     *
     * @param thing in the singular, of a plural in s
     */
    public static String of(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
