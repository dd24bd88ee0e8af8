package dev.diptych.cli.fetch;

import dev.diptych.cli.fetch.FetchException.Reason;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Downloads archives with {@code npm pack}; so registries, proxies and credentials are those that npm is set up with. */
final class NpmClient {
    private static final Pattern CODE = Pattern.compile("npm (?:error|ERR!) code (\\S+)");

    private final String path;

    /** @param environment its {@code PATH} is searched for npm */
    NpmClient(Map<String, String> environment) {
        this.path = environment.getOrDefault("PATH", "");
    }

    /**
     * Downloads a package's archive.
     *
     * @param folder an empty folder, which gets the archive
     * @return the archive
     * @throws FetchException if there is no npm, or it fails
     */
    Path pack(NpmPackage wanted, Path folder) throws IOException, InterruptedException {
        Path npm = find(wanted);
        // Retries are cut short: npm's own take over a minute to notice that there is no network.
        ProcessBuilder builder = new ProcessBuilder(
                npm.toString(),
                "pack",
                wanted.spec(),
                "--pack-destination",
                folder.toString(),
                "--loglevel=error",
                "--fetch-retries=1",
                "--fetch-retry-mintimeout=1000");
        builder.environment().put("PATH", path);
        builder.directory(folder.toFile());
        builder.redirectErrorStream(true);
        Process process = builder.start();
        process.getOutputStream().close();
        String said;
        int code;
        try {
            said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            code = process.waitFor();
        } finally {
            process.destroy();
        }
        if (code != 0) {
            Matcher reason = CODE.matcher(said);
            throw new FetchException(
                    Reason.CLIENT_FAILED,
                    wanted.spec(),
                    "npm pack ended with code " + code + (reason.find() ? " (" + reason.group(1) + ")" : "")
                            + ", expected the package; needs the network once");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() -> new FetchException(
                            Reason.CLIENT_FAILED, wanted.spec(), "npm pack left no archive, expected one"));
        }
    }

    private Path find(NpmPackage wanted) {
        for (String folder : List.of(path.split(Pattern.quote(File.pathSeparator), -1))) {
            Path npm = Path.of(folder, "npm");
            if (!folder.isEmpty() && Files.isExecutable(npm) && !Files.isDirectory(npm)) {
                return npm;
            }
        }
        throw new FetchException(
                Reason.NO_CLIENT,
                wanted.spec(),
                "no npm on the PATH, expected the npm client to download it (Debian: apt install npm)");
    }
}
