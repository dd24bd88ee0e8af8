package dev.diptych.spark.ingest;

import dev.diptych.ingest.pipeline.crew.Crew;
import dev.diptych.ingest.pipeline.crew.CrewProvider;
import dev.diptych.spark.cluster.Cluster;
import dev.diptych.spark.cluster.SparkFailure;

/** Calls the executors of a Spark cluster. */
public final class SparkCrewProvider implements CrewProvider {
    @Override
    public Crew call(String master) {
        try {
            return new SparkCrew(Cluster.connect(master, "diptych ingest"));
        } catch (NoClassDefFoundError e) {
            throw SparkFailure.of(master, e, "Spark's jars on the class path");
        }
    }
}
