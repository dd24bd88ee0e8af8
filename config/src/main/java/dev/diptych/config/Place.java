package dev.diptych.config;

/**
 * Where a key or value stands: a line of a file, or an override given on the command line.
 *
 * @param source the file's name, or {@code --set}
 * @param line   the line, from 1; 0 where there are no lines
 */
record Place(String source, int line) {
    private static final String OVERRIDE = "--set";

    Place {
        if (line < 0) {
            throw new IllegalArgumentException("line: " + line + ", expected at least 0");
        }
    }

    static Place override() {
        return new Place(OVERRIDE, 0);
    }

    boolean isOverride() {
        return source.equals(OVERRIDE);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
