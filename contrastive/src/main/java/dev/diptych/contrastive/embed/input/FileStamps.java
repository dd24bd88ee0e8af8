package dev.diptych.contrastive.embed.input;

import dev.diptych.file.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;

/** Adds up the names, sizes and times of files. */
final class FileStamps {
    private final MessageDigest digest = Sha256.begin();

    void add(Path file) {
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            add(
                    file.getFileName().toString(),
                    facts.size(),
                    facts.lastModifiedTime().toInstant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void add(String name, long size, Instant modified) {
        String line = name + "\t" + size + "\t" + modified + "\n";
        Sha256.add(digest, line);
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
