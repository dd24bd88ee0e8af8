package dev.diptych.search.hnsw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.file.OwnFolder;
import dev.diptych.search.Hit;
import dev.diptych.search.Search;
import dev.diptych.search.SearchOptions;
import dev.diptych.search.SearchQuery;
import dev.diptych.search.TestIndex;
import dev.diptych.search.build.IndexJob;
import dev.diptych.search.index.IndexException;
import dev.diptych.search.index.Manifest.Graph;
import dev.diptych.search.index.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeighbourGraphTest {
    private static final SearchOptions EXACT = SearchOptions.ofAllCores().by(Method.EXACT, 1);
    private static final SearchOptions NEAR = SearchOptions.ofAllCores().by(Method.HNSW, 100);

    @TempDir
    private Path folder;

    private Path index(String name, float[] values, int dimensions, Method method, Graph graph) throws IOException {
        Path embeddings = folder.resolve("embeddings-" + name);
        if (!Files.exists(embeddings)) {
            TestIndex.embeddings(embeddings, values, dimensions);
        }
        Path index = folder.resolve(name);
        new IndexJob(index, "made up", new IndexJob.Options(false, method, graph, 2), rows -> {})
                .embeddings(embeddings, null);
        return index;
    }

    @Test
    void findsNearlyWhatTheScanFindsWithTheSameScoresInAGraphOfTwoSpans() throws IOException {
        int dimensions = 24;
        Path index = index("near", TestIndex.vectors(2500, dimensions, 1), dimensions, Method.HNSW, new Graph(8, 50));
        float[] drawn = TestIndex.vectors(20, dimensions, 2);
        List<SearchQuery> queries = IntStream.range(0, 20)
                .mapToObj(i -> SearchQuery.vector(TestIndex.row(drawn, i, dimensions)))
                .toList();
        try (Search exact = Search.open(index, EXACT);
                Search near = Search.open(index, NEAR)) {
            List<List<Hit>> right = exact.find(queries, 10);
            List<List<Hit>> found = near.find(queries, 10);
            int same = 0;
            for (int i = 0; i < 20; i++) {
                for (Hit hit : found.get(i)) {
                    same += right.get(i).stream()
                            .filter(each -> each.row() == hit.row() && each.score() == hit.score())
                            .count();
                }
            }
            assertThat(same).isGreaterThanOrEqualTo(190); // of 200; what is missing are mostly ties
            assertThat(near.similar(5, 3)).noneMatch(hit -> hit.row() == 5).hasSize(3);
            SearchQuery blue = queries.get(3).where("colour", "red");
            assertThat(near.find(blue, 10)).usingRecursiveComparison().isEqualTo(exact.find(blue, 10));
        }
    }

    @Test
    void takesMoreDimensionsThanLucene() throws IOException {
        Path index = index("wide", TestIndex.vectors(40, 1152, 3), 1152, Method.HNSW, Graph.DEFAULT);
        try (Search search = Search.open(index, NEAR)) {
            assertThat(search.vector(TestIndex.row(TestIndex.vectors(40, 1152, 3), 8, 1152), 1)
                            .get(0)
                            .score())
                    .isGreaterThan(0.9999);
        }
    }

    @Test
    void aGraphIsAddedToAnIndexAndTakenAway() throws IOException {
        float[] values = TestIndex.vectors(50, 6, 4);
        Path index = index("changed", values, 6, Method.AUTO, Graph.DEFAULT);
        byte[] manifest = Files.readAllBytes(index.resolve("index.json"));
        assertThatThrownBy(() -> Search.open(index, NEAR))
                .hasMessage(
                        "search failed: " + index + ": no graph in it, expected one; index again with --engine hnsw");
        index("changed", values, 6, Method.HNSW, Graph.DEFAULT);
        Search.open(index, NEAR).close();
        index("changed", values, 6, Method.EXACT, Graph.DEFAULT);
        assertThat(index.resolve("hnsw")).doesNotExist();
        assertThat(index.resolve("index.json")).hasBinaryContent(manifest);
    }

    @Test
    void aGraphThatIsDamagedOrAnothersIsRefused() throws IOException {
        Path index = index("sound", TestIndex.vectors(50, 6, 5), 6, Method.HNSW, Graph.DEFAULT);
        Path other = index("other", TestIndex.vectors(50, 6, 6), 6, Method.HNSW, Graph.DEFAULT);
        replace(other.resolve("hnsw"), index.resolve("hnsw"));
        assertThatThrownBy(() -> Search.open(index))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("hnsw: 50 rows of index");
        try (Stream<Path> files = Files.list(index.resolve("hnsw"))) {
            for (Path file : files.toList()) {
                Files.write(file, new byte[3]);
            }
        }
        assertThatThrownBy(() -> Search.open(index))
                .isInstanceOf(IndexException.class)
                .hasMessage("search failed: " + index.resolve("hnsw")
                        + ": damaged, expected a graph of Lucene 9; index again with --overwrite");
    }

    private static void replace(Path from, Path to) throws IOException {
        OwnFolder.delete(to);
        Files.move(from, to);
    }
}
