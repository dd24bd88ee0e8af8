package dev.diptych.cli.report;

import dev.diptych.cli.progress.Counted;
import java.time.LocalDate;
import java.time.ZoneId;

/** When and where a page was made. */
public final class Imprint {
    private Imprint() {}

    /**
     * The line for a page that is made now.
     *
     * @param data what it is about
     */
    public static String of(String data) {
        String version = Imprint.class.getPackage().getImplementationVersion();
        int cores = Runtime.getRuntime().availableProcessors();
        return LocalDate.now(ZoneId.systemDefault()) + " · Diptych" + (version == null ? "" : " " + version) + " · "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + Counted.of(cores, "core") + " · " + data;
    }
}
