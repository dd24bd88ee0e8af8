package dev.diptych.cli.session;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the launcher and the shell say.
 *
 * @param environment the environment variables
 * @param home the folder of the launcher, which holds {@code configs/}
 * @param terminal whether standard error is a terminal that can redraw a line
 * @param columns of that terminal
 */
public record Surroundings(Map<String, String> environment, Path home, boolean terminal, int columns) {
    private static final int NARROWEST = 40;

    public Surroundings {
        environment = Map.copyOf(environment);
        if (columns < NARROWEST) {
            throw new IllegalArgumentException("columns: " + columns + ", expected at least " + NARROWEST);
        }
    }

    /** The surroundings of this process; without the launcher, the working folder is home. */
    public static Surroundings ofProcess() {
        boolean terminal = Boolean.parseBoolean(
                System.getProperty("diptych.terminal", Boolean.toString(System.console() != null)));
        return new Surroundings(
                System.getenv(),
                Path.of(System.getProperty("diptych.home", "")),
                terminal,
                Math.max(NARROWEST, Integer.getInteger("diptych.columns", 80)));
    }

    /** Returns a file or folder that comes with Diptych, such as {@code configs/recipes/quickstart.yaml}. */
    public Path bundled(String path) {
        return home.resolve(path);
    }
}
