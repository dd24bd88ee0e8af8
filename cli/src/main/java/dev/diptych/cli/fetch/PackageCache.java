package dev.diptych.cli.fetch;

import dev.diptych.cli.fetch.FetchException.Reason;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Archives of packages in a folder, each under npm's file name. An archive comes into the folder whole, with the right
 * size and hash, or not at all; one that was damaged since is fetched again.
 */
public final class PackageCache {
    private final Path folder;
    private final NpmClient npm;

    /**
     * @param folder is made when it is needed
     * @param environment its {@code PATH} is searched for npm
     */
    public PackageCache(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.npm = new NpmClient(environment);
    }

    /** Returns the folder that holds the archives. */
    public Path folder() {
        return folder;
    }

    /** Returns whether a package's archive is there, whole. */
    public boolean has(NpmPackage wanted) {
        Path file = folder.resolve(wanted.fileName());
        try {
            return Files.isRegularFile(file) && problem(file, wanted).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Returns a package's archive, fetching it unless it is there.
     *
     * @throws FetchException if it cannot be had
     */
    public Path fetch(NpmPackage wanted) throws InterruptedException {
        Path file = folder.resolve(wanted.fileName());
        if (has(wanted)) {
            return file;
        }
        try {
            Files.createDirectories(folder);
            Path download = Files.createTempDirectory(folder, ".fetching-");
            try {
                Path archive = npm.pack(wanted, download);
                String problem = problem(archive, wanted);
                if (!problem.isEmpty()) {
                    throw new FetchException(Reason.WRONG_CONTENTS, wanted.spec(), problem);
                }
                WholeFile.move(archive, file);
                return file;
            } finally {
                delete(download);
            }
        } catch (IOException e) {
            throw new FetchException(
                    Reason.UNWRITABLE,
                    folder.toString(),
                    e.getClass().getSimpleName() + " (" + e.getMessage()
                            + "), expected a folder that can be written; choose one with DIPTYCH_CACHE",
                    e);
        }
    }

    /** Returns what is wrong with an archive; empty if nothing is. */
    private static String problem(Path archive, NpmPackage wanted) throws IOException {
        long size = Files.size(archive);
        if (size != wanted.bytes()) {
            return size + " bytes, expected " + wanted.bytes();
        }
        String hash = sha512(archive);
        return hash.equals(wanted.sha512()) ? "" : "sha512 " + hash + ", expected " + wanted.sha512();
    }

    private static String sha512(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Base64.getEncoder().encodeToString(digest.digest());
    }

    private static void delete(Path download) throws IOException {
        try (Stream<Path> files = Files.list(download)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(download);
    }
}
