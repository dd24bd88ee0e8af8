package dev.diptych.nn.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The devices that programs can run on, by the names {@code auto}, {@code cpu}, {@code cuda}, {@code cuda:N} and
 * {@code nd4j}. Those of other modules are there where the module is on the class path.
 */
public final class Devices {
    /** The first GPU if there is one that can be used, else the CPU. */
    public static final String AUTO = "auto";

    private static final String CPU = "cpu";
    private static final String CUDA = "cuda";
    private static final String ND4J = "nd4j";
    private static final String EXPECTED = "expected auto, cpu, cuda, cuda:N or nd4j";
    private static final Pattern NAME = Pattern.compile("auto|cpu|nd4j|(cuda)(?::([0-9]{1,3}))?");

    private Devices() {}

    /** All that this build knows of, usable or not. */
    public static List<Device> all() {
        List<Device> devices = new ArrayList<>();
        for (String kind : List.of(CPU, CUDA, ND4J)) {
            devices.addAll(devices(kind));
        }
        return List.copyOf(devices);
    }

    /**
     * A device's name as it is written here: {@code CUDA:0} is {@code cuda}, {@code onednn} is {@code cpu}.
     *
     * @throws IllegalArgumentException if no device has such a name
     */
    public static String named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Matcher matcher = NAME.matcher(lower);
        if (lower.equals("onednn")) {
            return CPU;
        }
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + name + "', " + EXPECTED);
        }
        return matcher.group(1) == null || number(lower) > 0 ? lower : CUDA;
    }

    /** The device of that name, or what {@link #AUTO} stands for on this machine. */
    public static String resolved(String name) {
        String device = named(name);
        if (!device.equals(AUTO)) {
            return device;
        }
        List<Device> gpus = devices(CUDA);
        for (int i = 0; i < gpus.size(); i++) {
            if (gpus.get(i).usable()) {
                return i == 0 ? CUDA : CUDA + ":" + i;
            }
        }
        return CPU;
    }

    /** As {@link #open(String, int)}, with {@link #threads()} threads. */
    public static Engine open(String name) {
        return open(name, threads());
    }

    /**
     * Makes an engine, which the caller closes.
     *
     * @param threads that compute, at least 1, where the device is the CPU; the same number gives the same bits
     * @throws IllegalArgumentException if no device has such a name, or {@code threads} is less than 1
     * @throws UnusableDeviceException if the device can't be used; the message says why in one line
     */
    public static Engine open(String name, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("device: " + name + ": " + threads + " threads, expected at least 1");
        }
        String device = resolved(name);
        String kind = device.split(":", 2)[0];
        return provider(kind)
                .orElseThrow(() -> new UnusableDeviceException("device: " + device + ": " + absent(kind)))
                .open(number(device), threads);
    }

    /**
     * How many threads compute where no number is given: as many processors as this process may use, which is less than
     * the machine has where a container's quota or the process's affinity says so.
     */
    public static int threads() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static List<Device> devices(String kind) {
        return provider(kind)
                .map(DeviceProvider::devices)
                .orElseGet(() -> List.of(new Device(kind, kind.equals(CUDA) ? "NVIDIA GPUs" : "ND4J", absent(kind))));
    }

    private static String absent(String kind) {
        return "diptych-nn-" + kind + " is not on the class path, expected it"
                + (kind.equals(CUDA) ? ": a build with the profile cuda (docs/gpu.md)" : "");
    }

    private static int number(String device) {
        int colon = device.indexOf(':');
        return colon < 0 ? 0 : Integer.parseInt(device.substring(colon + 1));
    }

    private static Optional<DeviceProvider> provider(String kind) {
        return ServiceLoader.load(DeviceProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(kind))
                .findFirst();
    }
}
