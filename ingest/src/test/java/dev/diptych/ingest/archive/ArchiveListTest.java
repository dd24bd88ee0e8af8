package dev.diptych.ingest.archive;

import static dev.diptych.ingest.Fixtures.folder;
import static dev.diptych.ingest.Fixtures.members;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveListTest {
    @TempDir
    private Path base;

    @BeforeEach
    void fill() throws IOException {
        folder(
                base,
                members("b.zip", "", "a.zip", "", "d/00001.tar", "", "d/00000.tar", "", "{x}.zip", "", "y::z.tar", ""));
    }

    private List<String> expand(String spec) {
        return ArchiveList.expand(base, spec).stream()
                .map(path -> path.startsWith(base) ? base.relativize(path).toString() : path.toString())
                .toList();
    }

    @Test
    void expandsListsGlobsAndSeveralParts() {
        assertThat(expand("d")).containsExactly("d");
        assertThat(expand("d/{00000..00002}.tar")).containsExactly("d/00000.tar", "d/00001.tar", "d/00002.tar");
        assertThat(expand("*.zip")).containsExactly("a.zip", "b.zip", "{x}.zip");
        assertThat(expand("{b,a}.zip::d/*.tar::-"))
                .containsExactly("b.zip", "a.zip", "d/00000.tar", "d/00001.tar", "-");
        assertThat(ArchiveList.expand(base, "-")).containsExactly(Archive.STANDARD_INPUT);
    }

    @Test
    void takesWhatExistsAsItIs() {
        assertThat(expand("{x}.zip")).containsExactly("{x}.zip");
        assertThat(expand("y::z.tar")).containsExactly("y::z.tar");
    }

    @Test
    void rejectsWhatNamesNothing() {
        assertThatThrownBy(() -> expand("a.zip::"))
                .hasMessage("read failed: 'a.zip::': an empty part, expected an archive or a folder");
        assertThatThrownBy(() -> expand("*.rar"))
                .hasMessage("read failed: " + base + ": no file named *.rar, expected archives");
        assertThatThrownBy(() -> expand("none/*.tar"))
                .hasMessage("read failed: " + base.resolve("none") + ": no such folder, expected one with archives");
        assertThatThrownBy(() -> expand("{00005..00001}.tar")).hasMessageContaining("expected the lower number first");
    }
}
