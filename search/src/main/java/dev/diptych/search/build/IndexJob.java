package dev.diptych.search.build;

import dev.diptych.contrastive.embed.EmbeddingJob;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.embed.file.Thumbnails;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.file.FolderLock;
import dev.diptych.file.OwnFolder;
import dev.diptych.file.Sha256;
import dev.diptych.file.WholeFile;
import dev.diptych.nn.engine.Devices;
import dev.diptych.search.hnsw.GraphWriter;
import dev.diptych.search.index.IndexException;
import dev.diptych.search.index.IndexFolder;
import dev.diptych.search.index.Manifest;
import dev.diptych.search.index.Manifest.Graph;
import dev.diptych.search.index.Method;
import dev.diptych.search.index.ModelCopy;
import dev.diptych.search.index.OpenIndex;
import dev.diptych.search.index.ThumbnailParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 * index.json is written last and deleted first: what has none is no index, whatever lies there. Everything else is made by one
 * order of work from the embeddings, so that a run which was killed and one which was not leave the same bytes.
 */
/** Makes an index: of images, which are embedded as {@code diptych embed} does, or of embeddings. */
public final class IndexJob {
    private final IndexFolder folder;
    private final String source;
    private final Options options;
    private final LongConsumer progress;

    /**
     * How to index.
     *
     * @param overwrite whether an index of something else is replaced
     * @param method of searches: whether there is a graph
     * @param graph how it is built
     * @param threads that build it
     */
    public record Options(boolean overwrite, Method method, Graph graph, int threads) {
        /** An index that is scanned, or one with a graph where it is large. */
        public static final Options DEFAULT = new Options(false, Method.AUTO, Graph.DEFAULT, Devices.threads());
    }

    /**
     * What was made.
     *
     * @param manifest of the index
     * @param leftOut images that could not be embedded
     * @param earlier whether it was there before
     */
    public record Report(Manifest manifest, long leftOut, boolean earlier) {}

    /**
     * @param output the folder of the index
     * @param source the images, as the index names them
     * @param progress is told how many rows are laid out, and then how many are in the graph
     */
    public IndexJob(Path output, String source, Options options, LongConsumer progress) {
        this.folder = new IndexFolder(output);
        this.source = source;
        this.options = options;
        this.progress = progress;
    }

    /**
     * Embeds images, or what is left of them, and indexes them.
     *
     * @param readAhead samples that are embedded at a time while as many more are decoded
     * @param side pixels of the thumbnails' longer side; 0 for none
     * @throws dev.diptych.contrastive.embed.EmbedException if the folder holds embeddings of something else
     * @throws dev.diptych.file.LockedException if another command writes there
     */
    public Report images(EmbedInput images, IndexModel model, int readAhead, int side, EmbeddingJob.Listener listener)
            throws IOException, InterruptedException {
        try (FolderLock lock = FolderLock.take(folder.folder(), "index")) {
            if (options.overwrite) {
                Files.deleteIfExists(folder.manifest());
            }
            EmbeddingJob job = new EmbeddingJob(
                    images,
                    false,
                    null,
                    folder.embeddings(),
                    new EmbeddingJob.Options(
                            NpyType.FLOAT32,
                            readAhead,
                            options.overwrite,
                            new TreeMap<>(Map.of("precision", model.precision())),
                            side == 0 ? null : new Thumbnails(folder.thumbnails(), side)));
            EmbeddingJob.Report report = job.run(model.embedder(), listener).get(0);
            if (report.rows() == 0) {
                throw IndexException.making(
                        source, "none of " + report.leftOut() + " samples embedded, expected images");
            }
            Path stamp = folder.embeddings().resolve(EmbeddingJob.STAMP);
            String madeOf = Files.readString(stamp).strip();
            String fingerprint = EmbeddingOrigin.read(stamp).model();
            return index(folder.embeddings(), Sha256.hex(madeOf), model, fingerprint, side, report.leftOut());
        }
    }

