package dev.diptych.search.hnsw;

import dev.diptych.search.index.IndexException;
import dev.diptych.search.index.OpenIndex;
import dev.diptych.search.index.StoredVectors;
import dev.diptych.search.scan.ExactScan;
import dev.diptych.search.scan.ScoredRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** The graph of an index, open to be searched by any number of threads; scores are those of the exact scan. */
public final class NeighbourGraph implements AutoCloseable {
    private static final int OTHERS = 8; // room for rows that are not allowed

    private final Path folder;
    private final Directory directory;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;
    private final StoredVectors vectors;

    private NeighbourGraph(Path folder, Directory directory, DirectoryReader reader, StoredVectors vectors) {
        this.folder = folder;
        this.directory = directory;
        this.reader = reader;
        this.searcher = new IndexSearcher(reader);
        this.vectors = vectors;
    }

    /**
     * Opens an index's graph.
     *
     * @throws IndexException if it is damaged or another index's
     */
    public static NeighbourGraph open(OpenIndex index) {
        LuceneLog.silence();
        Path folder = index.folder().graph();
        Directory directory = null;
        try {
            directory = FSDirectory.open(folder);
            DirectoryReader reader = DirectoryReader.open(directory);
            String id = reader.getIndexCommit().getUserData().getOrDefault(GraphWriter.ID, "none");
            int rows = reader.maxDoc();
            if (id.equals(index.manifest().id())
                    && rows == index.manifest().count()
                    && reader.leaves().size() <= 1) {
                return new NeighbourGraph(folder, directory, reader, index.vectors());
            }
            reader.close();
            directory.close();
            throw IndexException.reading(
                    folder.toString(),
                    rows + " rows of index " + id + ", expected "
                            + index.manifest().count() + " of "
                            + index.manifest().id());
        } catch (IndexException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // what Lucene throws of damaged files, checked or not
            throw damaged(folder, e);
        }
    }

    private static IndexException damaged(Path folder, Exception e) {
        return IndexException.reading(
                folder.toString(), "damaged, expected a graph of Lucene 9; index again with --overwrite", e);
    }

    /**
     * Finds rows that a query fits best, or nearly.
     *
     * @param query float32 [D], of unit length
     * @param most K, at least 1
     * @param allowed rows that may be found, all but a few
     * @param ef candidates, raised to K and a few at least
     */
    public List<ScoredRow> search(float[] query, int most, IntPredicate allowed, int ef) {
        int candidates = Math.min(Math.max(ef, most + OTHERS), vectors.count());
        ScoreDoc[] found;
        try {
            found = searcher.search(new KnnFloatVectorQuery(GraphWriter.FIELD, query, candidates), candidates)
                    .scoreDocs;
        } catch (IOException | RuntimeException e) {
            throw damaged(folder, e);
        }
        float[] row = new float[query.length];
        return Arrays.stream(found)
                .filter(each -> allowed.test(each.doc))
                .map(each -> {
                    vectors.row(each.doc, row);
                    return new ScoredRow(each.doc, ExactScan.dot(row, query));
                })
                .sorted(ScoredRow.ORDER)
                .limit(most)
                .toList();
    }

    @Override
    public void close() {
        try {
            reader.close();
            directory.close();
        } catch (IOException e) {
            throw damaged(folder, e);
        }
    }
}
