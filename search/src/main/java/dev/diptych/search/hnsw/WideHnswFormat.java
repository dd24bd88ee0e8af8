package dev.diptych.search.hnsw;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.jspecify.annotations.Nullable;

/**
 * Lucene's own format under another name, without its limit of 1,024 dimensions, which is no limit of the files. Lucene finds it by
 * its name when it reads.
 */
public final class WideHnswFormat extends KnnVectorsFormat {
    private static final String NAME = "DiptychHnsw";
    private static final int MOST_DIMENSIONS = 1 << 16;

    private final KnnVectorsFormat format;

    /** As Lucene makes it to read. */
    public WideHnswFormat() {
        this(Lucene99HnswVectorsFormat.DEFAULT_MAX_CONN, Lucene99HnswVectorsFormat.DEFAULT_BEAM_WIDTH, 1, null);
    }

    WideHnswFormat(int m, int efConstruction, int workers, @Nullable ExecutorService pool) {
        super(NAME);
        this.format = new Lucene99HnswVectorsFormat(m, efConstruction, workers, pool);
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
        return format.fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
        return format.fieldsReader(state);
    }

    @Override
    public int getMaxDimensions(String field) {
        return MOST_DIMENSIONS;
    }
}
