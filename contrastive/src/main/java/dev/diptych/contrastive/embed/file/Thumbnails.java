package dev.diptych.contrastive.embed.file;

import dev.diptych.file.OwnFolder;
import dev.diptych.file.RecordException;
import dev.diptych.file.RecordFile;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.report.Thumbnail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Small JPEGs of the images that are embedded, a file of records for each partition.
 *
 * @param folder where the files are
 * @param side pixels of the longer side, at most; smaller images stay as they are
 */
public record Thumbnails(Path folder, int side) {
    private static final int QUALITY = 80;
    private static final Pattern NAME = Pattern.compile("thumbnails_\\d+\\.records(\\.partial)?");

    public Thumbnails {
        if (side < 1) {
            throw new IllegalArgumentException("thumbnails: " + side + " pixels, expected at least 1");
        }
    }

    /** The file of a partition; all numbers have the digits of {@code partitions}. */
    public static Path file(Path folder, int partition, int partitions) {
        int digits = Integer.toString(partitions).length();
        String number = Integer.toString(partition);
        return folder.resolve("thumbnails_" + "0".repeat(digits - number.length()) + number + ".records");
    }

    /** One image's. */
    public byte[] of(RgbImage image) {
        return ImageEncoder.jpeg(Thumbnail.fit(image, side), QUALITY);
    }

    /** How many a file has, or -1 where it is not whole. */
    public static long count(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return -1;
        }
        try {
            return RecordFile.open(file).count();
        } catch (RecordException e) {
            return -1;
        }
    }

    /** Deletes the files of these names, and no other. */
    public void clear() throws IOException {
        if (OwnFolder.exists(folder)) {
            List<Path> files;
            try (Stream<Path> all = Files.list(folder)) {
                files = all.filter(file ->
                                NAME.matcher(file.getFileName().toString()).matches())
                        .toList();
            }
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
