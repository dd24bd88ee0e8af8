package dev.diptych.cli.bench;

import dev.diptych.cli.session.UsageException;

/** Options that count. */
final class Positive {
    private Positive() {}

    static void require(String option, int value) {
        if (value < 1) {
            throw new UsageException(option + ": " + value + ", expected at least 1");
        }
    }
}
