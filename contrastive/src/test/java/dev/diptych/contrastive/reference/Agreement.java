package dev.diptych.contrastive.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import java.util.function.ToDoubleFunction;

/** The product's embeddings beside the reference's. */
final class Agreement {
    private Agreement() {}

    /**
     * Fails unless every element of both towers' embeddings agrees.
     *
     * @param config open_clip's model configuration
     * @param factor what each tensor of the formula is multiplied by
     */
    static void check(
            JsonNode config, Precision precision, Engine engine, ToDoubleFunction<String> factor, double tolerance) {
        Architecture architecture = Architecture.read(config);
        Inputs inputs = Inputs.of(architecture);
        Weights weights = new Weights(factor);
        Reference reference = Reference.compute(architecture, weights, inputs);
        Product product = Product.of(config, precision, engine, weights.drawn());
        assertThat(product.images(inputs).toArray())
                .as("images")
                .containsExactly(reference.images().toArray(), within(tolerance));
        assertThat(product.texts(inputs).toArray())
                .as("texts")
                .containsExactly(reference.texts().toArray(), within(tolerance));
    }
}
