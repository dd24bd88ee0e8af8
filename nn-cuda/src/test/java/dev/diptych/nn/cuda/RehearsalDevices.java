package dev.diptych.nn.cuda;

import dev.diptych.nn.engine.Device;
import dev.diptych.nn.engine.DeviceProvider;
import dev.diptych.nn.engine.Engine;
import java.util.List;

/** The fake GPU under a real one's name, for a rehearsal of {@code bench/gpu.sh}, which puts it before the class path. */
public final class RehearsalDevices implements DeviceProvider {
    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public List<Device> devices() {
        return List.of(new Device("cuda:0", "a GPU on the host, for a rehearsal", null));
    }

    @Override
    public Engine open(int number, int threads) {
        return new CudaEngine(new FakeGpu(number), CudaOptions.DEFAULT);
    }
}
