package dev.diptych.nn.cuda.emulator;

import dev.diptych.nn.cuda.launch.Argument;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/** A process that holds device memory and runs launches; what a kernel does wrong ends it with a message. */
final class Emulator {
    private static final boolean WORKS = Compiler.works();
    private static final Map<Boolean, Emulator> RUNNING = new HashMap<>();

    private final Compiler compiler = new Compiler();
    private final Path errors;
    private final Process process;
    private final DataInputStream input;
    private final DataOutputStream output;
    private final Set<String> loaded = new HashSet<>();

    /**
     * The one of this kind, started when it is first asked for or when the last has ended.
     *
     * @param reversed whether threads run from the last to the first and asynchronous copies happen at once
     */
    static synchronized Emulator of(boolean reversed) {
        Assumptions.assumeTrue(WORKS, "the kernels are not emulated: needs g++ with its sanitizers, on x86-64");
        Emulator known = RUNNING.get(reversed);
        if (known == null || !known.process.isAlive()) {
            known = new Emulator(reversed);
            RUNNING.put(reversed, known);
        }
        return known;
    }

    private Emulator(boolean reversed) {
        try {
            errors = Files.createTempFile("emulator", ".txt");
            errors.toFile().deleteOnExit();
            ProcessBuilder builder =
                    new ProcessBuilder(compiler.emulator().toString(), reversed ? "reversed" : "in order");
            builder.environment()
                    .put("ASAN_OPTIONS", "detect_leaks=0:detect_stack_use_after_return=0:allocator_may_return_null=1");
            process = builder.redirectError(errors.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        input = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        output = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    }

    /** The address of zeroed memory. */
    long allocate(long bytes) {
        return talk(() -> {
            command('A');
            number(Math.max(1, bytes));
            output.flush();
            return Long.reverseBytes(input.readLong());
        });
    }

    void release(long address) {
        talk(() -> {
            command('F');
            number(address);
            return 0L;
        });
    }

    void write(long address, byte[] bytes) {
        talk(() -> {
            command('W');
            number(address);
            number(bytes.length);
            output.write(bytes);
            return 0L;
        });
    }

    byte[] read(long address, int bytes) {
        return talk(() -> {
            command('R');
            number(address);
            number(bytes);
            output.flush();
            return input.readNBytes(bytes);
        });
    }

    /** @param scratch the address of what the launches of one primitive share */
    void run(Launch launch, long scratch) {
        if (loaded.add(launch.source())) {
            Path library = compiler.library(launch.source());
            talk(() -> {
                command('S');
                text(library.toString());
                return 0L;
            });
        }
        talk(() -> {
            command('L');
            text(launch.kernel());
            number(launch.gridX());
            number(launch.gridY());
            number(launch.gridZ());
            number(launch.block());
            number(launch.sharedBytes());
            number(launch.arguments().size());
            for (Argument argument : launch.arguments()) {
                pass(argument, scratch);
            }
            output.flush();
            input.readByte();
            return 0L;
        });
    }

    private void pass(Argument argument, long scratch) throws IOException {
        if (argument instanceof Argument.Address address) {
            pass('p', address(address.tensor()));
        } else if (argument instanceof Argument.Scratch part) {
            pass('p', scratch + part.offset());
        } else if (argument instanceof Argument.Absent) {
            pass('p', 0);
        } else if (argument instanceof Argument.Int number) {
            pass('i', number.value() & 0xffffffffL);
        } else if (argument instanceof Argument.Long number) {
            pass('l', number.value());
        } else if (argument instanceof Argument.Float number) {
            pass('f', Float.floatToRawIntBits(number.value()) & 0xffffffffL);
        }
    }

    private void pass(char type, long bits) throws IOException {
        output.writeByte(type);
        number(bits);
    }

    static long address(Tensor tensor) {
        EmulatedMemory memory = (EmulatedMemory) tensor.storage().memory();
        long elements = tensor.storage().offset() + tensor.offset();
        return memory.address() + elements * tensor.dtype().bytes();
    }

    private void command(char command) throws IOException {
        output.writeByte(command);
    }

    private void number(long value) throws IOException {
        output.writeLong(Long.reverseBytes(value));
    }

    private void text(String value) throws IOException {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        output.write(bytes);
    }

    private <T> T talk(Exchange<T> exchange) {
        try {
            return exchange.run();
        } catch (IOException e) {
            throw new IllegalStateException("emulator: " + lastWords(), e);
        }
    }

    private String lastWords() {
        try {
            process.waitFor();
            return Files.readString(errors);
        } catch (IOException e) {
            return "no message: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    @FunctionalInterface
    private interface Exchange<T> {
        T run() throws IOException;
    }
}
