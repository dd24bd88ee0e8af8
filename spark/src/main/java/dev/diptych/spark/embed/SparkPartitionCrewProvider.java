package dev.diptych.spark.embed;

import dev.diptych.contrastive.embed.crew.PartitionCrew;
import dev.diptych.contrastive.embed.crew.PartitionCrewProvider;
import dev.diptych.spark.cluster.Cluster;
import dev.diptych.spark.cluster.SparkFailure;

/** Calls the executors of a Spark cluster, each of whose tasks has as many cores as it has threads. */
public final class SparkPartitionCrewProvider implements PartitionCrewProvider {
    @Override
    public PartitionCrew call(String master, int threads) {
        try {
            return new SparkPartitionCrew(Cluster.connect(master, "diptych embed", threads));
        } catch (NoClassDefFoundError e) {
            throw SparkFailure.of(master, e, "Spark's jars on the class path");
        }
    }
}
