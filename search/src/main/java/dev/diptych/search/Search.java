package dev.diptych.search;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.image.RgbImage;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.search.encode.QueryEncoder;
import dev.diptych.search.hnsw.NeighbourGraph;
import dev.diptych.search.index.IndexException;
import dev.diptych.search.index.Manifest;
import dev.diptych.search.index.Method;
import dev.diptych.search.index.ModelCopy;
import dev.diptych.search.index.OpenIndex;
import dev.diptych.search.index.RowRecord;
import dev.diptych.search.index.StoredThumbnails;
import dev.diptych.search.scan.ExactScan;
import dev.diptych.search.scan.ScoredRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An index that is open to be searched, by any number of threads. Its files are mapped, so that little of them is on Java's heap;
 * the model is loaded when words or images are asked for first.
 *
 * <pre>{@code
 * try (Search search = Search.open(index)) {
 *     List<Hit> hits = search.text("a red bird", 20);
 * }
 * }</pre>
 */
public final class Search implements AutoCloseable {
    private final OpenIndex index;
    private final SearchOptions options;
    private final ExactScan scan;
    private final @Nullable NeighbourGraph graph;
    private final QueryVectors vectors;
    private @Nullable QueryEncoder encoder;
    private boolean closed;

    private Search(OpenIndex index, SearchOptions options) {
        this.index = index;
        this.options = options;
        this.scan = ExactScan.open(index, options.threads());
        this.graph = graph(index, options.method());
        this.vectors = new QueryVectors(this::encoder, index.vectors());
    }

    /** Opens an index with its own model, on all cores. @throws IndexException as {@link #open(Path, SearchOptions)} */
    public static Search open(Path index) {
        return open(index, SearchOptions.ofAllCores());
    }

    /**
     * Opens an index.
     *
     * @throws IndexException if there is none, or a file of it is damaged, another's, or of another version
     */
    public static Search open(Path index, SearchOptions options) {
        return new Search(OpenIndex.open(index), options);
    }

    /** Images that a text fits; see {@link #find}. */
    public List<Hit> text(String text, int most) {
        return find(SearchQuery.text(text), most);
    }

    /** Images like one; see {@link #find}. */
    public List<Hit> image(RgbImage image, int most) {
        return find(SearchQuery.image(image), most);
    }

    /** Images near a vector, float32 [D]; see {@link #find}. */
    public List<Hit> vector(float[] vector, int most) {
        return find(SearchQuery.vector(vector), most);
    }

    /** Images like a row of the index, which is not among them; see {@link #find}. */
    public List<Hit> similar(int row, int most) {
        return find(SearchQuery.row(row), most);
    }

    /**
     * Finds the rows that a query fits best.
     *
     * @param most how many, at least 1
     * @return so many hits, or as many as there are; the best first, of equal scores the lower row
     * @throws IllegalArgumentException if {@code most} is less, or the query is none of this index
     * @throws IndexException if words or images are asked for and the index has no model, or it is another
     */
    public List<Hit> find(SearchQuery query, int most) {
        return find(List.of(query), most).get(0);
    }

    /** Finds the rows that each of several queries fits best, as {@link #find(SearchQuery, int)}; faster than one by one. */
    public List<List<Hit>> find(List<SearchQuery> queries, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("search: " + most + " hits, expected at least 1");
        }
        queries.forEach(this::requireFields);
        return rows(queries, most).stream()
                .map(rows -> IntStream.range(0, rows.size())
                        .mapToObj(i -> hit(i + 1, rows.get(i)))
                        .toList())
                .toList();
    }

    private List<List<ScoredRow>> rows(List<SearchQuery> queries, int most) {
        List<float[]> all = vectors.of(queries);
        NeighbourGraph near = graph;
        if (near == null || queries.stream().anyMatch(query -> !query.wanted().isEmpty())) {
            return scan.search(all, most, queries.stream().map(this::allowed).toList());
        }
        return IntStream.range(0, all.size())
                .parallel()
                .mapToObj(i -> near.search(all.get(i), most, allowed(queries.get(i)), options.ef()))
                .toList();
    }

    private static @Nullable NeighbourGraph graph(OpenIndex index, Method method) {
        boolean there = index.manifest().graph() != null;
        if (method == Method.HNSW && !there) {
            throw IndexException.reading(
                    index.folder().folder().toString(), "no graph in it, expected one; index again with --engine hnsw");
        }
        return there && method != Method.EXACT ? NeighbourGraph.open(index) : null;
    }

    /** The vectors of queries, float32 [D] each, of unit length. */
    public List<float[]> vectors(List<SearchQuery> queries) {
        return vectors.of(queries);
    }

    /** A row, with its rank and score 0. @throws IllegalArgumentException if there is none of this number */
    public Hit row(int row) {
        if (row < 0 || row >= count()) {
            throw new IllegalArgumentException("search: row " + row + ", expected one from 0 to " + (count() - 1));
        }
        return hit(0, new ScoredRow(row, 0));
    }

    /** N, how many images there are. */
    public int count() {
        return index.manifest().count();
    }

    /** D, the numbers of a vector. */
    public int dimensions() {
        return index.manifest().dimensions();
    }

    /** What is known of the images. */
    public Manifest about() {
        return index.manifest();
    }

    private IntPredicate allowed(SearchQuery query) {
        Set<Integer> own = query.terms().stream()
                .filter(SearchQuery.OfRow.class::isInstance)
                .map(term -> ((SearchQuery.OfRow) term).row())
                .collect(Collectors.toSet());
        IntPredicate others = row -> !own.contains(row);
        return query.wanted().isEmpty() ? others : others.and(index.rows().having(query.wanted()));
    }

    private void requireFields(SearchQuery query) {
        for (String field : query.wanted().keySet()) {
            if (!about().fields().contains(field)) {
                throw new IllegalArgumentException("filter: no field '" + field + "', expected one of "
                        + String.join(", ", new TreeSet<>(about().fields())));
            }
        }
    }

    private Hit hit(int rank, ScoredRow found) {
        RowRecord record = index.rows().get(found.row());
        StoredThumbnails thumbnails = index.thumbnails();
        return new Hit(
                rank,
                found.row(),
                found.score(),
                record.key(Integer.toString(found.row())),
                record.captions(),
                record.source(),
                record.metadata(),
                thumbnails == null ? null : thumbnails.get(found.row()));
    }

    private synchronized QueryEncoder encoder() {
        if (closed) {
            throw new IllegalStateException("search: " + index.folder().folder() + " is closed");
        }
        if (encoder == null) {
            encoder = open();
        }
        return encoder;
    }

    private QueryEncoder open() {
        ModelCopy made = about().model();
        Path given = options.model().orElse(null);
        if (given == null && (made == null || !made.isThere())) {
            throw IndexException.reading(
                    index.folder().folder().toString(),
                    "no model in it, expected one for words and images; give --model");
        }
        Path path = given == null ? index.folder().model() : given;
        Checkpoint checkpoint = Checkpoint.open(path);
        Engine engine = Devices.open(options.device(), options.threads());
        try {
            QueryEncoder opened = new QueryEncoder(checkpoint, engine, options.precision());
            opened.require(path.toString(), given == null ? null : made, dimensions());
            return opened;
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    /** Closes the model; the files' mappings go with the garbage. */
    @Override
    public synchronized void close() {
        closed = true;
        scan.close();
        if (graph != null) {
            graph.close();
        }
        if (encoder != null) {
            encoder.close();
            encoder = null;
        }
    }
}
