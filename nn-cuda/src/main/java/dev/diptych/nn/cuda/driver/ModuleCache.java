package dev.diptych.nn.cuda.driver;

import dev.diptych.file.WholeFile;
import dev.diptych.nn.cuda.device.CudaException;
import dev.diptych.nn.cuda.kernel.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Compiled kernel files, kept by a hash of all that they were made from: a source is compiled once on a machine. What was
 * compiled elsewhere, by whichever version of the compiler, may lie in a folder of its own.
 */
final class ModuleCache {
    private final Path folder;
    private final @Nullable Path packed;
    private final Compiler compiler;
    private final Map<String, CompletableFuture<byte[]>> begun = new HashMap<>();

    /**
     * @param folder made when the first file is kept
     * @param packed where {@link #pack} has written images, or null
     */
    ModuleCache(Path folder, @Nullable Path packed, Compiler compiler) {
        this.folder = folder;
        this.packed = packed;
        this.compiler = compiler;
    }

    /** Begins to compile what every model needs, on threads of its own, where it is not kept. */
    void begin(int capability) {
        Sources.names().stream()
                .filter(source -> !source.matches(".*\\d.*")) // those with a number are for one width of heads
                .filter(source -> packed(source, capability) == null)
                .forEach(source -> begun.computeIfAbsent(
                        source, key -> CompletableFuture.supplyAsync(() -> make(key, capability))));
    }

    /** Waits for what was begun: the process must not end while the compiler runs. */
    void finish() {
        for (CompletableFuture<byte[]> early : begun.values()) {
            early.exceptionally(e -> new byte[0]).join(); // whoever asks for the image is told what went wrong
        }
    }

    /**
     * The image of one of {@link Sources}, compiled if it is not kept.
     *
     * @param capability the device's, ten times the major plus the minor number
     */
    byte[] image(String source, int capability) {
        CompletableFuture<byte[]> early = begun.get(source);
        if (early == null) {
            return make(source, capability);
        }
        try {
            return early.join();
        } catch (CompletionException e) {
            throw new CudaException(String.valueOf(e.getCause()), e);
        }
    }

    /** The image of a source that was compiled elsewhere, or null if there is none for this device. */
    byte @Nullable [] packed(String source, int capability) {
        if (packed == null) {
            return null;
        }
        try {
            Path file = packed.resolve(packedName(source, compiler.options(capability)));
            return Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
        } catch (IOException e) {
            return null; // it is compiled here
        }
    }

    /**
     * Compiles every source for a device that is not here.
     *
     * @param to receives the images
     */
    static void pack(Path to, Compiler compiler, int capability) throws IOException {
        List<String> options = compiler.options(capability);
        for (String source : Sources.names()) {
            byte[] image = compiler.compile(source, Sources.text(source), options);
            WholeFile.write(to.resolve(packedName(source, options)), image);
        }
    }

    private static String packedName(String source, List<String> options) {
        return name(source, String.join("\n", options) + "\n" + Sources.text(source));
    }

    private byte[] make(String source, int capability) {
        String text = Sources.text(source);
        List<String> options = compiler.options(capability);
        Path file = folder.resolve(name(source, compiler.version() + "\n" + String.join("\n", options) + "\n" + text));
        try {
            if (Files.isRegularFile(file)) {
                return Files.readAllBytes(file);
            }
        } catch (IOException e) {
            return compiler.compile(source, text, options); // a cache that cannot be read is none
        }
        byte[] image = compiler.compile(source, text, options);
        keep(file, image);
        return image;
    }

    private static String name(String source, String madeFrom) {
        return source.replace(".cu", "") + "-" + hash(madeFrom) + ".cubin";
    }

    private void keep(Path file, byte[] image) {
        try {
            Files.createDirectories(folder);
            WholeFile.writeShared(file, image);
        } catch (IOException e) {
            return; // it is compiled again the next time
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: not there, expected in every Java", e);
        }
    }
}
