package dev.diptych.export.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ModelCatalogTest {
    @Test
    void theJarBringsEveryConfigurationOfTheFolder() throws IOException {
        for (String name : new ModelCatalog(Path.of("../configs/models")).names()) {
            assertThat(ModelCatalog.bundled(name).embedDim()).as(name).isPositive();
        }
        assertThat(ModelCatalog.bundled("ViT-B-32").embedDim()).isEqualTo(512);
    }

    @Test
    void namesAModelThatItDoesNotHave() {
        assertThatThrownBy(() -> ModelCatalog.bundled("ViT-Z"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model: ViT-Z: not there, expected the name of a file of configs/models");
    }
}
