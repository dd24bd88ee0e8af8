package dev.diptych.contrastive.features;

import dev.diptych.file.Trouble;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/*
 * The file has a place for each sample from the start, empty ones being holes where the file system has them, so that samples may come
 * in any order and a killed run leaves what it found. Features have unit length: a row of zeros is one that nobody wrote, and a row that
 * was torn as the machine lost power is not of unit length either. So nothing beside the rows says which of them count.
 */
/**
 * The features of the N images and N captions of a data set, float32 little endian [N, 2, D]: of each sample the image's, then the
 * caption's, both of unit length. For one thread; several processes that found the same may write the same file.
 */
public final class FeatureFile implements AutoCloseable {
    private static final double SLACK = 1e-2; // of a squared length: bfloat16 features are off by 4e-3

    private final Path file;
    private final FileChannel channel;
    private final int width;
    private final ByteBuffer row;
    private final Consumer<String> warnings;
    private boolean full;

    private FeatureFile(Path file, FileChannel channel, int width, Consumer<String> warnings) {
        this.file = file;
        this.channel = channel;
        this.width = width;
        this.row = ByteBuffer.allocate(bytes(width)).order(ByteOrder.LITTLE_ENDIAN);
        this.warnings = warnings;
    }

    /**
     * Opens the file of this name, or makes it.
     *
     * @param name says of what model and of what samples it is
     * @param width D
     * @param warnings takes a line when the file can take no more, after which it takes nothing
     */
    public static FeatureFile open(Path folder, String name, int width, Consumer<String> warnings) throws IOException {
        Path file = folder.resolve(name);
        try {
            WholeFile.makeFolder(folder);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return new FeatureFile(file, channel, width, warnings);
        } catch (IOException e) {
            throw Trouble.named(file, e);
        }
    }

    private static int bytes(int width) {
        return Math.multiplyExact(2 * Float.BYTES, width);
    }

    /**
     * Reads the features of some samples.
     *
     * @param images float32 [M, D]
     * @param texts float32 [M, D]
     * @return whether those of all of them are there
     */
    public boolean read(int[] samples, float[] images, float[] texts) {
        for (int i = 0; i < samples.length; i++) {
            row.clear();
            try {
                if (channel.read(row, position(samples[i])) < row.capacity()) {
                    return false;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(Trouble.named(file, e));
            }
            row.flip();
            if (!take(images, i) || !take(texts, i)) {
                return false;
            }
        }
        return true;
    }

    /** Writes the features of some samples, as {@link #read} takes them. */
    public void write(int[] samples, float[] images, float[] texts) {
        for (int i = 0; i < samples.length && !full; i++) {
            row.clear();
            put(images, i);
            put(texts, i);
            row.flip();
            try {
                channel.write(row, position(samples[i]));
            } catch (IOException e) {
                full = true;
                warnings.accept(Trouble.named(file, e).getMessage() + "; the teacher's features are kept no further");
            }
        }
    }

    private boolean take(float[] features, int number) {
        double square = 0;
        for (int d = 0; d < width; d++) {
            float value = row.getFloat();
            features[number * width + d] = value;
            square += (double) value * value;
        }
        return Math.abs(square - 1) < SLACK; // false for NaN
    }

    private void put(float[] features, int number) {
        for (int d = 0; d < width; d++) {
            row.putFloat(features[number * width + d]);
        }
    }

    private long position(int sample) {
        return (long) bytes(width) * sample;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.force(false);
        } finally {
            channel.close();
        }
    }
}
