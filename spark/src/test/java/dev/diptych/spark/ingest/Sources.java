package dev.diptych.spark.ingest;

import static dev.diptych.ingest.Fixtures.folder;
import static dev.diptych.ingest.Fixtures.gzip;
import static dev.diptych.ingest.Fixtures.noise;
import static dev.diptych.ingest.Fixtures.png;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.text;
import static dev.diptych.ingest.Fixtures.zip;

import dev.diptych.config.ConfigFile;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sources of every kind in a folder, configurations of them, and what a run makes of them. */
final class Sources {
    static final String ALL =
            "sources: [{archive: a.tgz}, {archive: b.tar}, {archive: pictures}, {archive: c.zip}, {archive: cut.tar}, {archive: many}]\n";

    private final Path root;

    private Sources(Path root) {
        this.root = root;
    }

    static Sources make(Path root, int images) throws IOException {
        Files.write(root.resolve("a.tgz"), gzip(tar(pictures(0, images))));
        Files.write(root.resolve("b.tar"), tar(pictures(images * 3 / 4, images * 2)));
        folder(root.resolve("pictures"), pictures(images * 2, images * 3));
        Files.write(root.resolve("c.zip"), zip(pictures(images * 2, images * 4)));
        byte[] whole = tar(pictures(images * 4, images * 5));
        byte[] cut = Arrays.copyOf(whole, whole.length * 2 / 3);
        Arrays.fill(cut, whole.length / 3, whole.length / 3 + 700, (byte) 0x55);
        Files.write(root.resolve("cut.tar"), cut);
        Path many = Files.createDirectories(root.resolve("many"));
        Files.write(many.resolve("0.tar"), tar(pictures(images * 5, images * 6)));
        Files.write(many.resolve("1.tar.gz"), gzip(tar(pictures(images * 5, images * 6))));
        Files.write(many.resolve("inner.zip"), zip(Map.of("2.tar", tar(pictures(images * 6, images * 7)))));
        return new Sources(root);
    }

    /** Pictures of which some are no images, some too small, some without a caption, some alike, and some cut off. */
    static Map<String, byte[]> pictures(int from, int to) {
        Map<String, byte[]> data = new LinkedHashMap<>();
        for (int i = from; i < to; i++) {
            byte[] noise = noise(24, i);
            data.put(
                    i + ".png",
                    i % 9 == 4
                            ? text("no image")
                            : i % 13 == 6
                                    ? Arrays.copyOf(noise, 700)
                                    : i % 5 == 2 ? png(20 + i % 3, 20 + i % 3, 0x40 * i) : noise);
            if (i % 6 == 0) {
                data.put("small" + i + ".png", noise(8, i));
                data.put("small" + i + ".txt", text("small picture " + i));
            }
            if (i % 11 != 3) {
                data.put(i + ".txt", text("picture " + i + (i % 7 == 0 ? "\nand another line" : "")));
            }
            if (i % 8 == 1) {
                data.put(
                        i + ".json",
                        text("{\"caption\": \"said " + i + "\", \"url\": \"u" + i + "\", \"x\": {\"y\": [1, null]}}"));
            }
            if (i % 10 == 0) {
                data.put("readme" + i, text("neither"));
            }
        }
        return data;
    }

    IngestConfig config(String yaml) {
        return ConfigFile.parse("i.yaml", yaml).as(config -> IngestConfig.from(config, root));
    }

    Path file(String yaml) throws IOException {
        return Files.writeString(root.resolve("ingest.yaml"), yaml);
    }
}
