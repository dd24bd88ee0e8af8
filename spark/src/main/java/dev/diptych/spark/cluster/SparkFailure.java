package dev.diptych.spark.cluster;

import dev.diptych.contrastive.embed.EmbedException;
import dev.diptych.file.place.LocationException;
import dev.diptych.ingest.IngestException;

/** Says in one line why Spark does not do what it is asked for. */
public final class SparkFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SparkFailure(String master, String detail, Throwable cause) {
        super("spark failed: " + master + ": " + detail, cause);
    }

    /** Returns the reason for what Spark throws: a task's own where it has said one, else Spark's first line. */
    public static RuntimeException of(String master, Throwable thrown, String expected) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof IngestException || e instanceof EmbedException || e instanceof LocationException) {
                return (RuntimeException) e;
            }
        }
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new IllegalStateException("spark interrupted", thrown);
        }
        if (thrown instanceof NoClassDefFoundError) {
            return new SparkFailure(master, "no class " + thrown.getMessage() + ", expected " + expected, thrown);
        }
        String said = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        return new SparkFailure(master, said.lines().findFirst().orElse("") + ", expected " + expected, thrown);
    }
}
