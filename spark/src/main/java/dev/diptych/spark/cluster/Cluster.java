package dev.diptych.spark.cluster;

import dev.diptych.spark.files.HadoopSettings;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** A connection to a Spark cluster, by which work is done elsewhere. Any number of threads may share it. */
public final class Cluster implements AutoCloseable {
    private static final String MASTER = "spark.master";
    private static final String POOL = "spark.scheduler.pool";

    /** Executors have their log where Spark keeps it; the command's own has no one to read it. */
    private static final String LOGGED = "-Dslf4j.provider=org.apache.logging.slf4j.SLF4JServiceProvider";

    /** An attempt may end for no fault of its own so often: an executor is lost, or taken for other work. */
    private static final String MOST_FAILURES = "16";

    private final JavaSparkContext context;
    private final Broadcast<SerializableConfiguration> hadoop;
    private final int cores;

    private Cluster(JavaSparkContext context, int cores) {
        HadoopSettings.use(context.hadoopConfiguration());
        this.context = context;
        this.hadoop = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
        this.cores = cores;
    }

    /** Work in a process that reads and writes by the driver's configuration of Hadoop. */
    private record Configured<T, R>(Broadcast<SerializableConfiguration> hadoop, Function<T, R> work)
            implements Function<T, R> {
        private static final long serialVersionUID = 1L;

        @Override
        public R call(T input) throws Exception {
            HadoopSettings.use(hadoop.value().value());
            return work.call(input);
        }
    }

    /**
     * Connects, for tasks of one core each.
     *
     * @see #connect(String, String, int)
     */
    public static Cluster connect(String master, String name) {
        return connect(master, name, 1);
    }

    /**
     * Connects.
     *
     * @param master in Spark's words, such as {@code local[2]} or {@code spark://host:7077}; what spark-submit was told comes before
     *     it
     * @param cores that a task has
     * @throws SparkFailure if there is no such cluster
     */
    public static Cluster connect(String master, String name, int cores) {
        SparkConf conf = new SparkConf();
        conf.setIfMissing(MASTER, master);
        conf.setIfMissing("spark.app.name", name);
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        conf.setIfMissing("spark.task.maxFailures", MOST_FAILURES);
        conf.set("spark.task.cpus", Integer.toString(cores));
        conf.set("spark.scheduler.mode", "FAIR"); // shards are written while images are worked on
        if (conf.get(MASTER).startsWith("local")) {
            conf.setIfMissing("spark.driver.host", "localhost");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        if (!conf.contains("spark.jars") && !conf.contains("spark.submit.deployMode")) {
            conf.setIfMissing("spark.executor.extraClassPath", classPath());
            conf.setIfMissing("spark.executor.extraJavaOptions", LOGGED);
        }
        try {
            return new Cluster(new JavaSparkContext(conf), cores);
        } catch (Exception e) { // Spark's, which Java's compiler is not told of
            throw SparkFailure.of(conf.get(MASTER), e, "a master that can be reached, such as local[2]");
        }
    }

    /** Executors have the installation at the same place. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns how many tasks run side by side, as far as is known. */
    public int tasks() {
        return Math.max(1, context.defaultParallelism() / cores);
    }

    /**
     * Does work elsewhere, each input a task; waits for it.
     *
     * @param kind of work: kinds get equal shares of the cores
     * @return the results in the order of the inputs
     */
    public <T, R> List<R> run(String kind, List<T> inputs, Function<T, R> work) {
        context.setLocalProperty(POOL, kind);
        context.setJobGroup(kind, kind, false);
        JavaRDD<T> all = context.parallelize(inputs, inputs.size());
        try {
            return all.map(new Configured<>(hadoop, work)).collect();
        } catch (Exception e) { // Spark's, which Java's compiler is not told of
            throw SparkFailure.of(context.master(), e, "work that ends");
        }
    }

    /** Ends what is under way of a kind of work. */
    public void cancel(String kind) {
        context.cancelJobGroup(kind);
    }

    @Override
    public void close() {
        context.close();
    }
}
