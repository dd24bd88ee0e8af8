package dev.diptych.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchScaleCommandTest {
    @Test
    void printsALineForEachNumberOfRanks() {
        CommandRun run = CommandRun.of(
                "bench", "scale", "--step-seconds", 0.1, "--pairs", 64, "--parameters", "1e7", "--ranks", "1,2,1024");
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).isEqualTo("between hosts 1.25 GB/s, 30 us a message");
        assertThat(lines.get(2)).matches(" +1 +64 +100\\.0 +0\\.00 +0\\.0 +0\\.0 +100\\.0 +640 +100\\.0%");
        assertThat(lines.get(4)).matches(" +1024 +65536 .*%");
    }

    @Test
    void timedSumsMakeTheLink() {
        // 44 MB on two ranks at 1 GB/s and 10 us: 32 parts of two messages each, and half the bytes twice.
        CommandRun run = CommandRun.of(
                "bench",
                "scale",
                "--step-seconds",
                0.1,
                "--pairs",
                64,
                "--parameters",
                "11e6",
                "--sum",
                "2:32:44e6:0.04464",
                "--sum",
                "2:32:44e3:0.000684");
        assertThat(run.out()).startsWith("between hosts 1.00 GB/s, 10 us a message");
    }

    @Test
    void reckonsAnIngest() {
        CommandRun run = CommandRun.of(
                "bench",
                "scale",
                "--images",
                "36e6",
                "--machines",
                10,
                "--cores",
                10,
                "--images-per-second",
                100,
                "--bytes-out",
                "1e4");
        assertThat(run.out().lines())
                .containsExactly(
                        "1.0 h: processors 1.0 h, network 0.1 h", "10000 images/s, 1.50 GB/s in, 0.4 TB of shards");
    }

    @Test
    void wantsOneOfTheTwo() {
        CommandRun run = CommandRun.of("bench", "scale");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errorLines().get(0)).contains("neither given, expected one of them");
    }

    @Test
    void namesWhatIsNoSumAndNoLink() {
        assertThat(CommandRun.of("bench", "scale", "--step-seconds", 1, "--sum", "2:1:x")
                        .err())
                .contains("--sum: '2:1:x', expected ranks:parts:bytes:seconds");
        assertThat(CommandRun.of("bench", "scale", "--step-seconds", 1, "--outside", "fast")
                        .err())
                .contains("--outside: 'fast', expected gigabytes a second:microseconds");
        assertThat(CommandRun.of("bench", "scale", "--step-seconds", 1, "--pairs", 8)
                        .err())
                .contains("0 parameters");
    }
}
