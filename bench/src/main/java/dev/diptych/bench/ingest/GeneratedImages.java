package dev.diptych.bench.ingest;

import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.tar.TarWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Tars of small captioned JPEGs, each a slope of colour with discs on it: no two alike, and the same on every run.
 *
 * @param images how many in all
 * @param side pixels
 * @param perTar images in a tar
 */
record GeneratedImages(int images, int side, int perTar) {
    private static final int QUALITY = 90;
    private static final int DISCS = 5;

    /** Writes the tars, on all cores, and returns them in order. */
    public List<Path> write(Path folder) throws IOException {
        Files.createDirectories(folder);
        int tars = (images + perTar - 1) / perTar;
        return IntStream.range(0, tars)
                .parallel()
                .mapToObj(tar -> write(folder.resolve(String.format("%05d.tar", tar)), tar))
                .toList();
    }

    private Path write(Path file, int tar) {
        try (TarWriter writer = new TarWriter(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            for (int i = tar * perTar; i < Math.min(images, (tar + 1) * perTar); i++) {
                String key = String.format("%08d", i);
                writer.add(key + ".jpg", ImageEncoder.jpeg(picture(i), QUALITY));
                writer.add(key + ".txt", ("generated picture number " + i).getBytes(StandardCharsets.UTF_8));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RgbImage picture(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[side * side * RgbImage.CHANNELS];
        int[] from = {random.nextInt(256), random.nextInt(256), random.nextInt(256)};
        int[] to = {random.nextInt(256), random.nextInt(256), random.nextInt(256)};
        for (int i = 0; i < pixels.length; i++) {
            int c = i % RgbImage.CHANNELS;
            int x = i / RgbImage.CHANNELS % side;
            pixels[i] = (byte) (from[c] + (to[c] - from[c]) * x / side);
        }
        for (int disc = 0; disc < DISCS; disc++) {
            draw(pixels, random);
        }
        return new RgbImage(side, side, pixels);
    }

    private void draw(byte[] pixels, SplittableRandom random) {
        int centreX = random.nextInt(side);
        int centreY = random.nextInt(side);
        int radius = 2 + random.nextInt(side / 3);
        int rgb = random.nextInt(1 << 24);
        for (int y = Math.max(0, centreY - radius); y < Math.min(side, centreY + radius); y++) {
            for (int x = Math.max(0, centreX - radius); x < Math.min(side, centreX + radius); x++) {
                int dx = x - centreX;
                int dy = y - centreY;
                if (dx * dx + dy * dy < radius * radius) {
                    int i = (y * side + x) * RgbImage.CHANNELS;
                    pixels[i] = (byte) (rgb >> 16);
                    pixels[i + 1] = (byte) (rgb >> 8);
                    pixels[i + 2] = (byte) rgb;
                }
            }
        }
    }
}
