package dev.diptych.contrastive.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.onednn.OneDnnEngine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class HuggingFaceTest {
    private static final double TOLERANCE = 1e-5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @FieldSource("dev.diptych.contrastive.reference.Golden#MADE_WITH_PYTORCH")
    void foldersOfHuggingFaceEmbedAsPyTorchDoes(Golden golden) throws IOException {
        HuggingFaceFolder.write(golden, folder);
        try (Engine engine = new OneDnnEngine()) {
            Product product = Product.open(folder, engine);
            Matrix images = product.images(golden.inputs());
            Matrix texts = product.texts(golden.inputs());
            assertThat(images.toArray())
                    .containsExactly(golden.expected("image_embeddings").toArray(), within(TOLERANCE));
            assertThat(texts.toArray())
                    .containsExactly(golden.expected("text_embeddings").toArray(), within(TOLERANCE));
            assertThat(product.logits(images, texts).toArray())
                    .containsExactly(golden.expected("logits").toArray(), within(10 * TOLERANCE));
        }
    }
}
