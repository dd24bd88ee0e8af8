package dev.diptych.contrastive.embed;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.name.BelowFolder;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The pictures below a folder, sorted by their names, so many to a partition. Only their names are held. */
final class PictureFolder implements EmbedInput {
    private final BelowFolder folder;
    private final int partitionRows;
    private final List<String> names;
    private final String stamp;

    private PictureFolder(BelowFolder folder, int partitionRows, List<String> names, String stamp) {
        this.folder = folder;
        this.partitionRows = partitionRows;
        this.names = names;
        this.stamp = stamp;
    }

    static PictureFolder open(String spec, int partitionRows) {
        BelowFolder folder = new BelowFolder(Path.of(spec));
        TreeMap<String, BasicFileAttributes> pictures = new TreeMap<>();
        try {
            Files.walkFileTree(folder.folder(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                    String name = folder.name(file);
                    if (facts.isRegularFile() && Sample.isImage(extension(name))) {
                        pictures.put(name, facts);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new IngestException(
                    Reason.UNREADABLE,
                    spec,
                    IngestException.NO_OFFSET,
                    e.getMessage() + ", expected a folder of pictures or shards",
                    e);
        }
        if (pictures.isEmpty()) {
            throw new IngestException(Reason.EMPTY, spec, "no picture and no shard, expected a folder with some");
        }
        FileStamps stamps = new FileStamps();
        pictures.forEach(stamps::add);
        return new PictureFolder(folder, partitionRows, List.copyOf(pictures.keySet()), stamps.hex());
    }

    @Override
    public int partitions() {
        return (names.size() + partitionRows - 1) / partitionRows;
    }

    @Override
    public String stamp() {
        return stamp;
    }

    @Override
    public void read(int partition, Consumer<EmbedSample> samples) {
        int from = partition * partitionRows;
        for (String name : names.subList(from, Math.min(names.size(), from + partitionRows))) {
            String key = folder.folder().resolve("x").toString().replace(File.separatorChar, '/');
            samples.accept(new EmbedSample(
                    key.substring(0, key.length() - 1) + name, contents(folder.file(name)), beside(name)));
        }
    }

    private Map<String, byte[]> beside(String name) {
        String base = name.substring(0, name.length() - extension(name).length());
        Map<String, byte[]> found = new LinkedHashMap<>();
        for (String extension : SampleReading.EXTENSIONS) {
            Path file = folder.file(base + extension);
            if (Files.isRegularFile(file)) {
                found.put(extension, contents(file));
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
