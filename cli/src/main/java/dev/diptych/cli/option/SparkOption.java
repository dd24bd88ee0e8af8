package dev.diptych.cli.option;

import dev.diptych.cli.session.UsageException;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --spark}, for commands whose work a cluster can do. */
public final class SparkOption {
    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            order = 910,
            description = "Work on the executors of a Spark cluster: local[2] (two threads of this process),"
                    + " spark://HOST:7077, or what spark-submit is told. The result is that of one machine to the byte."
                    + " Inputs, outputs and the model may be URLs of Hadoop's file systems then, such as"
                    + " hdfs://HOST:8020/DIR; docs/spark.md.")
    private @Nullable String master;

    /** The cluster that is asked for; null for none. */
    public @Nullable String master() {
        return master;
    }

    /** Finds what calls it; a module of its own brings that, with Spark's jars. */
    public <T> T provider(Class<T> kind) {
        return ServiceLoader.load(kind)
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "--spark: no module spark on the class path, expected it and Spark's jars, as ./diptych --spark has"
                                + " them"));
    }
}
