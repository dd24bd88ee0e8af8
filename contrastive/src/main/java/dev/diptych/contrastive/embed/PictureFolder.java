package dev.diptych.contrastive.embed;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.FolderListing;
import dev.diptych.ingest.archive.FolderListing.Listed;
import dev.diptych.ingest.shard.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The pictures below a folder, sorted by their names, so many to a partition; none of their contents is held. */
final class PictureFolder implements EmbedInput {
    private static final List<String> BESIDE = List.of("txt", "json");

    private final Path folder;
    private final int partitionRows;
    private final List<Listed> pictures = new ArrayList<>();

    /** The files that may stand beside pictures. */
    private final Set<String> others = new HashSet<>();

    private PictureFolder(Path folder, int partitionRows) {
        this.folder = folder;
        this.partitionRows = partitionRows;
    }

    static PictureFolder open(String spec, int partitionRows, boolean followLinks) {
        PictureFolder found = new PictureFolder(Path.of(spec), partitionRows);
        for (Listed file : FolderListing.of(found.folder, followLinks).files()) {
            if (Sample.isImage(extension(file.name()))) {
                found.pictures.add(file);
            } else if (file.problem() == null && BESIDE.contains(extension(file.name()))) {
                found.others.add(file.name());
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
            Path file = folder.resolve(picture.name());
            String key = file.toString().replace('\\', '/');
            IngestException problem = picture.problem();
            samples.accept(
                    problem == null
                            ? new EmbedSample(key, contents(file), beside(picture.name()))
                            : EmbedSample.unread(key, problem.detail()));
        }
    }

    private Map<String, byte[]> beside(String picture) {
        String base = picture.substring(0, picture.length() - extension(picture).length());
        Map<String, byte[]> found = new HashMap<>();
        for (String extension : BESIDE) {
            if (others.contains(base + extension)) {
                found.put(extension, contents(folder.resolve(base + extension)));
            }
        }
        return found;
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
