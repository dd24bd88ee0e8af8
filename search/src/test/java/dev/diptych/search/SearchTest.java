package dev.diptych.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.search.build.IndexJob;
import dev.diptych.search.build.IndexModel;
import dev.diptych.search.index.IndexException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
    private static final int D = 12;

    @TempDir
    private static Path folder;

    private static Path index;
    private static Engine engine;
    private static IndexModel model;
    private static Search search;

    @BeforeAll
    static void makeIndex() throws IOException, InterruptedException {
        Path pictures = TestPictures.write(folder.resolve("pictures"));
        engine = Devices.open("cpu", 1);
        model = TestModel.source(TestModel.write(folder.resolve("model"), 1), engine);
        Path made = folder.resolve("made");
        new IndexJob(made, "pictures", IndexJob.Options.DEFAULT, rows -> {})
                .images(EmbedInput.images(pictures.toString(), 10, false), model, 4, 224, TestPictures.QUIET);
        index = Files.move(made, folder.resolve("moved"));
        search = Search.open(index);
    }

    @AfterAll
    static void close() {
        search.close();
        engine.close();
    }

    @Test
    void anIndexThatWasMovedFindsByWordsAndByImages() {
        assertThat(search.count()).isEqualTo(TestPictures.COUNT);
        assertRows(search.text("a red bird", 7), model.embedder().texts(List.of("a red bird")), 7);
        RgbImage picture = TestPictures.picture(3);
        List<Hit> like = search.image(picture, 30);
        assertRows(like, model.embedder().images(List.of(picture)), TestPictures.COUNT);
        assertThat(like.get(0).row()).isEqualTo(3);
        assertThat(like.get(0).score()).isCloseTo(1, offset(1e-5)); // float32's rounding
    }

    @Test
    void aHitSaysWhatItIs() {
        Hit hit = search.image(TestPictures.picture(4), 1).get(0);

        assertThat(hit.rank()).isEqualTo(1);
        assertThat(hit.key()).endsWith("pictures/04.png");
        assertThat(hit.captions()).containsExactly("picture 4", "number 4");
        assertThat(hit.source()).isEqualTo("http://x/4");
        assertThat(hit.metadata()).containsEntry("licence", List.of("CC0"));
        RgbImage small = new ImageDecoder()
                .decode(Objects.requireNonNull(hit.thumbnail()))
                .image();
        assertThat(small.width()).isEqualTo(224);
        assertThat(small.height()).isEqualTo(33); // 44 * 224 / 300
        assertThat(search.row(4))
                .usingRecursiveComparison()
                .ignoringFields("rank", "score")
                .isEqualTo(hit);
    }

    @Test
    void termsAreAddedAndTakenAwayAsUnitVectors() {
        float[] bird = model.embedder().texts(List.of("bird"));
        float[] snow = model.embedder().texts(List.of("snow"));
        float[] image = model.embedder().images(List.of(TestPictures.picture(9)));
        float[] sum = new float[D];
        for (int d = 0; d < D; d++) {
            sum[d] = bird[d] - snow[d] + image[d];
        }
        SearchQuery query = SearchQuery.text("bird").minusText("snow").plusImage(TestPictures.picture(9));

        assertRows(search.find(query, 9), sum, 9);
        assertThatThrownBy(() -> search.find(SearchQuery.text("a").minusText("a"), 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leaves nothing");
    }

    @Test
    void severalQueriesAtOnceFindWhatEachFindsAlone() {
        List<SearchQuery> queries = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            queries.add(
                    i % 3 == 0
                            ? SearchQuery.row(i % 25)
                            : SearchQuery.text("text " + i).where("licence", "CC0"));
        }
        List<List<Hit>> together = search.find(queries, 6);

        assertThat(together).hasSize(12);
        for (int i = 0; i < 12; i++) {
            assertThat(together.get(i)).usingRecursiveComparison().isEqualTo(search.find(queries.get(i), 6));
        }
    }

    @Test
    void anyNumberOfThreadsMaySearch() {
        List<List<Hit>> alone =
                IntStream.range(0, 8).mapToObj(i -> search.text("text " + i, 5)).toList();
        List<List<Hit>> together = IntStream.range(0, 32)
                .parallel()
                .mapToObj(i -> i % 4 == 3 ? search.similar(i % 25, 3) : search.text("text " + i % 8, 5))
                .toList();
        for (int i = 0; i < 32; i++) {
            List<Hit> expected = i % 4 == 3 ? search.similar(i % 25, 3) : alone.get(i % 8);
            assertThat(together.get(i)).usingRecursiveComparison().isEqualTo(expected);
        }
    }

    @Test
    void similarImagesAreOthers() {
        assertThat(search.similar(5, 30)).hasSize(TestPictures.COUNT - 1).noneMatch(hit -> hit.row() == 5);
        assertThatThrownBy(() -> search.similar(25, 1)).hasMessage("query: row 25, expected one from 0 to 24");
    }

    @Test
    void filtersByWhatIsKnownOfImages() {
        assertThat(search.find(SearchQuery.text("x").where("licence", "CC-BY"), 30))
                .hasSize(12)
                .allMatch(hit -> hit.row() % 2 == 1);
        assertThat(search.find(SearchQuery.text("x").where("captions", "number 7"), 30))
                .extracting(Hit::row)
                .containsExactly(7);
        assertThat(search.find(SearchQuery.text("x").where("licence", "CC-BY").where("url", "http://x/2"), 30))
                .isEmpty();
        assertThatThrownBy(() -> search.find(SearchQuery.text("x").where("license", "CC0"), 1))
                .hasMessage("filter: no field 'license', expected one of caption, captions, image_path, licence, url");
    }

    @Test
    void refusesVectorsThatAreNone() {
        assertThatThrownBy(() -> search.vector(new float[D], 1)).hasMessageContaining("a vector of length 0.0");
        assertThatThrownBy(() -> search.vector(new float[] {Float.NaN}, 1))
                .hasMessageContaining("1 numbers, expected 12");
        float[] nan = new float[D];
        nan[3] = Float.NaN;
        assertThatThrownBy(() -> search.vector(nan, 1)).hasMessageContaining("a vector of length NaN");
        assertThatThrownBy(() -> search.text("x", 0)).hasMessage("search: 0 hits, expected at least 1");
    }

    @Test
    void anotherModelIsRefused() throws IOException {
        Path other = TestModel.write(folder.resolve("other"), 2);
        SearchOptions options = SearchOptions.ofAllCores().withModel(other);
        try (Search opened = Search.open(index, options)) {
            assertThatThrownBy(() -> opened.text("x", 1))
                    .isInstanceOf(IndexException.class)
                    .hasMessageMatching("search failed: " + other
                            + ": model [0-9a-f]{64}, expected [0-9a-f]{64}, which made" + " this index");
        }
    }

    @Test
    void theModelThatMadeTheIndexMayBeGiven() {
        SearchOptions options = SearchOptions.ofAllCores().withModel(folder.resolve("model"));
        try (Search opened = Search.open(index, options)) {
            assertThat(opened.text("a red bird", 3)).usingRecursiveComparison().isEqualTo(search.text("a red bird", 3));
        }
    }

    @Test
    void nd4jIsNotOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("org.nd4j.linalg.factory.Nd4j"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    /** In float64, all rows by the embeddings of the model itself. */
    private static void assertRows(List<Hit> hits, float[] query, int most) {
        double length = Math.sqrt(
                IntStream.range(0, D).mapToDouble(d -> query[d] * query[d]).sum());
        double[] scores = new double[TestPictures.COUNT];
        for (int row = 0; row < scores.length; row++) {
            float[] image = model.embedder().images(List.of(TestPictures.picture(row)));
            scores[row] = IntStream.range(0, D)
                            .mapToDouble(d -> (double) image[d] * query[d])
                            .sum()
                    / length;
        }
        Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(row -> -scores[row]));
        assertThat(hits).extracting(Hit::row).containsExactly(Arrays.copyOf(order, most));
        for (Hit hit : hits) {
            assertThat(hit.score()).isCloseTo(scores[hit.row()], offset(1e-6));
        }
    }
}