    /**
     * Indexes embeddings that are there already.
     *
     * @param embeddings a folder in clip-retrieval's layout
     * @param model which made them, null if queries of words and images are to be given another way
     * @throws IndexException if there are none, or they were made by another model as far as that is known
     */
    public Report embeddings(Path embeddings, @Nullable IndexModel model) throws IOException {
        try (FolderLock lock = FolderLock.take(folder.folder(), "index")) {
            EmbeddingFiles files = EmbeddingFiles.in(embeddings);
            String fingerprint = model == null ? "" : fingerprint(model, files, embeddings);
            return index(embeddings, Sha256.hex(files.stamp() + fingerprint), model, fingerprint, 0, 0);
        }
    }

    /** The model's, which made the embeddings as far as that is known. */
    private static String fingerprint(IndexModel model, EmbeddingFiles files, Path embeddings) {
        int dimensions = model.embedder().dimensions();
        if (dimensions != files.dimensions()) {
            throw IndexException.making(
                    embeddings.toString(),
                    "vectors of " + files.dimensions() + " numbers, expected " + dimensions + ", as the model makes");
        }
        String fingerprint = model.embedder().fingerprint();
        EmbeddingOrigin.read(embeddings.resolve(EmbeddingJob.STAMP)).require(fingerprint, embeddings);
        return fingerprint;
    }

    /** @param fingerprint of the model, which takes long to find; empty where there is none */
    private Report index(
            Path embeddings, String madeOf, @Nullable IndexModel model, String fingerprint, int side, long leftOut)
            throws IOException {
        clearUnfinished();
        if (Files.exists(folder.manifest()) && !options.overwrite) {
            Manifest found = OpenIndex.open(folder.folder()).manifest();
            if (found.madeOf().equals(madeOf)) {
                return new Report(withGraph(found), leftOut, true);
            }
            throw IndexException.making(
                    folder.folder().toString(),
                    "an index of something else (" + found.source()
                            + "), expected none or one of the same; --overwrite replaces it");
        }
        Files.deleteIfExists(folder.manifest());
        EmbeddingFiles files = EmbeddingFiles.in(embeddings);
        Layout layout = new Layout(files, folder);
        String id = layout.write(progress);
        ModelCopy copy = null;
        if (model == null) {
            OwnFolder.delete(folder.model());
        } else {
            copy = model.copyTo(folder.model(), fingerprint);
        }
        Manifest manifest = new Manifest(
                id,
                files.count(),
                files.dimensions(),
                madeOf,
                source,
                layout.fields(),
                copy,
                side == 0 ? null : new ThumbnailParts(side, files.rows()),
                null);
        OwnFolder.delete(folder.graph());
        manifest.write(folder);
        return new Report(withGraph(manifest), leftOut, false);
    }

    /** Deletes the folders that a run which was killed has not finished. */
    private void clearUnfinished() throws IOException {
        List<Path> left;
        try (Stream<Path> all = Files.list(folder.folder())) {
            left = all.filter(each -> Files.isDirectory(each) && each.toString().endsWith(WholeFile.SUFFIX))
                    .toList();
        }
        for (Path each : left) {
            OwnFolder.delete(each);
        }
    }

    /** Adds the graph that is asked for to an index that is whole, or takes the one that is not wanted any more away. */
    private Manifest withGraph(Manifest manifest) throws IOException {
        boolean wanted = options.method.wantsGraph(manifest.count(), manifest.dimensions());
        Graph there = manifest.graph();
        if (wanted ? options.graph.equals(there) : there == null) {
            return manifest;
        }
        manifest.with(null).write(folder);
        OwnFolder.delete(folder.graph());
        if (wanted) {
            OpenIndex index = OpenIndex.open(folder.folder());
            GraphWriter.write(folder.graph(), index.vectors(), manifest.id(), options.graph, options.threads, progress);
        }
        Manifest changed = manifest.with(wanted ? options.graph : null);
        changed.write(folder);
        return changed;
    }
}
