package dev.diptych.nn.cuda.emulator;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.diptych.nn.cuda.kernel.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds the emulator and the kernels by g++, once for each state of their sources, whichever process asks first. */
final class Compiler {
    private static final Pattern KERNEL = Pattern.compile("extern \"C\"\\s+void\\s+(\\w+)\\s*\\(");
    private static final List<String> OPTIONS = List.of(
            "g++",
            "-std=c++17",
            "-O1",
            "-g1",
            "-w",
            "-ffp-contract=off",
            "-fno-strict-aliasing",
            "-fsanitize=address,undefined",
            "-fno-sanitize-recover=all",
            "-fPIC");

    private final Path folder = Path.of("target", "emulator").toAbsolutePath();
    private final Path sources = folder.resolve("of-" + ProcessHandle.current().pid());

    /** Whether there is a g++ that can check memory accesses, on a machine whose stacks the emulator can switch. */
    static boolean works() {
        if (!System.getProperty("os.arch").equals("amd64")) {
            return false;
        }
        try {
            Path empty = Files.createTempFile("empty", ".cpp");
            Path out = Files.createTempFile("empty", ".out");
            Files.writeString(empty, "int main() {}");
            Process process = new ProcessBuilder(
                            "g++", "-fsanitize=address,undefined", empty.toString(), "-o", out.toString())
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            boolean built = process.waitFor() == 0;
            Files.delete(empty);
            Files.delete(out);
            return built;
        } catch (IOException e) {
            return false; // there is no g++
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The emulator itself. */
    Path emulator() {
        String text = resource("emulator.cpp");
        return build("emulator", text, List.of("-rdynamic", "-ldl"));
    }

    /** A library of the kernels of a source. */
    Path library(String source) {
        String text = "#include \"cuda_on_cpu.h\"\n" + Sources.text(source);
        StringBuilder registered = new StringBuilder(text);
        Matcher kernel = KERNEL.matcher(preprocessed(source, text));
        while (kernel.find()) {
            String name = kernel.group(1);
            registered.append("static emulator::Registration<&%s> register_%s(\"%s\");%n".formatted(name, name, name));
        }
        return build(source.replace(".cu", ""), registered.toString(), List.of("-shared"));
    }

    private String preprocessed(String source, String text) {
        Path path = write(source + ".pre.cpp", text);
        List<String> command = new ArrayList<>(List.of("g++", "-std=c++17", "-E", "-P"));
        command.add(path.toString());
        return run(command);
    }

    private Path build(String name, String text, List<String> options) {
        String header = resource("cuda_on_cpu.h");
        write("cuda_on_cpu.h", header);
        Path built = folder.resolve(name + "-" + Integer.toHexString((text + header + OPTIONS).hashCode()));
        if (Files.exists(built)) {
            return built;
        }
        Path source = write(name + ".cpp", text);
        Path fresh = sources.resolve(name + ".fresh");
        List<String> command = new ArrayList<>(OPTIONS);
        command.addAll(List.of(source.toString(), "-o", fresh.toString()));
        command.addAll(options);
        try (FileChannel turns = FileChannel.open(folder.resolve(name + ".lock"), CREATE, WRITE);
                FileLock turn = turns.lock()) {
            if (Files.exists(built)) { // by another process meanwhile
                return built;
            }
            run(command);
            return Files.move(fresh, built, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(String name, String text) {
        try {
            Files.createDirectories(sources);
            return Files.writeString(sources.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String run(List<String> command) {
        try {
            Path errors = Files.createTempFile("compiler", ".txt");
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            String message = Files.readString(errors);
            Files.delete(errors);
            if (status != 0) {
                throw new IllegalStateException("compile: " + command + ": " + message);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("compile: interrupted", e);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(Compiler.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
