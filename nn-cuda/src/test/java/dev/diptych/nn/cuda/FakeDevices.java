package dev.diptych.nn.cuda;

import dev.diptych.nn.engine.Device;
import dev.diptych.nn.engine.DeviceProvider;
import dev.diptych.nn.engine.Engine;
import java.util.List;

/** The fake GPU, so that the contract's tests run on the engine above it. */
public final class FakeDevices implements DeviceProvider {
    @Override
    public String name() {
        return "fake";
    }

    @Override
    public List<Device> devices() {
        return List.of(new Device("fake:0", "a GPU on the host", null));
    }

    @Override
    public Engine open(int number, int threads) {
        return new CudaEngine(new FakeGpu(number), CudaOptions.DEFAULT);
    }
}
