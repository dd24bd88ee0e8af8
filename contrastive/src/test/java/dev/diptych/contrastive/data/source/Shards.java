package dev.diptych.contrastive.data.source;

import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small shards, and what opening them tells. */
final class Shards {
    static final byte[] IMAGE = ImageEncoder.png(RgbImage.filled(4, 4, 0x336699));

    private Shards() {}

    /** A tar with an image and a text for each key: {@code a caption of KEY}. */
    static byte[] tar(String... keys) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            for (String key : keys) {
                tar.add(key + ".png", IMAGE);
                tar.add(key + ".txt", text("a caption of " + key));
            }
        }
        return bytes.toByteArray();
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static List<String> keys(Samples samples) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            keys.add(samples.key(i));
        }
        return keys;
    }

    /** Keeps what it is told. */
    static final class Told implements SampleSources.Notes {
        final List<IngestException> damages = new ArrayList<>();
        final List<Path> folders = new ArrayList<>();
        long bytes;

        @Override
        public void damaged(IngestException damage) {
            damages.add(damage);
        }

        @Override
        public void unpacked(String source, long size, Path folder) {
            folders.add(folder);
            bytes = size;
        }
    }
}
