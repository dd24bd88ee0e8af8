package dev.diptych.cli.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The packages whose contents are pinned: {@code packages.tsv}, a line each with name, version, bytes, SHA-512. */
public final class KnownPackages {
    private static final String RESOURCE = "packages.tsv";

    private KnownPackages() {}

    /** Returns all packages. */
    public static List<NpmPackage> all() {
        InputStream resource = KnownPackages.class.getResourceAsStream(RESOURCE);
        if (resource == null) {
            throw new IllegalStateException(RESOURCE + ": not among the resources");
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            List<NpmPackage> packages = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("\t", -1);
                packages.add(new NpmPackage(fields[0], fields[1], Long.parseLong(fields[2]), fields[3]));
            }
            return packages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns a package.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static NpmPackage named(String name) {
        return all().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "package '" + name + "': unknown, expected one with a known hash"));
    }
}
