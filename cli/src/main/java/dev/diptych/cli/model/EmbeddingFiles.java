package dev.diptych.cli.model;

import dev.diptych.cli.model.ImageSource.ImageFile;
import dev.diptych.cli.progress.Progress;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.embed.NpyWriter;
import dev.diptych.eval.report.WholeFile;
import dev.diptych.image.ImageDecoder;
import dev.diptych.image.ImageException;
import dev.diptych.image.RgbImage;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Embeds batch by batch into an {@code .npy} file and a text file with a key for each of its rows. */
final class EmbeddingFiles implements AutoCloseable {
    private final Embedder embedder;
    private final int batch;
    private final Progress progress;
    private final NpyWriter vectors;
    private final Path keyFile;
    private final ImageDecoder decoder = new ImageDecoder();
    private final List<String> keys = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<ImageFile> waiting = new ArrayList<>();

    private record Decoded(String key, Optional<RgbImage> image, String problem) {}

    /**
     * @param kind what the files' names begin with: {@code image} or {@code text}
     * @param batch rows at a time
     */
    EmbeddingFiles(Path folder, String kind, Embedder embedder, int batch, Progress progress) throws IOException {
        this.embedder = embedder;
        this.batch = batch;
        this.progress = progress;
        this.vectors = new NpyWriter(folder.resolve(kind + "_embeddings.npy"), embedder.dimensions());
        this.keyFile = folder.resolve(kind + "_keys.txt");
    }

    /** Embeds an image, now or with those that follow. */
    void add(ImageFile image) {
        waiting.add(image);
        if (waiting.size() == batch) {
            embedWaiting();
        }
    }

    /** Embeds texts, each of which is its own key. */
    void addAll(List<String> texts) throws IOException {
        for (int from = 0; from < texts.size(); from += batch) {
            List<String> part = texts.subList(from, Math.min(texts.size(), from + batch));
            vectors.append(embedder.texts(part));
            keys.addAll(part);
            progress.update(keys.size(), "");
        }
    }

    /**
     * Gives the files their names; returns how many rows there are.
     *
     * @throws IngestException if there is none
     */
    int finish(String source) throws IOException {
        embedWaiting();
        if (keys.isEmpty()) {
            throw new IngestException(
                    Reason.EMPTY, source, "no image that can be read (" + problems.size() + " damaged), expected some");
        }
        vectors.finish();
        String lines = String.join("\n", keys) + "\n";
        WholeFile.write(keyFile, lines.getBytes(StandardCharsets.UTF_8));
        return keys.size();
    }

    /** Returns a line for each image that could not be decoded. */
    List<String> problems() {
        return problems;
    }

    @Override
    public void close() throws IOException {
        vectors.close();
    }

    private void embedWaiting() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Decoded> decoded = waiting.parallelStream().map(this::decode).toList();
        waiting.clear();
        List<RgbImage> images = new ArrayList<>();
        for (Decoded each : decoded) {
            if (each.image.isPresent()) {
                images.add(each.image.get());
                keys.add(each.key);
            } else {
                problems.add(each.problem);
            }
        }
        try {
            vectors.append(embedder.images(images));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        progress.update(keys.size(), problems.isEmpty() ? "" : problems.size() + " left out");
    }

    private Decoded decode(ImageFile file) {
        try {
            return new Decoded(
                    file.key(),
                    Optional.of(decoder.decode(file.bytes(), file.key()).image()),
                    "");
        } catch (ImageException e) {
            return new Decoded(file.key(), Optional.empty(), String.valueOf(e.getMessage()));
        }
    }
}
