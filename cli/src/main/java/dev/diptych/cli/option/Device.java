package dev.diptych.cli.option;

import dev.diptych.nn.engine.DeviceProvider;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.UnusableDeviceException;
import dev.diptych.nn.onednn.OneDnnEngine;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What computes, as {@code --device} names it.
 *
 * @param number of a GPU; 0 for all else
 */
public record Device(Kind kind, int number) {
    /** The first GPU if there is one that can be used, else the CPU. */
    public static final Device AUTO = new Device(Kind.AUTO, 0);

    private static final String EXPECTED = "expected auto, cpu, cuda, cuda:N or nd4j";
    private static final String ABSENT =
            "not built in, expected a build with the profile cuda: mvn -Pcuda package (docs/gpu.md)";
    private static final Pattern CUDA = Pattern.compile("cuda(?::([0-9]{1,3}))?");

    /** The kinds of device. */
    public enum Kind {
        AUTO,
        CPU,
        CUDA,
        ND4J
    }

    /**
     * The device of an option's value.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Device of(String value) {
        String name = value.toLowerCase(Locale.ROOT);
        Matcher cuda = CUDA.matcher(name);
        if (cuda.matches()) {
            return new Device(Kind.CUDA, cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
        }
        return switch (name) {
            case "auto" -> AUTO;
            case "cpu", "onednn" -> new Device(Kind.CPU, 0);
            case "nd4j" -> new Device(Kind.ND4J, 0);
            default -> throw new IllegalArgumentException("'" + value + "', " + EXPECTED);
        };
    }

    /** This, or what {@link #AUTO} stands for on this machine. */
    public Device resolved() {
        if (kind != Kind.AUTO) {
            return this;
        }
        List<dev.diptych.nn.engine.Device> gpus = gpus();
        for (int i = 0; i < gpus.size(); i++) {
            if (gpus.get(i).usable()) {
                return new Device(Kind.CUDA, i);
            }
        }
        return new Device(Kind.CPU, 0);
    }

    /**
     * Makes an engine, which the caller closes.
     *
     * @throws UnusableDeviceException if the device can't be used; the message says why in one line
     */
    public Engine open() {
        return switch (kind) {
            case AUTO -> resolved().open();
            case CPU -> new OneDnnEngine();
            case ND4J, CUDA ->
                provider(kind)
                        .orElseThrow(() -> new UnusableDeviceException("device: " + this + ": " + ABSENT))
                        .open(number);
        };
    }

    /** The GPUs that the build knows of, usable or not. */
    public static List<dev.diptych.nn.engine.Device> gpus() {
        return provider(Kind.CUDA)
                .map(DeviceProvider::devices)
                .orElseGet(() -> List.of(new dev.diptych.nn.engine.Device("cuda", "NVIDIA GPUs", ABSENT)));
    }

    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return kind == Kind.CUDA && number > 0 ? name + ":" + number : name;
    }

    private static Optional<DeviceProvider> provider(Kind kind) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return ServiceLoader.load(DeviceProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst();
    }
}
