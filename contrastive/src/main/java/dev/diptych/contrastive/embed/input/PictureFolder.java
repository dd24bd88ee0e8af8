package dev.diptych.contrastive.embed.input;

import dev.diptych.file.place.Locations;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.FolderListing;
import dev.diptych.ingest.archive.FolderListing.Listed;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** The pictures below a folder, sorted by their names, so many to a partition; none of their contents is held. */
final class PictureFolder implements EmbedInput {
    private final FolderListing folder;
    private final Path root;
    private final int partitionRows;
    private final List<Listed> pictures = new ArrayList<>();

    /** The files that may stand beside pictures, by name. */
    private final Map<String, Listed> others = new HashMap<>();

    private PictureFolder(Path root, FolderListing folder, int partitionRows) {
        this.root = root;
        this.folder = folder;
        this.partitionRows = partitionRows;
    }

    static PictureFolder open(String spec, int partitionRows, boolean followLinks) {
        Path root = Locations.path(spec);
        PictureFolder found = new PictureFolder(root, FolderListing.of(root, followLinks), partitionRows);
        for (Listed file : found.folder.files()) {
            if (Sample.isImage(extension(file.name()))) {
                found.pictures.add(file);
            } else if (file.problem() == null && SampleReading.EXTENSIONS.contains(extension(file.name()))) {
                found.others.put(file.name(), file);
            }
        }
        if (found.pictures.isEmpty()) {
            throw new IngestException(Reason.EMPTY, spec, "no picture and no shard, expected a folder with some");
        }
        return found;
    }

    @Override
    public int partitions() {
        return (pictures.size() + partitionRows - 1) / partitionRows;
    }

    @Override
    public String stamp() {
        FileStamps stamps = new FileStamps();
        for (Listed picture : pictures) {
            stamps.add(picture.name(), picture.size(), Instant.ofEpochSecond(0, picture.modified()));
        }
        return stamps.hex();
    }

    @Override
    public void read(int partition, Consumer<EmbedSample> samples) {
        int from = partition * partitionRows;
        for (Listed picture : pictures.subList(from, Math.min(pictures.size(), from + partitionRows))) {
            String start = root.resolve("x").toString().replace(File.separatorChar, '/');
            String key = start.substring(0, start.length() - 1) + picture.name();
            IngestException problem = picture.problem();
            samples.accept(
                    problem == null
                            ? new EmbedSample(key, sample(key, picture))
                            : EmbedSample.unread(key, problem.detail()));
        }
    }

    /** A picture with the caption files beside it. */
    private Sample sample(String key, Listed picture) {
        String kind = extension(picture.name());
        String base = picture.name().substring(0, picture.name().length() - kind.length());
        Map<String, byte[]> found = new LinkedHashMap<>();
        found.put(kind, contents(folder.path(picture)));
        for (String extension : SampleReading.EXTENSIONS) {
            Listed file = others.get(base + extension);
            if (file != null) {
                found.put(extension, contents(folder.path(file)));
            }
        }
        return new Sample(key.substring(0, key.length() - kind.length() - 1), found);
    }

    private static byte[] contents(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IngestException(Reason.MISSING, file.toString(), "gone since it was listed, expected a file");
        } catch (IOException e) {
            throw new IngestException(
                    Reason.UNREADABLE,
                    file.toString(),
                    IngestException.NO_OFFSET,
                    e.getMessage() + ", expected a readable file",
                    e);
        }
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
