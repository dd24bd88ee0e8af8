package dev.diptych.nn.onednn.isa;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;

/**
 * All that a verdict depends on.
 *
 * @param processor its model and flags
 * @param limit what the user lets oneDNN use, as the environment says; empty for no limit
 * @param library oneDNN's version
 * @param build Diptych's version, and the time of its file, as versions under development have one name
 */
record Machine(String processor, String limit, String library, String build) {
    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");
    private static final String FIELDS =
            "vendor_id|cpu family|model|model name|stepping|flags|CPU implementer|CPU architecture|CPU variant|CPU"
                    + " part|Features";

    /** This machine, as {@code engine}'s jar or folder finds it. */
    static Machine ofProcess(Class<?> engine) {
        Map<String, String> environment = System.getenv();
        dnnl_version_t version = dnnl.dnnl_version();
        String limit = environment.getOrDefault("ONEDNN_MAX_CPU_ISA", "");
        return new Machine(
                processor(DESCRIPTION, environment),
                limit.isEmpty() ? environment.getOrDefault("DNNL_MAX_CPU_ISA", "") : limit,
                version.major() + "." + version.minor() + "." + version.patch(),
                build(engine));
    }

    /** The first processor of a description as Linux gives it; where there is none, what Java and Windows say. */
    static String processor(Path description, Map<String, String> environment) {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch") + " "
                + environment.getOrDefault("PROCESSOR_IDENTIFIER", "");
        try (Stream<String> lines = Files.lines(description)) {
            return system
                    + lines.takeWhile(line -> !line.isBlank())
                            .filter(line -> line.split("\\s*:", 2)[0].matches(FIELDS))
                            .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return system;
        }
    }

    private static String build(Class<?> engine) {
        String version = String.valueOf(engine.getPackage().getImplementationVersion());
        CodeSource source = engine.getProtectionDomain().getCodeSource();
        try {
            Path file = Path.of(source.getLocation().toURI());
            Path timed = Files.isDirectory(file) ? file.resolve(engine.getName().replace('.', '/') + ".class") : file;
            return version + " of " + Files.getLastModifiedTime(timed);
        } catch (IOException | URISyntaxException | RuntimeException e) {
            return version;
        }
    }

    /** A name for a file: the same for the same machine. */
    String name() {
        String all = String.join("\n", List.of(processor, limit, library, build));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: not there, expected in every Java", e);
        }
    }
}
