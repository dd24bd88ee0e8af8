package dev.diptych.nn.engine;

import java.util.List;

/** An engine that a module brings; found by {@link java.util.ServiceLoader} where it is on the class path. */
public interface DeviceProvider {
    /** What users call its devices, such as {@code cuda}. */
    String name();

    /**
     * What is there, in the order of the devices' numbers; one entry that is not usable where nothing can be told.
     * Throws nothing for want of a driver or a library.
     */
    List<Device> devices();

    /**
     * Makes an engine on a device, which the caller closes.
     *
     * @param number in the order of {@link #devices}
     * @param threads that compute, at least 1, where the device is the CPU
     * @throws UnusableDeviceException if it can't be used
     */
    Engine open(int number, int threads);
}
