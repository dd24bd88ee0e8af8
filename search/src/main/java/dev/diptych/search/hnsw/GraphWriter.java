package dev.diptych.search.hnsw;

import dev.diptych.file.OwnFolder;
import dev.diptych.file.WholeFolder;
import dev.diptych.search.index.Manifest.Graph;
import dev.diptych.search.index.StoredVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/*
 * Documents are added by one thread and neighbouring segments merged, so that a document's number is its row's. All end in one segment,
 * which is one graph. The codec's name is Lucene's, so that whoever reads needs no other one; the format of the vectors is found
 * by the name that stands in the file.
 */
/** Builds the graph. */
public final class GraphWriter {
    static final String FIELD = "v";
    static final String ID = "id";

    private static final String CODEC = "Lucene912";
    private static final int MOST_BUFFER = 512; // MiB

    private GraphWriter() {}

    /**
     * Writes a folder.
     *
     * @param folder whose files are deleted first
     * @param id of the index
     * @param progress is told how many rows are in
     */
    public static void write(
            Path folder, StoredVectors vectors, String id, Graph graph, int workers, LongConsumer progress)
            throws IOException {
        LuceneLog.silence();
        OwnFolder.delete(folder);
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try (WholeFolder whole = WholeFolder.begin(folder)) {
            write(
                    whole.partial(),
                    vectors,
                    id,
                    new WideHnswFormat(graph.m(), graph.efConstruction(), workers, pool),
                    progress);
            whole.commit();
        } finally {
            pool.shutdown();
        }
    }

    private static void write(
            Path folder, StoredVectors vectors, String id, KnnVectorsFormat format, LongConsumer progress)
            throws IOException {
        try (Directory directory = FSDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, config(format))) {
            for (int row = 0; row < vectors.count(); row++) {
                Document document = new Document();
                document.add(new KnnFloatVectorField(FIELD, vectors.row(row), VectorSimilarityFunction.DOT_PRODUCT));
                writer.addDocument(document);
                progress.accept(row + 1L);
            }
            writer.forceMerge(1);
            writer.setLiveCommitData(Map.of(ID, id).entrySet());
            writer.commit();
        }
    }

    private static IndexWriterConfig config(KnnVectorsFormat format) {
        PerFieldKnnVectorsFormat everywhere = new PerFieldKnnVectorsFormat() {
            @Override
            public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return format;
            }
        };
        long mebibytes = Runtime.getRuntime().maxMemory() >> 22; // a quarter of the heap
        return new IndexWriterConfig()
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                .setMergePolicy(new LogDocMergePolicy())
                .setMergeScheduler(new SerialMergeScheduler())
                .setUseCompoundFile(false)
                .setRAMBufferSizeMB(Math.max(16, Math.min(MOST_BUFFER, mebibytes)))
                .setCodec(new FilterCodec(CODEC, new Lucene912Codec()) {
                    @Override
                    public KnnVectorsFormat knnVectorsFormat() {
                        return everywhere;
                    }
                });
    }
}
