package dev.diptych.nn.onednn.isa;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A verdict in a file of its own, whose first line is a checksum of the rest. A file that is damaged or cannot be read is
 * none, and one that cannot be written is done without: the test is done again the next time.
 */
final class VerdictFile {
    private static final String NO_LIMIT = "-";

    private final Path file;

    VerdictFile(Path file) {
        this.file = file;
    }

    Optional<Verdict> read() {
        try {
            String[] parts = Files.readString(file).split("\n", 2);
            if (parts.length < 2 || !parts[0].equals(checksum(parts[1]))) {
                return Optional.empty();
            }
            String[] lines = parts[1].split("\n", -1);
            return Optional.of(new Verdict(
                    InstructionSet.valueOf(lines[0]),
                    lines[1].equals(NO_LIMIT) ? null : InstructionSet.valueOf(lines[1]),
                    lines[2]));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Writes the file whole or not at all, whoever else does at the same time. */
    void write(Verdict verdict) {
        InstructionSet limit = verdict.limit();
        String text =
                verdict.found() + "\n" + (limit == null ? NO_LIMIT : limit.name()) + "\n" + verdict.fault() + "\n";
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path unfinished = Files.createTempFile(folder, "unfinished", ".txt");
            try {
                Files.writeString(unfinished, checksum(text) + "\n" + text);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            return; // it is tested again the next time
        }
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
