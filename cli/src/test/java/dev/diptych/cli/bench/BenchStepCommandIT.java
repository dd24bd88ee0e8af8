package dev.diptych.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchStepCommandIT {
    private static final List<Object> TINY = List.of(
            "bench",
            "step",
            "--batch",
            2,
            "--image",
            16,
            "--patch",
            8,
            "--width",
            64,
            "--layers",
            1,
            "--context",
            8,
            "--vocab",
            64,
            "--embed",
            32,
            "--steps",
            1);

    @Test
    void printsTheFiguresOfATinyModel() {
        CommandRun run = CommandRun.of(tiny("--profile", "--memory"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).startsWith("timing 3 steps on cpu, ");
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0)).matches("parameters \\d+");
        assertThat(lines.get(1))
                .matches("pairs/s \\d+\\.\\d  step \\d+ ms  peak RSS (\\d+ MiB|unknown)  GFLOP/s \\d+\\.\\d");
        assertThat(lines.get(2)).matches("share of the matmul rate \\d+\\.\\d % \\(of \\d+\\.\\d GFLOP/s\\)");
        assertThat(lines.get(3)).matches("first step done \\d+\\.\\d s after the start of Java");
        assertThat(lines.get(4)).matches("activations \\d+ MiB planned, \\d+ MiB if none shared memory");
        assertThat(lines.get(6)).startsWith("op ");
        assertThat(lines).anyMatch(line -> line.startsWith("Matmul "));
        assertThat(lines).anyMatch(line -> line.startsWith("layer "));
        assertThat(lines).anyMatch(line -> line.startsWith("visual.transformer.resblocks.0 "));
        assertThat(lines).anyMatch(line -> line.startsWith("roofline: "));
    }

    @Test
    void accumulatesWithCheckpoints() {
        CommandRun run = CommandRun.of(tiny("--accum-freq", "3", "--grad-checkpointing", "--profile", "--quiet"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("PatchGather +6 "); // three micro-batches, each twice through the tower
    }

    @Test
    void refusesToAccumulateNothing() {
        CommandRun run = CommandRun.of(tiny("--accum-freq", "0"));
        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("accumulation 0, expected at least 1 micro-batch");
    }

    @Test
    void refusesBFloat16WhereNoUnitMultipliesIt() {
        CommandRun run = CommandRun.of(tiny("--device", "nd4j", "--precision", "amp_bf16"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errorLines())
                .containsExactly("bad usage: precision: amp_bf16: nd4j finds no bfloat16 units in this processor,"
                        + " expected fp32; --force-precision computes in it nevertheless, slowly");
    }

    @Test
    void computesInBFloat16WhereTheUserInsists() {
        CommandRun run = CommandRun.of(tiny("--precision", "amp_bf16", "--force-precision", "--quiet"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("pairs/s ");
    }

    @Test
    void rejectsAPrecisionThatThereIsNot() {
        CommandRun run = CommandRun.of(tiny("--precision", "bf16"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("'bf16', expected fp32, amp_bf16 or int8");
    }

    @Test
    void runsOnTheReferenceEngine() {
        CommandRun run = CommandRun.of(tiny("--device", "nd4j", "--quiet"));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).hasSize(4);
    }

    @Test
    void hasTheDefaultsOfThePeer() {
        assertThat(CommandRun.of("help", "bench", "step").out().replaceAll("\\s+", " "))
                .contains(
                        "Pairs at a time (default: 128)",
                        "images (default: 64)",
                        "patch (default: 8)",
                        "of 64 (default: 256)")
                .contains("tower (default: 6)", "caption (default: 32)", "vocabulary (default: 4096)")
                .contains("space (default: 256)", "steps (default: 8)", "reference; default: auto)");
    }

    @Test
    void rejectsAModelThatCannotBe() {
        CommandRun run = CommandRun.of(tiny("--width=100"));
        assertThat(run.errorLines()).containsExactly("bad usage: bench step: width 100, expected a multiple of 64");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void rejectsAnUnknownDevice() {
        CommandRun run = CommandRun.of(tiny("--device", "tpu"));
        assertThat(run.errorLines()).hasSize(1);
        assertThat(run.err())
                .contains("'--device'")
                .contains("'tpu'")
                .contains("expected auto, cpu, cuda, cuda:N or nd4j");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void computesWithTheThreadsOfTheOptionThenOfTheEnvironmentThenWithTwo() {
        assertThat(CommandRun.with(Map.of("OMP_NUM_THREADS", "3"), tiny("--threads", 1))
                        .err())
                .contains(", 1 thread ...");
        assertThat(CommandRun.with(Map.of("OMP_NUM_THREADS", "3"), tiny()).err())
                .contains(", 3 threads ...");
        assertThat(CommandRun.of(tiny()).err()).contains(", 2 threads ...");
    }

    @Test
    void rejectsThreadsThatAreNone() {
        assertThat(CommandRun.of(tiny("--threads", 0)).errorLines())
                .containsExactly("bad usage: --threads: 0, expected at least 1");
        CommandRun words = CommandRun.with(Map.of("OMP_NUM_THREADS", "two"), tiny());
        assertThat(words.errorLines())
                .containsExactly("bad usage: OMP_NUM_THREADS: 'two', expected a number of threads, at least 1");
        assertThat(words.code()).isEqualTo(2);
    }

    private static Object[] tiny(Object... more) {
        List<Object> arguments = new ArrayList<>(TINY);
        for (Object argument : more) {
            String name = argument.toString().split("=")[0];
            if (arguments.contains(name)) {
                int at = arguments.indexOf(name);
                arguments.subList(at, at + 2).clear();
            }
            arguments.add(argument);
        }
        return arguments.toArray();
    }
}
