package dev.diptych.contrastive.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The loss of a training step against the reference's. */
final class StepTest {
    /** A step may run a program for short captions alone where these are all there are. */
    private static final int SHORT = 6;

    private static Stream<Arguments> cases() {
        return Golden.ALL.stream()
                .flatMap(golden -> Arrays.stream(Engines.values()).map(engine -> Arguments.of(golden, engine)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shortCaptionsGiveTheLossOfTheWholeContext(Golden golden, Engines engines) {
        Architecture architecture = golden.architecture();
        Inputs inputs = Inputs.upTo(SHORT, architecture);
        Weights weights = new Weights(Part.WHOLE);
        double loss = Reference.compute(architecture, weights, inputs).loss();
        try (Engine engine = engines.get()) {
            Product product = Product.of(golden.config(), Precision.FP32, engine, weights.drawn());
            assertThat(product.step(inputs, StepOptions.DEFAULT).loss()).isCloseTo(loss, within(1e-5 * loss));
        }
    }
}
