package dev.diptych.image.header;

/** The values of a directory's tags. */
public interface TiffTags {
    /** The whole numbers of {@code tag}; none where it is absent, of another type, or leaves the file. */
    long[] numbers(int tag);

    /** The fractions of {@code tag}, as {@link #numbers}. */
    double[] fractions(int tag);

    /** The first number of {@code tag}; {@code otherwise} where there is none. */
    default long number(int tag, long otherwise) {
        long[] numbers = numbers(tag);
        return numbers.length == 0 ? otherwise : numbers[0];
    }
}
