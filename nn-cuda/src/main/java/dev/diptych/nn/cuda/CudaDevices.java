package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.device.GpuFacts;
import dev.diptych.nn.cuda.driver.PresetGpu;
import dev.diptych.nn.engine.CacheFolder;
import dev.diptych.nn.engine.Device;
import dev.diptych.nn.engine.DeviceProvider;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.UnusableDeviceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The GPUs of this machine. */
public final class CudaDevices implements DeviceProvider {
    private static final int LEAST_CAPABILITY = 75;
    private static final String ABSENT = "no natives on the class path, expected a build with -Pcuda (docs/gpu.md)";

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public List<Device> devices() {
        try {
            List<GpuFacts> found = PresetGpu.devices();
            return found.isEmpty()
                    ? List.of(new Device(name(), "NVIDIA GPUs", "the driver sees none"))
                    : found.stream().map(CudaDevices::device).toList();
        } catch (IllegalStateException e) {
            return List.of(new Device(name(), "NVIDIA GPUs", String.valueOf(e.getMessage())));
        } catch (LinkageError e) {
            return List.of(new Device(name(), "NVIDIA GPUs", ABSENT));
        }
    }

    @Override
    public Engine open(int number, int threads) {
        List<Device> devices = devices();
        if (number >= devices.size()) {
            throw new UnusableDeviceException("device: cuda:" + number + ": not there, expected cuda:0"
                    + (devices.size() > 1 ? " to cuda:" + (devices.size() - 1) : ""));
        }
        Device device = devices.get(number);
        if (device.problem() != null) {
            throw new UnusableDeviceException("device: " + device.name() + ": " + device.problem());
        }
        Map<String, String> environment = System.getenv();
        boolean tf32 = "1".equals(environment.get("DIPTYCH_TF32"));
        Consumer<String> log = log(environment.getOrDefault("DIPTYCH_LOG_PRODUCTS", ""));
        return new CudaEngine(new PresetGpu(number, folders(environment), log), new CudaOptions(tf32));
    }

    /** Adds lines to a file, or forgets them where none is named. */
    private static Consumer<String> log(String file) {
        if (file.isBlank()) {
            return line -> {};
        }
        return line -> {
            try {
                Files.writeString(Path.of(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("DIPTYCH_LOG_PRODUCTS: " + file + ": cannot be written", e);
            }
        };
    }

    private static PresetGpu.Folders folders(Map<String, String> environment) {
        Path cache = CacheFolder.ofProcess();
        String packed = environment.getOrDefault("DIPTYCH_KERNELS", "");
        boolean times = !"0".equals(environment.get("DIPTYCH_TIME_PRODUCTS"));
        return new PresetGpu.Folders(
                cache.resolve("kernels"),
                packed.isBlank() ? null : Path.of(packed),
                times ? cache.resolve("products") : null);
    }

    private static Device device(GpuFacts facts) {
        return new Device("cuda:" + facts.number(), facts.description(), problem(facts));
    }

    /** Why a device can't be used, in one line, or null. */
    static @Nullable String problem(GpuFacts facts) {
        return facts.capability() >= LEAST_CAPABILITY
                ? null
                : "compute capability " + facts.capability() / 10 + "." + facts.capability() % 10
                        + ", expected 7.5 (Turing) or newer";
    }
}
