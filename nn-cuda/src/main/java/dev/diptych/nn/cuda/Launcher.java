package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.device.Gpu;
import dev.diptych.nn.cuda.device.KernelCall;
import dev.diptych.nn.cuda.device.Parameter;
import dev.diptych.nn.cuda.device.Work;
import dev.diptych.nn.cuda.launch.Argument;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.tape.Primitive;
import java.util.List;

/** Gives launches their addresses and their scratch memory, which all launches share, as they run one after another. */
final class Launcher {
    private final Gpu gpu;
    private long scratch;
    private long scratchBytes;

    Launcher(Gpu gpu) {
        this.gpu = gpu;
    }

    Op op(Primitive primitive, List<Launch> launches) {
        Work work = work(primitive, launches);
        return () -> gpu.run(work);
    }

    Work work(Primitive primitive, List<Launch> launches) {
        long needed = Launch.scratchBytes(launches);
        if (needed > scratchBytes) { // what was bound before keeps the old one
            scratch = gpu.allocate(needed);
            scratchBytes = needed;
        }
        return gpu.prepare(primitive, launches.stream().map(this::call).toList());
    }

    private KernelCall call(Launch launch) {
        return new KernelCall(
                gpu.kernel(launch.source(), launch.kernel(), launch.sharedBytes()),
                launch.gridX(),
                launch.gridY(),
                launch.gridZ(),
                launch.block(),
                launch.sharedBytes(),
                launch.arguments().stream().map(this::parameter).toList());
    }

    private Parameter parameter(Argument argument) {
        if (argument instanceof Argument.Address address) {
            return CudaMemory.parameter(address.tensor());
        }
        if (argument instanceof Argument.Scratch part) {
            return new Parameter.Address(scratch + part.offset(), part.bytes());
        }
        if (argument instanceof Argument.Int number) {
            return new Parameter.Int(number.value());
        }
        if (argument instanceof Argument.Long number) {
            return new Parameter.Long(number.value());
        }
        if (argument instanceof Argument.Float number) {
            return new Parameter.Float(number.value());
        }
        return new Parameter.Address(0, 0);
    }
}
