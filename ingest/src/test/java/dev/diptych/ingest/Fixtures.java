package dev.diptych.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.duplicate.Hash128;
import dev.diptych.ingest.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small archives and images. */
public final class Fixtures {
    private Fixtures() {}

    /** A PNG of one colour. */
    public static byte[] png(int width, int height, int rgb) {
        return ImageEncoder.png(RgbImage.filled(width, height, rgb));
    }

    /** A PNG of random pixels, which does not compress. */
    public static byte[] noise(int side, long seed) {
        byte[] pixels = new byte[side * side * RgbImage.CHANNELS];
        new Random(seed).nextBytes(pixels);
        return ImageEncoder.png(new RgbImage(side, side, pixels));
    }

    public static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    /** Members in order: names and contents in turn, the contents as text or bytes. */
    public static Map<String, byte[]> members(Object... namesAndContents) {
        Map<String, byte[]> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            Object contents = namesAndContents[i + 1];
            members.put((String) namesAndContents[i], contents instanceof byte[] b ? b : text((String) contents));
        }
        return members;
    }

    public static byte[] tar(Map<String, byte[]> members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter writer = new TarWriter(bytes)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                writer.add(member.getKey(), member.getValue());
            }
        }
        return bytes.toByteArray();
    }

    public static byte[] gzip(byte[] contents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(contents);
        }
        return bytes.toByteArray();
    }

    public static byte[] zip(Map<String, byte[]> members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                out.putNextEntry(new ZipEntry(member.getKey()));
                out.write(member.getValue());
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    public static Path folder(Path folder, Map<String, byte[]> members) throws IOException {
        for (Map.Entry<String, byte[]> member : members.entrySet()) {
            Path file = folder.resolve(member.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, member.getValue());
        }
        return folder;
    }

    /** The files below a folder and a hash of each. */
    public static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(
                        folder.relativize(file).toString(),
                        Hash128.of(Files.readAllBytes(file)).hex());
            }
        }
        return contents;
    }
}
