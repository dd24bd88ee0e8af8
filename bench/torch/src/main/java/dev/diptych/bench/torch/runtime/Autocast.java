package dev.diptych.bench.torch.runtime;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** PyTorch's bfloat16 autocast on this thread, as long as it is open. */
public final class Autocast implements AutoCloseable {
    private final boolean on;

    Autocast(boolean on) {
        this.on = on;
        if (on) {
            torch.set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
            torch.set_autocast_enabled(DeviceType.CPU, true);
        }
    }

    /** Also forgets the weights that were cast: the next step has others. */
    @Override
    public void close() {
        if (on) {
            torch.set_autocast_enabled(DeviceType.CPU, false);
            torch.clear_cache();
        }
    }
}
