package dev.diptych.config;

import java.util.List;

/** A configuration that cannot be used: its message has one line for every problem that was found. */
public class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** @param problems a line each, at least one */
    public ConfigException(List<String> problems) {
        super(
                problems.size() == 1
                        ? problems.get(0)
                        : problems.size() + " problems in the configuration:\n  " + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Returns the problems, each {@code file:line: key.path: actual, expected rule}, in the order of the file. */
    public List<String> problems() {
        return problems;
    }
}
