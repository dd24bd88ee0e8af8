package dev.diptych.file;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process that holds a lock until it is killed. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (FolderLock lock = FolderLock.take(Path.of(arguments[0]), "embed")) {
            System.out.println(lock);
            System.out.flush();
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    /** Starts one and waits until it has the lock. */
    static Process start(Path folder) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        place(LockHolder.class) + File.pathSeparator + place(FolderLock.class),
                        LockHolder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (!("lock of " + folder).equals(line)) {
            throw new IllegalStateException("lock holder said: " + line);
        }
        return process;
    }

    /** Where a class was loaded from: a runner's own class path need not have it. */
    private static Path place(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }
}
