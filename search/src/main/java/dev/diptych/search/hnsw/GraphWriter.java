package dev.diptych.search.hnsw;

import dev.diptych.file.OwnFolder;
import dev.diptych.file.WholeFolder;
import dev.diptych.search.index.Manifest.Graph;
import dev.diptych.search.index.StoredVectors;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/*
 * Each worker adds a span of rows, in order, to an index of its own; one merge then takes these, in order, into one segment, so that a
 * document's number is its row's and all is one graph, which Lucene grows from the largest that a span has. The codec's name is
 * Lucene's, so that whoever reads needs no other one; the format of the vectors is found by the name that stands in the file.
 */
/** Builds the graph. */
public final class GraphWriter {
    static final String FIELD = "v";
    static final String ID = "id";

    private static final String CODEC = "Lucene912";
    private static final int ROWS_WORTH_A_SPAN = 1000;
    private static final int MOST_BUFFER = 512; // MiB, of a span
    private static final int LEAST_BUFFER = 16;

    private final Path folder;
    private final StoredVectors vectors;
    private final KnnVectorsFormat format;
    private final int spans;
    private final LongConsumer progress;
    private long added;

    private GraphWriter(Path folder, StoredVectors vectors, KnnVectorsFormat format, int spans, LongConsumer progress) {
        this.folder = folder;
        this.vectors = vectors;
        this.format = format;
        this.spans = spans;
        this.progress = progress;
    }

    /**
     * Writes a folder.
     *
     * @param folder whose files are deleted first
     * @param id of the index
     * @param workers threads that build it
     * @param progress is told how many rows are in, by one thread at a time; to make one graph of them takes about half as long again
     */
    public static void write(
            Path folder, StoredVectors vectors, String id, Graph graph, int workers, LongConsumer progress)
            throws IOException {
        LuceneLog.silence();
        OwnFolder.delete(folder);
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try (WholeFolder whole = WholeFolder.begin(folder)) {
            KnnVectorsFormat format = new WideHnswFormat(graph.m(), graph.efConstruction(), workers, pool);
            int spans = Math.max(1, Math.min(workers, vectors.count() / ROWS_WORTH_A_SPAN));
            GraphWriter writer = new GraphWriter(whole.partial(), vectors, format, spans, progress);
            writer.add(pool);
            writer.join(id);
            whole.commit();
        } finally {
            pool.shutdown();
        }
    }

    private void add(ExecutorService pool) throws IOException {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int span = 0; span < spans; span++) {
            int which = span;
            tasks.add(() -> add(which));
        }
        try {
            for (Future<Void> task : pool.invokeAll(tasks)) {
                task.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }

    private @Nullable Void add(int span) throws IOException {
        int end = bound(span + 1);
        try (Directory directory = FSDirectory.open(place(span));
                IndexWriter writer = new IndexWriter(directory, config().setMergePolicy(NoMergePolicy.INSTANCE))) {
            for (int row = bound(span); row < end; row++) {
                Document document = new Document();
                document.add(new KnnFloatVectorField(FIELD, vectors.row(row), VectorSimilarityFunction.DOT_PRODUCT));
                writer.addDocument(document);
                added();
            }
            writer.commit();
        }
        return null;
    }

    private void join(String id) throws IOException {
        List<Closeable> open = new ArrayList<>();
        try (Directory directory = FSDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, config())) {
            List<CodecReader> segments = new ArrayList<>();
            for (int span = 0; span < spans; span++) {
                Directory place = FSDirectory.open(place(span));
                DirectoryReader reader = DirectoryReader.open(place);
                open.add(reader);
                open.add(place);
                reader.leaves().forEach(leaf -> segments.add((CodecReader) leaf.reader()));
            }
            writer.addIndexes(segments.toArray(CodecReader[]::new));
            writer.setLiveCommitData(Map.of(ID, id).entrySet());
            writer.commit();
        } finally {
            IOUtils.close(open);
        }
        for (int span = 0; span < spans; span++) {
            OwnFolder.delete(place(span));
        }
    }

    private Path place(int span) {
        return folder.resolve("span-" + span);
    }

    /** The first row of a span. */
    private int bound(int span) {
        return (int) ((long) vectors.count() * span / spans);
    }

    private synchronized void added() {
        progress.accept(++added);
    }

    private IndexWriterConfig config() {
        PerFieldKnnVectorsFormat everywhere = new PerFieldKnnVectorsFormat() {
            @Override
            public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return format;
            }
        };
        long mebibytes = (Runtime.getRuntime().maxMemory() >> 22) / spans; // a quarter of the heap together
        return new IndexWriterConfig()
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                .setMergeScheduler(new SerialMergeScheduler())
                .setUseCompoundFile(false)
                .setRAMBufferSizeMB(Math.max(LEAST_BUFFER, Math.min(MOST_BUFFER, mebibytes)))
                .setCodec(new FilterCodec(CODEC, new Lucene912Codec()) {
                    @Override
                    public KnnVectorsFormat knnVectorsFormat() {
                        return everywhere;
                    }
                });
    }
}
