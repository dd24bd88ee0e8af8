package dev.diptych.search;

import dev.diptych.contrastive.embed.EmbeddingJob.Listener;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pictures of one colour each, with captions and metadata beside them. */
public final class TestPictures {
    /** How many there are. */
    public static final int COUNT = 25;

    /** Follows nothing. */
    public static final Listener QUIET = new Listener() {
        @Override
        public void at(long rows, double fraction, long leftOut) {
            // Nothing depends on it.
        }

        @Override
        public void leftOut(String key, String reason) {
            // Nothing depends on it.
        }
    };

    private TestPictures() {}

    public static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < COUNT; i++) {
            String name = "%02d".formatted(i);
            Files.write(folder.resolve(name + ".png"), ImageEncoder.png(picture(i)));
            String json =
                    "{\"captions\": [\"picture %d\", \"number %d\"], \"url\": \"http://x/%d\", \"licence\": \"%s\"}"
                            .formatted(i, i, i, i % 2 == 0 ? "CC0" : "CC-BY");
            Files.writeString(folder.resolve(name + ".json"), json);
        }
        return folder;
    }

    public static RgbImage picture(int number) {
        RgbImage image = RgbImage.filled(300, 40 + number, 0x0A0503 * number);
        RgbImage.filled(90, 20, 0xFFFFFF - 0x070B05 * number).copyTo(image, 3 * number, 5);
        return image;
    }
}
