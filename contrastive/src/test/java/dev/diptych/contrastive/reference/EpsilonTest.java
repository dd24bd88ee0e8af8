package dev.diptych.contrastive.reference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.tape.Precision;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What norms add to the variance, where that shows: it does not at usual sizes, to within {@link #TOLERANCE}. */
final class EpsilonTest {
    private static final double TOLERANCE = 1e-5;
    private static final List<String> TOWERS = List.of("vision_cfg", "text_cfg");

    @ParameterizedTest
    @FieldSource("dev.diptych.contrastive.reference.Golden#ALL")
    void epsilonThatIsGivenReachesEveryNorm(Golden golden) {
        ObjectNode config = golden.config().deepCopy();
        for (String tower : TOWERS) {
            ((ObjectNode) config.get(tower)).putObject("norm_kwargs").put("eps", 0.05);
        }
        check(config, Part.WHOLE);
    }

    @ParameterizedTest
    @FieldSource("dev.diptych.contrastive.reference.Golden#ALL")
    void epsilonThatIsNotGivenIsTheTowersOwn(Golden golden) {
        ObjectNode config = golden.config().deepCopy();
        for (String tower : TOWERS) {
            ((ObjectNode) config.get(tower)).remove("norm_kwargs");
        }
        check(config, EpsilonTest::faint);
        check(config, name -> faint(name) * Part.PATCHES_POSITIONS_AND_POOLING.applyAsDouble(name));
    }

    /** Makes the variance of what enters the towers about as large as what is added to it. */
    private static double faint(String name) {
        return name.contains("embed") || name.contains("conv1") ? 0.002 : 1;
    }

    private static void check(ObjectNode config, ToDoubleFunction<String> factor) {
        try (Engine engine = new OneDnnEngine()) {
            Agreement.check(config, Precision.FP32, engine, factor, TOLERANCE);
        }
    }
}
