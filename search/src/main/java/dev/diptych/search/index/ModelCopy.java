package dev.diptych.search.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.file.Trouble;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/*
 * A hash of all weights takes longer than a search. Two trainings differ in every tensor, so that 64 pieces of a file tell one
 * model from another; a small file is hashed whole.
 */
/**
 * The model that an index's vectors were made by.
 *
 * @param fingerprint of {@link dev.diptych.contrastive.embed.ModelFingerprint}, or empty where it is not known
 * @param precision that the images were embedded in
 * @param files by name, size and hash of each file of the copy in the index; empty where there is no copy
 */
public record ModelCopy(String fingerprint, String precision, Map<String, String> files) {
    private static final int PIECES = 64;
    private static final int PIECE = 1 << 16;
    private static final Pattern NAME = Pattern.compile("[\\w-][\\w.-]*");

    public ModelCopy {
        files = Map.copyOf(files);
    }

    /** What the copy in a folder is. */
    public static ModelCopy of(String fingerprint, String precision, Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path file : files(folder)) {
            files.put(file.getFileName().toString(), sample(file));
        }
        return new ModelCopy(fingerprint, precision, files);
    }

    static ModelCopy of(Path manifest, JsonNode json) {
        Map<String, String> files = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : json.path("files").properties()) {
            if (!NAME.matcher(each.getKey()).matches()) {
                throw Manifest.damaged(manifest, "a model's file '" + each.getKey() + "', expected a name");
            }
            files.put(each.getKey(), each.getValue().asText());
        }
        return new ModelCopy(
                json.path("fingerprint").asText(), json.path("precision").asText(), files);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("fingerprint", fingerprint).put("precision", precision);
        ObjectNode each = json.putObject("files");
        new TreeMap<>(files).forEach(each::put);
        return json;
    }

    /** Whether the index has a copy of its own. */
    public boolean isThere() {
        return !files.isEmpty();
    }

    /**
     * Checks that the copy is what was written.
     *
     * @throws IndexException if a file is missing or another
     */
    public void check(Path folder) {
        for (Map.Entry<String, String> each : new TreeMap<>(files).entrySet()) {
            Path file = folder.resolve(each.getKey());
            String found = found(file);
            if (!each.getValue().equals(found)) {
                throw IndexException.reading(
                        file.toString(),
                        (found == null ? "no such file" : "another file (" + found + ")") + ", expected "
                                + each.getValue() + ", that of the model which made this index");
            }
        }
    }

    private static @Nullable String found(Path file) {
        try {
            return sample(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw IndexException.reading(file.toString(), Trouble.said(e) + ", expected a file of a model", e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.filter(Files::isRegularFile).sorted().toList());
        }
    }

    /** A file's size, and the CRC-32C of pieces of it. */
    private static String sample(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            long pieces = Math.min(PIECES, (size + PIECE - 1) / PIECE);
            for (long i = 0; i < pieces; i++) {
                ByteBuffer piece = ByteBuffer.allocate(PIECE);
                long at = pieces < PIECES ? i * PIECE : (size - PIECE) / (PIECES - 1) * i;
                while (piece.hasRemaining() && channel.read(piece, at + piece.position()) > 0) {}
                sum.update(piece.flip());
            }
            return size + "-" + HexFormat.of().toHexDigits((int) sum.getValue());
        }
    }
}
