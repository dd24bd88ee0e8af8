package dev.diptych.nn.engine;

import org.jspecify.annotations.Nullable;

/**
 * Something that an engine can run on.
 *
 * @param name what users call it, such as {@code cuda:0}
 * @param description what it is, in words
 * @param problem why it can't be used, in one line, or null where it can
 */
public record Device(
        String name, String description, @Nullable String problem) {
    public boolean usable() {
        return problem == null;
    }
}
