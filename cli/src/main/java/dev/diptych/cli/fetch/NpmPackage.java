package dev.diptych.cli.fetch;

import java.util.regex.Pattern;

/**
 * A version of a package, and what its archive must be.
 *
 * @param name as the registry has it, such as {@code @lobehub/fluent-emoji-3d}
 * @param version exactly
 * @param bytes of the archive
 * @param sha512 of the archive, in Base64
 */
public record NpmPackage(String name, String version, long bytes, String sha512) {
    private static final Pattern NAME = Pattern.compile("(@[a-z0-9._-]+/)?[a-z0-9][a-z0-9._-]*");
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+[\\w.-]*");
    private static final Pattern SHA512 = Pattern.compile("[A-Za-z0-9+/]{86}==");

    public NpmPackage {
        require("name", name, NAME.matcher(name).matches(), "a package name");
        require("version", version, VERSION.matcher(version).matches(), "an exact version");
        require("bytes", Long.toString(bytes), bytes > 0, "a size");
        require("sha512", sha512, SHA512.matcher(sha512).matches(), "64 bytes in Base64");
    }

    /** Returns the archive's file name, which is npm's: {@code lobehub-fluent-emoji-3d-1.1.0.tgz}. */
    public String fileName() {
        return name.replace("@", "").replace('/', '-') + "-" + version + ".tgz";
    }

    /** Returns the name and version as npm takes them. */
    public String spec() {
        return name + "@" + version;
    }

    private static void require(String field, String value, boolean met, String rule) {
        if (!met) {
            throw new IllegalArgumentException("package refused: " + field + ": '" + value + "', expected " + rule);
        }
    }
}
