package dev.diptych.eval.labelled;

import dev.diptych.image.RgbImage;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gray images in a file of IDX with their labels in another, as MNIST and Fashion-MNIST have them: {@code
 * t10k-images-idx3-ubyte.gz} and {@code t10k-labels-idx1-ubyte.gz}.
 */
final class IdxImages implements LabelledImages {
    private static final String IMAGES = "images-idx3-ubyte";
    private static final String LABELS = "labels-idx1-ubyte";
    private static final String TEST = "t10k";
    private static final String GZIP = ".gz";

    private final Path images;
    private final Labels labels;

    private IdxImages(Path images, Labels labels) {
        this.images = images;
        this.labels = labels;
    }

    static boolean isNamed(Path file) {
        return String.valueOf(file.getFileName()).contains(IMAGES);
    }

    static boolean areIn(Path folder) {
        return !inside(folder).isEmpty();
    }

    /** The images of a split in a folder: those named by it, {@code t10k} where that is {@code test}. */
    static Path file(Path folder, String split) {
        List<Path> all = inside(folder);
        List<Path> found = all.stream()
                .filter(file -> {
                    String name = String.valueOf(file.getFileName());
                    return name.contains(split) || split.equals(LabelledSpec.TEST) && name.startsWith(TEST);
                })
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new IngestException(
                Reason.MISSING,
                folder.toString(),
                found.size() + " files of images of the split '" + split + "', expected one; there are "
                        + all.stream()
                                .map(file -> file.getFileName().toString())
                                .collect(Collectors.joining(", ")));
    }

    static IdxImages open(Path images) {
        Path file = labelsOf(images);
        try (IdxFile pixels = IdxFile.open(images, 3);
                IdxFile numbers = IdxFile.open(file, 1)) {
            if (pixels.count() != numbers.count()) {
                throw new IngestException(
                        Reason.CORRUPT,
                        file.toString(),
                        numbers.count() + " labels, expected " + pixels.count() + " as " + images.getFileName()
                                + " has images");
            }
            byte[] all = numbers.rest();
            int[] values = new int[all.length];
            for (int i = 0; i < all.length; i++) {
                values[i] = all[i] & 0xFF;
            }
            return new IdxImages(images, Labels.ofNumbers(values));
        }
    }

    @Override
    public Labels labels() {
        return labels;
    }

    @Override
    public void read(Consumer<LabelledImage> taker) {
        try (IdxFile file = IdxFile.open(images, 3)) {
            int width = file.side(2);
            int height = file.side(1);
            for (int i = 0; i < file.count(); i++) {
                byte[] gray = file.next();
                String place = images.getFileName() + "!" + i;
                taker.accept(new LabelledImage(i, place, gray.length, () -> image(gray, width, height)));
            }
        }
    }

    @Override
    public List<String> leftOut() {
        return List.of();
    }

    private static RgbImage image(byte[] gray, int width, int height) {
        byte[] pixels = new byte[gray.length * RgbImage.CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = gray[i / RgbImage.CHANNELS];
        }
        return new RgbImage(width, height, pixels);
    }

    private static Path labelsOf(Path images) {
        Path same = images.resolveSibling(images.getFileName().toString().replace(IMAGES, LABELS));
        String name = same.getFileName().toString();
        Path other = images.resolveSibling(
                name.endsWith(GZIP) ? name.substring(0, name.length() - GZIP.length()) : name + GZIP);
        return Files.exists(same) || !Files.exists(other) ? same : other;
    }

    private static List<Path> inside(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(IdxImages::isNamed).sorted().toList();
        } catch (IOException e) {
            throw IngestException.unreadable(folder.toString(), e, "a folder");
        }
    }
}
