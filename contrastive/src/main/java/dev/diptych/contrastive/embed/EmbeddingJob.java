package dev.diptych.contrastive.embed;

import dev.diptych.contrastive.embed.Preparation.Captions;
import dev.diptych.contrastive.embed.crew.EmbedWork;
import dev.diptych.contrastive.embed.crew.MadePartition;
import dev.diptych.contrastive.embed.crew.Outputs;
import dev.diptych.contrastive.embed.crew.PartitionCrew;
import dev.diptych.contrastive.embed.file.EmbeddingFolder;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.embed.file.NpyWriter;
import dev.diptych.contrastive.embed.file.Thumbnails;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.file.OwnFolder;
import dev.diptych.file.place.OutputClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Embeds images with their captions, texts, or both, into a folder in clip-retrieval's layout; goes on where an earlier
 * run of the same kind ended.
 */
public final class EmbeddingJob {
    /** What was embedded and how, beside the files. */
    public static final String STAMP = "embeddings.json";

    private final @Nullable EmbedInput images;
    private final boolean captions;
    private final @Nullable EmbedInput texts;
    private final Path output;
    private final Options options;

    /**
     * How to embed.
     *
     * @param type of the vectors' files
     * @param readAhead samples that are embedded at a time while as many more are decoded, at least 1; rounded up to what
     *     fills the towers' programs
     * @param overwrite whether to replace embeddings of another kind
     * @param facts by name, what else decides the vectors, such as the precision
     * @param thumbnails of the images, made as they are decoded; null for none
     */
    public record Options(
            NpyType type,
            int readAhead,
            boolean overwrite,
            SortedMap<String, String> facts,
            @Nullable Thumbnails thumbnails) {
        /** Without thumbnails. */
        public Options(NpyType type, int readAhead, boolean overwrite, SortedMap<String, String> facts) {
            this(type, readAhead, overwrite, facts, null);
        }
    }

    /**
     * What became of the images, or of the texts.
     *
     * @param folder of the vectors, or of the first of them
     * @param rows in all files, those of earlier runs included
     * @param leftOut samples without a row, likewise
     * @param partitions how many files of each kind
     * @param earlier how many of them were whole before
     */
    public record Report(Path folder, long rows, long leftOut, int partitions, int earlier) {}

    /** Follows a job; called by the thread that runs it. */
    public interface Listener {
        /** @param fraction of the files, the one that is being written counted as not begun */
        void at(long rows, double fraction, long leftOut);

        void leftOut(String key, String reason);
    }

    /**
     * @param images null for none
     * @param captions whether the captions of the images are embedded too; only where there are no {@code texts}
     * @param texts null for none
     */
    public EmbeddingJob(
            @Nullable EmbedInput images, boolean captions, @Nullable EmbedInput texts, Path output, Options options) {
        if (options.readAhead < 1) {
            throw new IllegalArgumentException("embed: read-ahead " + options.readAhead + ", expected at least 1");
        }
        this.images = images;
        this.captions = captions;
        this.texts = texts;
        this.output = output;
        this.options = options;
    }

    /**
     * Runs it.
     *
     * @return what became of the images, then of the texts, as far as there are any
     * @throws EmbedException if the output holds something else
     * @throws dev.diptych.file.LockedException if another command writes there
     * @throws dev.diptych.file.LinkException if a link stands where a folder of it would be
     */
    public List<Report> run(Embedder embedder, Listener listener) throws IOException, InterruptedException {
        Outputs.requireLocal(output);
        return run(embedder, (run, folder, texts) -> run.run(embedder, options.readAhead, listener));
    }

    /**
     * Has others do it, with the same result.
     *
     * @param embedder is asked what it is, and embeds nothing
     * @param works what is asked of them, by the kinds of input that there are
     * @param counts get what they made
     */
    public List<Report> run(
            Embedder embedder, Listener listener, PartitionCrew crew, List<EmbedWork> works, Counts counts)
            throws IOException, InterruptedException {
        return run(embedder, (run, folder, texts) -> {
            EmbedWork work = works.stream()
                    .filter(each -> texts == (each.kind() == EmbedWork.Kind.TEXTS))
                    .findFirst()
                    .orElseThrow();
            return run.run(crew, work, folder.folder(), listener, counts);
        });
    }

    /**
     * Makes one partition's files in the output, which is a folder of its own.
     *
     * @param besideImages whether texts' files lie beside those of images
     */
    public MadePartition make(Embedder embedder, boolean besideImages, int partition)
            throws IOException, InterruptedException {
        EmbeddingFolder folder = images == null ? ofTexts(besideImages) : ofImages();
        folder.create();
        EmbedInput input = images == null ? texts : images;
        if (input == null) {
            throw new IllegalStateException("embed: no input, expected images or texts");
        }
        return partitions(input, folder, embedder).make(embedder, options.readAhead, partition);
    }

    /** Who makes partitions; returns how many were whole before. */
    @FunctionalInterface
    private interface Maker {
        int make(PartitionRun run, EmbeddingFolder folder, boolean texts) throws IOException, InterruptedException;
    }

    private List<Report> run(Embedder embedder, Maker maker) throws IOException, InterruptedException {
        try (OutputClaim claim = Outputs.claim(output, "embed")) {
            return runLocked(embedder, maker);
        }
    }

