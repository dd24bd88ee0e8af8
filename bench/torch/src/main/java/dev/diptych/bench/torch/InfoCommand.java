package dev.diptych.bench.torch;

import dev.diptych.bench.torch.runtime.Library;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which PyTorch it is. */
@Command(
        name = "info",
        description = "Say all that PyTorch tells of its build, its BLAS and its threads.",
        sortOptions = false)
final class InfoCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run = new RunOptions();

    @Override
    public Integer call() {
        run.start();
        System.out.println(Library.details());
        return 0;
    }
}
