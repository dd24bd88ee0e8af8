package dev.diptych.bench.torch;

import dev.diptych.bench.torch.runtime.Library;
import dev.diptych.bench.torch.runtime.Precision;
import org.bytedeco.pytorch.global.torch;
import picocli.CommandLine.Option;

/** How many threads compute. */
final class RunOptions {
    static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";

    @Option(names = "--threads", paramLabel = "N", description = "Threads, PyTorch's and its BLAS's" + DEFAULT)
    private int threads = 2;

    /** Loads the library and says which it is. */
    void start() {
        require("--threads", threads);
        Library.load(threads);
        torch.manual_seed(0);
        System.out.println(Library.describe());
    }

    /** Chooses a precision that weights are trained in. */
    static void train(Precision precision) {
        if (!precision.trains()) {
            throw new IllegalArgumentException("--precision " + precision.option()
                    + ": for forward passes alone, expected fp32, fp32_medium or amp_bf16");
        }
        precision.choose();
    }

    static void require(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + ": " + value + ", expected at least 1");
        }
    }
}
