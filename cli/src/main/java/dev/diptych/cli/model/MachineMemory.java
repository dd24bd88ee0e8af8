package dev.diptych.cli.model;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The memory that this process may have: the machine's, or its container's. */
public final class MachineMemory {
    private MachineMemory() {}

    public static long bytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
