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

/** Compiled kernel files, kept by a hash of all that they were made from: a source is compiled once on a machine. */
final class ModuleCache {
    private final Path folder;
    private final Compiler compiler;
    private final Map<String, CompletableFuture<byte[]>> begun = new HashMap<>();

    /** @param folder made when the first file is kept */
    ModuleCache(Path folder, Compiler compiler) {
        this.folder = folder;
        this.compiler = compiler;
    }

    /** Begins to compile what every model needs, on threads of its own, where it is not kept. */
    void begin(int capability) {
        Sources.names().stream()
                .filter(source -> !source.matches(".*\\d.*")) // those with a number are for one width of heads
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

    private byte[] make(String source, int capability) {
        String text = Sources.text(source);
        List<String> options = compiler.options(capability);
        String hash = hash(compiler.version() + "\n" + String.join("\n", options) + "\n" + text);
        Path file = folder.resolve(source.replace(".cu", "") + "-" + hash + ".cubin");
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
