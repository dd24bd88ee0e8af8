package dev.diptych.spark.ingest;

import dev.diptych.ingest.manifest.Place;
import dev.diptych.ingest.pipeline.work.Outcome.Kept;
import java.io.Serializable;

/** A kept image that has its place. */
record PlacedSample(Place place, Kept kept) implements Serializable {
    private static final long serialVersionUID = 1L;
}
