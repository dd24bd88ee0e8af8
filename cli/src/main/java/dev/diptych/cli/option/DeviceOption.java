package dev.diptych.cli.option;

import picocli.CommandLine.Option;

/** {@code --device}: what computes. */
public final class DeviceOption {
    @Option(
            names = "--device",
            paramLabel = "NAME",
            order = 801,
            description = "What computes: auto (a GPU if there is one, else the CPU), cpu (oneDNN), cuda or cuda:N (an"
                    + " NVIDIA GPU), nd4j (the slow reference; default: ${DEFAULT-VALUE}).",
            converter = DeviceConverter.class)
    private Device device = Device.AUTO;

    /** What was asked for, or {@link Device#AUTO}. */
    public Device get() {
        return device;
    }
}
