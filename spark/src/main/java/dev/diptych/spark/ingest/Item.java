package dev.diptych.spark.ingest;

import dev.diptych.ingest.archive.StoredFile;
import dev.diptych.ingest.pipeline.work.Outcome.Origin;
import dev.diptych.ingest.pipeline.work.Outcome.Said;
import java.io.Serializable;

/**
 * An image to be worked on.
 *
 * @param file where it lies
 */
record Item(Origin origin, StoredFile file, Said said) implements Serializable {
    private static final long serialVersionUID = 1L;
}
