package dev.diptych.search.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.search.TestIndex;
import dev.diptych.search.index.OpenIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExactScanTest {
    private static final IntPredicate ALL = row -> true;

    @TempDir
    private Path folder;

    record Case(int count, int dimensions) {}

    @Test
    void findsWhatANaiveScanFindsInTheSameOrder() throws IOException {
        for (Case each :
                List.of(new Case(1, 8), new Case(2, 3), new Case(65, 5), new Case(4096, 16), new Case(9000, 33))) {
            float[] values = TestIndex.vectors(each.count, each.dimensions, 1);
            ExactScan scan = scan("naive-" + each.count, values, each.dimensions, 2);
            float[] queries = TestIndex.vectors(6, each.dimensions, 2);
            for (int q = 0; q < 6; q++) {
                float[] query = TestIndex.row(queries, q, each.dimensions);
                for (int k : new int[] {1, 10, 300, each.count + 1}) {
                    assertThat(search(scan, query, k, ALL))
                            .as("%s, query %d, k %d", each, q, k)
                            .isEqualTo(naive(values, query, k, ALL));
                }
            }
            scan.close();
        }
    }

    @Test
    void equalRowsComeInTheirOrder() throws IOException {
        float[] one = TestIndex.vectors(1, 12, 3);
        float[] values = new float[5000 * 12];
        for (int row = 0; row < 5000; row++) {
            System.arraycopy(one, 0, values, row * 12, 12);
        }
        assertThat(search(scan("equal", values, 12, 2), one, 40, ALL))
                .extracting(ScoredRow::row)
                .containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
    }

    @Test
    void rowsThatAreNotAllowedAreNotFound() throws IOException {
        float[] values = TestIndex.vectors(5000, 12, 4);
        ExactScan scan = scan("allowed", values, 12, 3);
        float[] query = TestIndex.row(values, 17, 12);
        for (IntPredicate allowed : List.<IntPredicate>of(row -> row % 100 == 3, row -> row == 4999, row -> false)) {
            assertThat(search(scan, query, 20, allowed)).isEqualTo(naive(values, query, 20, allowed));
        }
    }

    /** Levels that use the range of a byte badly: a bound that is wide costs time, and changes nothing. */
    @Test
    void vectorsThatQuantiseBadlyAreFoundAsWell() throws IOException {
        int dimensions = 64;
        float[] values = new float[3000 * dimensions];
        for (int row = 0; row < 3000; row++) {
            values[row * dimensions] = row % 2 == 0 ? 0.999f : -0.999f;
            values[row * dimensions + 1 + row % 63] = (float) Math.sqrt(1 - 0.999 * 0.999) * (1 - row / 1e6f);
        }
        float[] query = TestIndex.row(values, 5, dimensions);
        assertThat(search(scan("badly", values, dimensions, 2), query, 25, ALL))
                .isEqualTo(naive(values, query, 25, ALL));
    }

    @Test
    void manyQueriesAtOnceFindWhatEachFindsAlone() throws IOException {
        int dimensions = 33;
        float[] values = TestIndex.vectors(3000, dimensions, 6);
        float[] drawn = TestIndex.vectors(140, dimensions, 7);
        List<float[]> queries = IntStream.range(0, 140)
                .mapToObj(i -> TestIndex.row(drawn, i, dimensions))
                .toList();
        IntPredicate odd = row -> row % 2 == 1;
        List<IntPredicate> allowed =
                IntStream.range(0, 140).mapToObj(i -> i % 5 == 0 ? odd : ALL).toList();
        try (ExactScan scan = scan("many", values, dimensions, 2)) {
            for (int k : new int[] {1, 12, 4000}) {
                List<List<ScoredRow>> found = scan.search(queries, k, allowed);
                for (int i = 0; i < 140; i++) {
                    assertThat(found.get(i)).isEqualTo(naive(values, queries.get(i), k, allowed.get(i)));
                }
            }
        }
    }

    private static List<ScoredRow> search(ExactScan scan, float[] query, int most, IntPredicate allowed) {
        return scan.search(List.of(query), most, List.of(allowed)).get(0);
    }

    private ExactScan scan(String name, float[] values, int dimensions, int workers) throws IOException {
        Path index = TestIndex.write(folder.resolve(name), values, dimensions);
        return ExactScan.open(OpenIndex.open(index), workers);
    }

    static List<ScoredRow> naive(float[] values, float[] query, int most, IntPredicate allowed) {
        return IntStream.range(0, values.length / query.length)
                .filter(allowed)
                .mapToObj(row -> new ScoredRow(row, ExactScan.dot(TestIndex.row(values, row, query.length), query)))
                .sorted(ScoredRow.ORDER)
                .limit(most)
                .toList();
    }
}
