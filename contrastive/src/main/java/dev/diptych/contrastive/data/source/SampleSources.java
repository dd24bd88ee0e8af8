package dev.diptych.contrastive.data.source;

import dev.diptych.contrastive.data.source.SourceOptions.Type;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.shard.ShardList;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Opens what a text names. */
public final class SampleSources {
    /** The source that is the standard input. */
    public static final String STANDARD_INPUT = "-";

    private static final String SEPARATOR = "::";

    /** Is told what happens as sources are opened. */
    public interface Notes {
        /** Says nothing, and refuses damage. */
        Notes NONE = new Notes() {};

        /** A shard is damaged; its samples before that are taken, unless this throws. */
        default void damaged(IngestException damage) {
            throw damage;
        }

        /**
         * Shards that no index can address were unpacked, so that their samples can be read in any order.
         *
         * @param source they are of
         * @param bytes that they take now
         * @param folder where; it is deleted when the samples are closed, or the process ends
         */
        default void unpacked(String source, long bytes, Path folder) {}
    }

    private SampleSources() {}

    /**
     * Opens sources: shards as {@link ShardList#expand} takes them, {@code -} for one on the standard input, a folder of images
     * with caption files, or a table of paths; several with {@code ::} between. Of made-up samples the text says nothing.
     *
     * @throws IngestException if one is missing, or has no sample
     */
    public static JoinedSamples open(String spec, SourceOptions options, Notes notes) {
        return open(spec, options, notes, System.in);
    }

    static JoinedSamples open(String spec, SourceOptions options, Notes notes, InputStream standardInput) {
        if (options.type() == Type.SYNTHETIC) {
            return new JoinedSamples(List.of(new SyntheticSamples(options.synthetic())));
        }
        List<Samples> sources = new ArrayList<>();
        try {
            for (String part : spec.split(SEPARATOR, -1)) {
                if (part.isBlank()) {
                    throw new IngestException(
                            Reason.MISSING, "'" + spec + "'", "an empty part, expected a shard, folder or table");
                }
                Samples samples = part.equals(STANDARD_INPUT)
                        ? ShardSamples.read(part, standardInput, notes)
                        : source(part, options, notes);
                sources.add(samples);
                if (samples.size() == 0) {
                    throw new IngestException(
                            Reason.EMPTY,
                            part,
                            samples.leftOut().isEmpty()
                                    ? "neither shards nor images with captions, expected some"
                                    : "no image with a caption in "
                                            + samples.leftOut().size() + " samples, expected one");
                }
            }
            return new JoinedSamples(sources);
        } catch (RuntimeException | Error e) {
            sources.forEach(Samples::close);
            throw e;
        }
    }

    private static Samples source(String part, SourceOptions options, Notes notes) {
        Type type = options.type() == Type.AUTO ? typeOf(part) : options.type();
        return switch (type) {
            case CSV -> TableSamples.open(Path.of(part), options.csv());
            case FOLDER -> FolderSamples.open(Path.of(part));
            case WEBDATASET -> ShardSamples.open(part, ShardList.expand(part), notes);
            case AUTO, SYNTHETIC -> throw new IllegalArgumentException(type + " is no type of a source");
        };
    }

    private static Type typeOf(String part) {
        String name = part.toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return Type.CSV;
        }
        boolean folder = Files.isDirectory(Path.of(part)) && !ShardList.areIn(Path.of(part));
        return folder ? Type.FOLDER : Type.WEBDATASET;
    }
}
