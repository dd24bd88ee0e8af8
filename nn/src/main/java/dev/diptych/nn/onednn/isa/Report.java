package dev.diptych.nn.onednn.isa;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one self-test says.
 *
 * @param tested the instruction set that was in force
 * @param fault what computes wrongly; null if nothing does
 */
public record Report(InstructionSet tested, @Nullable String fault) {
    private static final String PASSED = "passed";
    private static final String FAILED = "failed ";

    /**
     * Tests what is in force and writes a report of two lines: the first before anything is computed, so that a crash shows.
     *
     * @param fault says what computes wrongly, or null
     */
    public static void write(Path file, InstructionSet tested, Function<InstructionSet, @Nullable String> fault)
            throws IOException {
        Files.writeString(file, tested + "\n");
        String found = fault.apply(tested);
        Files.writeString(
                file,
                (found == null ? PASSED : FAILED + found.replaceAll("\\R", " ")) + "\n",
                StandardOpenOption.APPEND);
    }

    /**
     * What {@link #write} wrote; null if nothing was begun.
     *
     * @param ending how the process ended, for where it did not get to its second line
     */
    static @Nullable Report read(String text, String ending) {
        String[] lines = text.split("\n", -1);
        if (lines.length < 2) {
            return null;
        }
        InstructionSet tested = InstructionSet.valueOf(lines[0]);
        if (lines.length < 3) {
            return new Report(tested, "the process that tests it " + ending);
        }
        return new Report(tested, lines[1].equals(PASSED) ? null : lines[1].substring(FAILED.length()));
    }
}
