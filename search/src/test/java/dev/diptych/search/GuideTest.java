package dev.diptych.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.embed.EmbeddingJob;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import dev.diptych.search.build.IndexJob;
import dev.diptych.search.build.IndexModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the code of {@code docs/java.md} that makes an index and searches it, and checks that it is that. */
final class GuideTest {
    private static final Pattern REGION =
            Pattern.compile("\\n( *)// guide: [a-z]+\\n(.*?)\\n *// end\\n", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void indexesAndSearches() throws IOException, InterruptedException {
        Path pictures = TestPictures.write(folder.resolve("pictures"));
        Path run = TestModel.write(folder.resolve("run"), 1);
        Path index = folder.resolve("index");
        index(run, pictures, index, TestPictures.QUIET);
        assertThat(search(index)).hasSize(20);
    }

    @Test
    void theGuideShowsThisCode() throws IOException {
        Matcher regions = REGION.matcher(Files.readString(Path.of("src/test/java/dev/diptych/search/GuideTest.java")));
        List<String> blocks = regions.results()
                .map(region -> "```java\n"
                        + (region.group(2) + "\n")
                                .replace("\n" + region.group(1), "\n")
                                .strip() + "\n```")
                .toList();
        assertThat(blocks).hasSize(2);
        assertThat(Files.readString(Path.of("../docs/java.md"))).contains(blocks);
    }

    private static void index(Path run, Path pictures, Path index, EmbeddingJob.Listener listener)
            throws IOException, InterruptedException {
        // guide: index
        try (Engine engine = Devices.open("cpu", Devices.threads())) {
            IndexModel model = IndexModel.load(run, engine, Precision.FP32);
            EmbedInput images = EmbedInput.images(pictures.toString(), 10_000, false);
            new IndexJob(index, "pictures", IndexJob.Options.DEFAULT, rows -> {})
                    .images(images, model, 128, 224, listener);
        }
        // end
    }

    private static List<Hit> search(Path index) {
        // guide: search
        try (Search search = Search.open(index)) {
            List<Hit> hits = search.text("a red bird", 20);
            List<Hit> like = search.similar(hits.get(0).row(), 20);
            List<Hit> free =
                    search.find(SearchQuery.text("a bird").minusText("snow").where("licence", "CC0"), 20);
            System.out.println(like.size() + " like the first, " + free.size() + " without snow");
            return hits;
        }
        // end
    }
}
