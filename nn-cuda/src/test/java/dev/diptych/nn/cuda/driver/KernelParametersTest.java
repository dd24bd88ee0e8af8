package dev.diptych.nn.cuda.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.contract.TwoTowers;
import dev.diptych.nn.cuda.Launched;
import dev.diptych.nn.cuda.Launched.Signature;
import dev.diptych.nn.cuda.kernel.Sources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** The values that launches pass are what the kernels declare: as many, each of its type; read from the assembly. */
final class KernelParametersTest {
    private static final Pattern ENTRY = Pattern.compile("\\.entry (\\w+)\\(([^)]*)\\)");
    private static final Pattern PARAMETER = Pattern.compile("\\.param (?:\\.align \\d+ )?\\.([a-z]\\d+)");

    @Test
    void launchesPassWhatKernelsDeclare() {
        Map<String, String> declared = declared();
        List<Signature> launched = Launched.byTraining(new TwoTowers());
        assertThat(launched).hasSizeGreaterThan(30);
        for (Signature launch : launched) {
            String key = launch.source() + ":" + launch.kernel();
            assertThat(declared).as("declared").containsKey(key);
            assertThat(declared.get(key)).as(key).isEqualTo(launch.types());
        }
    }

    /** The parameters' types of each kernel, by source and name. */
    private static Map<String, String> declared() {
        StubDriver.load();
        Compiler compiler;
        try {
            compiler = new Compiler();
        } catch (IllegalStateException e) {
            throw new TestAbortedException("NVRTC is not there: " + e.getMessage(), e);
        }
        Map<String, String> declared = new HashMap<>();
        for (String source : Sources.names()) {
            Matcher entry = ENTRY.matcher(compiler.assembly(source, Sources.text(source), 80));
            while (entry.find()) {
                List<String> types = new ArrayList<>();
                Matcher parameter = PARAMETER.matcher(entry.group(2));
                while (parameter.find()) {
                    types.add(parameter.group(1));
                }
                declared.put(source + ":" + entry.group(1), String.join(" ", types));
            }
        }
        return declared;
    }
}
