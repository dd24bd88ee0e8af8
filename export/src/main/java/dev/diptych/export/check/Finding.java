package dev.diptych.export.check;

import java.util.Locale;

/**
 * What a check found.
 *
 * @param what was looked at
 * @param where the file, the tensor or the key
 * @param actual what stands there
 * @param expected the rule; empty where nothing is wrong
 */
public record Finding(Level level, String what, String where, String actual, String expected) {
    private static final String EXPECTED = ", expected ";

    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Scores may be wrong without an error. */
        WARN,
        /** The model cannot be used, or its scores are wrong. */
        FAIL;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String what, Object where, String actual) {
        return new Finding(Level.OK, what, where.toString(), actual, "");
    }

    static Finding warn(String what, Object where, String actual, String expected) {
        return new Finding(Level.WARN, what, where.toString(), actual, expected);
    }

    static Finding fail(String what, Object where, String actual, String expected) {
        return new Finding(Level.FAIL, what, where.toString(), actual, expected);
    }

    /** What an exception of this project says: {@code <operation> failed: <where>: <actual>, expected <rule>}. */
    static Finding fail(String what, Exception e) {
        String message = String.valueOf(e.getMessage()).replaceFirst("^[\\w ]+ failed: ", "");
        int where = message.indexOf(": ");
        int expected = message.lastIndexOf(EXPECTED);
        return expected < where || where < 0
                ? new Finding(Level.FAIL, what, "", message, "")
                : new Finding(
                        Level.FAIL,
                        what,
                        message.substring(0, where),
                        message.substring(where + 2, expected),
                        message.substring(expected + EXPECTED.length()));
    }

    /** In a line. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%-4s %s: ", level.label(), what)
                + (where.isEmpty() ? "" : where + ": ")
                + actual
                + (expected.isEmpty() ? "" : EXPECTED + expected);
    }
}