    private EmbeddingFolder ofImages() {
        int partitions = images == null ? 0 : images.partitions();
        return new EmbeddingFolder(output, partitions, true, captions && texts == null, EmbeddingFolder.METADATA);
    }

    private EmbeddingFolder ofTexts(boolean besideImages) {
        String metadata = besideImages ? EmbeddingFolder.TEXT_METADATA : EmbeddingFolder.METADATA;
        return new EmbeddingFolder(output, texts == null ? 0 : texts.partitions(), false, true, metadata);
    }

    private List<Report> runLocked(Embedder embedder, Maker maker) throws IOException, InterruptedException {
        prepare(stamp(embedder));
        List<Report> reports = new ArrayList<>();
        if (images != null) {
            reports.add(run(images, ofImages(), embedder, maker));
        }
        if (texts != null) {
            reports.add(run(texts, ofTexts(images != null), embedder, maker));
        }
        return reports;
    }

    private Report run(EmbedInput input, EmbeddingFolder folder, Embedder embedder, Maker maker)
            throws IOException, InterruptedException {
        folder.create();
        int earlier = maker.make(partitions(input, folder, embedder), folder, !folder.images());
        return report(folder, embedder.dimensions(), earlier);
    }

    private PartitionRun partitions(EmbedInput input, EmbeddingFolder folder, Embedder embedder) {
        Thumbnails thumbnails = folder.images() ? options.thumbnails : null;
        Preparation preparation = new Preparation(
                embedder, folder.images(), folder.texts() ? Captions.JOINED : Captions.NONE, thumbnails);
        PartitionRun.Output files = new PartitionRun.Output() {
            @Override
            public boolean isWhole(int partition) throws IOException {
                long rows = folder.rows(partition, embedder.dimensions(), options.type);
                Path small = thumbnails(partition);
                return rows >= 0 && (small == null || Thumbnails.count(small) == rows);
            }

            @Override
            public PartitionSink open(int partition) throws IOException {
                return new PartitionWriter(
                        folder, partition, embedder.dimensions(), options.type, thumbnails(partition));
            }

            @Override
            public List<Path> files(int partition) {
                List<Path> files = new ArrayList<>();
                if (folder.images()) {
                    files.add(folder.imageFile(partition));
                }
                if (folder.texts()) {
                    files.add(folder.textFile(partition));
                }
                if (folder.images()) {
                    files.add(folder.leftOutFile(partition));
                }
                files.add(folder.metadataFile(partition));
                return files;
            }

            private @Nullable Path thumbnails(int partition) {
                return thumbnails == null ? null : Thumbnails.file(thumbnails.folder(), partition, folder.partitions());
            }
        };
        return new PartitionRun(input, preparation, files);
    }

    private Report report(EmbeddingFolder folder, int dimensions, int earlier) throws IOException {
        long rows = 0;
        long leftOut = 0;
        for (int partition = 0; partition < folder.partitions(); partition++) {
            Path vectors = folder.images() ? folder.imageFile(partition) : folder.textFile(partition);
            rows += (Files.size(vectors) - NpyWriter.HEADER) / ((long) dimensions * options.type.bytes());
            Path list = folder.leftOutFile(partition);
            if (folder.images() && Files.exists(list)) {
                try (Stream<String> lines = Files.lines(list)) {
                    leftOut += lines.count();
                }
            }
        }
        Path first = folder.images() ? folder.imageFile(0) : folder.textFile(0);
        Path parent = first.getParent();
        return new Report(parent == null ? first : parent, rows, leftOut, folder.partitions(), earlier);
    }

    private EmbeddingStamp stamp(Embedder embedder) {
        SortedMap<String, String> facts = new TreeMap<>(options.facts);
        facts.put("model", embedder.fingerprint());
        facts.put("dimensions", Integer.toString(embedder.dimensions()));
        facts.put("dtype", options.type.option());
        Thumbnails thumbnails = options.thumbnails;
        if (images != null && thumbnails != null) {
            facts.put("thumbnails", Integer.toString(thumbnails.side()));
        }
        if (images != null) {
            facts.put("images", images.stamp());
            facts.put("image_files", Integer.toString(images.partitions()));
            facts.put("captions", Boolean.toString(captions && texts == null));
        }
        if (texts != null) {
            facts.put("texts", texts.stamp());
            facts.put("text_files", Integer.toString(texts.partitions()));
        }
        return new EmbeddingStamp(facts);
    }

    private void prepare(EmbeddingStamp asked) throws IOException {
        Path file = output.resolve(STAMP);
        if (asked.goesOn(file, options.overwrite)) {
            return;
        }
        if (EmbeddingFolder.holdsEmbeddings(output)) {
            if (!options.overwrite) {
                throw new EmbedException(
                        output.toString(),
                        "embeddings without " + STAMP
                                + ", expected none or those of an embedding job; overwrite to delete them");
            }
            EmbeddingFolder.clear(output);
        }
        Thumbnails thumbnails = options.thumbnails;
        if (thumbnails != null) {
            thumbnails.clear();
            OwnFolder.create(thumbnails.folder());
        }
        Files.createDirectories(output);
        asked.write(file);
    }
}
