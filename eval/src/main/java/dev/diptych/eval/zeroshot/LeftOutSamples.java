package dev.diptych.eval.zeroshot;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Names the samples that cannot be used, the first and each thousandth, and counts them by reason. */
final class LeftOutSamples {
    private static final int EACH = 1000;

    private final Consumer<String> note;
    private final Map<String, Integer> byReason = new TreeMap<>();
    private int count;
    private int unused;

    LeftOutSamples(Consumer<String> note) {
        this.note = note;
    }

    void add(String reason, String line) {
        byReason.merge(reason, 1, Integer::sum);
        if (count++ % EACH == 0) {
            note.accept("left out: " + line);
        }
    }

    /** Notes what cannot be used of a sample that can. */
    void unused(String line) {
        if (unused++ % EACH == 0) {
            note.accept("not used: " + line);
        }
    }

    /** How many there are, of how many and why; empty if there are none. */
    Optional<String> summary(int size) {
        String reasons = byReason.entrySet().stream()
                .map(reason -> reason.getKey() + " " + reason.getValue())
                .collect(Collectors.joining(", "));
        return count == 0
                ? Optional.empty()
                : Optional.of("left out " + count + " of " + size + " samples (" + reasons + ")");
    }
}
