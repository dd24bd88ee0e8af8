package dev.diptych.cli.model;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.ShardList;
import dev.diptych.ingest.shard.ShardReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads image files one after the other, out of shards or out of a folder of pictures. */
final class ImageSource {
    private ImageSource() {}

    /**
     * An image file.
     *
     * @param key the sample's key, or the path within the folder
     * @param bytes the file's contents
     */
    record ImageFile(String key, byte[] bytes) {}

    /**
     * Hands every image to {@code files}, in the order of the shards or of the names.
     *
     * @param spec a folder of pictures, or what {@link ShardList} takes
     */
    static void read(String spec, Consumer<ImageFile> files) {
        Path folder = Path.of(spec);
        if (Files.isDirectory(folder) && !holdsShards(folder)) {
            readPictures(folder, files);
        } else {
            ShardList.expand(spec).forEach(shard -> readShard(shard, files));
        }
    }

    private static void readShard(Path shard, Consumer<ImageFile> files) {
        try (ShardReader reader = ShardReader.open(shard, Sample::isImage)) {
            for (Sample sample = reader.next(); sample != null; sample = reader.next()) {
                String key = sample.key();
                sample.image().ifPresent(bytes -> files.accept(new ImageFile(key, bytes)));
            }
        }
    }

    private static void readPictures(Path folder, Consumer<ImageFile> files) {
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> pictures = found.filter(file -> Sample.isImage(extension(file)) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
            for (Path picture : pictures) {
                files.accept(new ImageFile(folder.relativize(picture).toString(), Files.readAllBytes(picture)));
            }
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static boolean holdsShards(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> extension(file).equals("tar"));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static IngestException unreadable(Path folder, IOException e) {
        return new IngestException(
                Reason.UNREADABLE,
                folder.toString(),
                IngestException.NO_OFFSET,
                e.getMessage() + ", expected a folder of pictures or shards",
                e);
    }

    private static String extension(Path file) {
        String name = file.toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
