package dev.diptych.bench.search;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.diptych.contrastive.embed.file.MetadataTable;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.embed.file.NpyWriter;
import dev.diptych.search.Hit;
import dev.diptych.search.Search;
import dev.diptych.search.SearchOptions;
import dev.diptych.search.SearchQuery;
import dev.diptych.search.build.IndexJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Times searches in an index of made-up vectors, which is made where it is not there. */
public final class SearchBenchmark {
    private static final int PART = 50_000; // rows of a file
    private static final long WARM = 2_000_000_000; // nanoseconds, in which Java compiles what counts
    private static final int SINGLE = 20;

    private final Path folder;
    private final int count;
    private final int dimensions;
    private final int most;

    /** @param folder of the index and of the embeddings that it is made of; kept */
    public SearchBenchmark(Path folder, int count, int dimensions, int most) {
        this.folder = folder;
        this.count = count;
        this.dimensions = dimensions;
        this.most = most;
    }

    /**
     * How long it took.
     *
     * @param open seconds from the folder to the first answer
     * @param one the median of a query alone
     * @param batch of all queries at once
     */
    public record Times(double open, double one, double batch) {}

    /** The index, made if it is not there. */
    public Path index(IndexJob.Options options) throws IOException {
        Path index = folder.resolve("index-" + count + "x" + dimensions);
        Path embeddings = folder.resolve("embeddings-" + count + "x" + dimensions);
        write(embeddings);
        new IndexJob(index, "made up", options, rows -> {}).embeddings(embeddings, null);
        return index;
    }

    private void write(Path embeddings) throws IOException {
        ClusteredVectors vectors = new ClusteredVectors(dimensions);
        int parts = (count + PART - 1) / PART;
        for (int part = 0; part < parts; part++) {
            Path table = embeddings.resolve("metadata/metadata_" + part + ".parquet");
            if (Files.exists(table)) {
                continue;
            }
            int rows = Math.min(PART, count - part * PART);
            try (NpyWriter writer = new NpyWriter(
                            embeddings.resolve("img_emb/img_emb_" + part + ".npy"), dimensions, NpyType.FLOAT32);
                    MetadataTable described = new MetadataTable(table, List.of("image_path"))) {
                writer.append(vectors.take((long) part * PART, rows));
                for (int row = 0; row < rows; row++) {
                    described.add(JsonNodeFactory.instance
                            .objectNode()
                            .put("image_path", Integer.toString(part * PART + row)));
                }
                writer.finish();
                described.finish();
            }
        }
    }

    /** The bytes of a folder's files. */
    public static long bytes(Path files) throws IOException {
        try (Stream<Path> all = Files.list(files)) {
            return all.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** Queries that are no rows. */
    public List<SearchQuery> queries(int number) {
        float[] all = new ClusteredVectors(dimensions).take(1L << 40, number);
        return IntStream.range(0, number)
                .mapToObj(i -> SearchQuery.vector(Arrays.copyOfRange(all, i * dimensions, (i + 1) * dimensions)))
                .toList();
    }

    /** Times an index. */
    public Times time(Path index, SearchOptions options, List<SearchQuery> queries) {
        long start = System.nanoTime();
        try (Search search = Search.open(index, options)) {
            search.find(queries.get(0), most);
            double open = (System.nanoTime() - start) / 1e9;
            for (int i = 0; System.nanoTime() - start < WARM; i++) {
                search.find(queries.get(i % queries.size()), most);
            }
            double[] one = new double[SINGLE];
            for (int i = 0; i < SINGLE; i++) {
                long from = System.nanoTime();
                search.find(queries.get(i % queries.size()), most);
                one[i] = (System.nanoTime() - from) / 1e9;
            }
            Arrays.sort(one);
            search.find(queries, most); // starts the engines
            long from = System.nanoTime();
            search.find(queries, most);
            return new Times(open, one[SINGLE / 2], (System.nanoTime() - from) / 1e9);
        }
    }

    /** The share of one way's hits that another finds too. */
    public double recall(Path index, SearchOptions exact, SearchOptions other, List<SearchQuery> queries) {
        try (Search first = Search.open(index, exact);
                Search second = Search.open(index, other)) {
            List<List<Hit>> right = first.find(queries, most);
            List<List<Hit>> found = second.find(queries, most);
            long hits = 0;
            long all = 0;
            for (int i = 0; i < right.size(); i++) {
                Set<Integer> rows = new HashSet<>();
                found.get(i).forEach(hit -> rows.add(hit.row()));
                hits += right.get(i).stream()
                        .filter(hit -> rows.contains(hit.row()))
                        .count();
                all += right.get(i).size();
            }
            return (double) hits / all;
        }
    }
}
