package dev.diptych.spark.files;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * The configuration of Hadoop in this process: Spark's where it was told, else that of {@code HADOOP_CONF_DIR} and of the properties
 * {@code spark.hadoop.*}.
 */
public final class HadoopSettings {
    private static final String PREFIX = "spark.hadoop.";

    private static volatile @Nullable Configuration told;

    private HadoopSettings() {}

    /** Takes the configuration that Spark's driver has. */
    public static void use(Configuration configuration) {
        told = configuration;
    }

    static Configuration configuration() {
        Configuration known = told;
        if (known != null) {
            return known;
        }
        synchronized (HadoopSettings.class) {
            Configuration current = told;
            if (current == null) {
                current = ofProperties();
                told = current;
            }
            return current;
        }
    }

    private static Configuration ofProperties() {
        Configuration configuration = new Configuration();
        for (Tuple2<String, String> setting : new SparkConf().getAllWithPrefix(PREFIX)) {
            configuration.set(setting._1(), setting._2());
        }
        return configuration;
    }
}
