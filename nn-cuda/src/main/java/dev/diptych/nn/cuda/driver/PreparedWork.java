package dev.diptych.nn.cuda.driver;

import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;

import dev.diptych.nn.cuda.device.KernelCall;
import dev.diptych.nn.cuda.device.Parameter;
import dev.diptych.nn.cuda.device.Work;
import java.util.List;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** A primitive's launches with their parameters in native memory. */
final class PreparedWork implements Work {
    private static final int SLOT = 8; // bytes that each parameter takes, the largest's size

    private final String name;
    private final List<Prepared> calls;

    PreparedWork(String name, List<KernelCall> calls) {
        this.name = name;
        this.calls = calls.stream().map(Prepared::new).toList();
    }

    void launch(CUstream_st stream) {
        for (Prepared prepared : calls) {
            KernelCall call = prepared.call;
            int status = cuLaunchKernel(
                    ((LoadedKernels.Function) call.kernel()).address(),
                    call.gridX(),
                    call.gridY(),
                    call.gridZ(),
                    call.block(),
                    1,
                    1,
                    call.sharedBytes(),
                    stream,
                    prepared.pointers,
                    (PointerPointer<?>) null);
            Check.driver(name, status);
        }
    }

    private static final class Prepared {
        private final KernelCall call;
        private final BytePointer values;
        private final PointerPointer<Pointer> pointers;

        Prepared(KernelCall call) {
            this.call = call;
            int count = call.parameters().size();
            this.values = new BytePointer((long) SLOT * Math.max(1, count));
            this.pointers = new PointerPointer<>(Math.max(1, count));
            for (int i = 0; i < count; i++) {
                put((long) i * SLOT, call.parameters().get(i));
                pointers.put(i, values.getPointer((long) i * SLOT));
            }
        }

        private void put(long at, Parameter parameter) {
            if (parameter instanceof Parameter.Address address) {
                values.putLong(at, address.address());
            } else if (parameter instanceof Parameter.Int number) {
                values.putInt(at, number.value());
            } else if (parameter instanceof Parameter.Long number) {
                values.putLong(at, number.value());
            } else if (parameter instanceof Parameter.Float number) {
                values.putFloat(at, number.value());
            }
        }
    }
}
