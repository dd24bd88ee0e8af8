package dev.diptych.ingest.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.ingest.IngestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardListTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void makeShards() throws IOException {
        for (String name : List.of("00002.tar", "00000.tar", "00001.tar", "00000_stats.json", "extra.tar")) {
            Files.createFile(folder.resolve(name));
        }
    }

    private List<String> expand(String spec) {
        return ShardList.expand(spec.replace("$", folder.toString())).stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }

    @Test
    void expandsFoldersFilesBracesGlobsAndLists() {
        assertThat(expand("$")).containsExactly("00000.tar", "00001.tar", "00002.tar", "extra.tar");
        assertThat(expand("$/extra.tar")).containsExactly("extra.tar");
        assertThat(expand("$/{00000..00002}.tar")).containsExactly("00000.tar", "00001.tar", "00002.tar");
        assertThat(expand("$/{extra,00001}.tar")).containsExactly("extra.tar", "00001.tar");
        assertThat(expand("$/0*.tar")).containsExactly("00000.tar", "00001.tar", "00002.tar");
        assertThat(expand("$/extra.tar::$/{00000..00001}.tar")).containsExactly("extra.tar", "00000.tar", "00001.tar");
    }

    @Test
    void takesTheCompressedShardsOfAFolder() throws IOException {
        Path packed = Files.createDirectory(folder.resolve("packed"));
        for (String name : List.of("0.tar.gz", "1.TGZ", "2.tar.zst", "3.tar.part", "4.gz", "tar", "5.idx")) {
            Files.createFile(packed.resolve(name));
        }
        assertThat(ShardList.areIn(packed)).isTrue();
        assertThat(expand("$/packed")).containsExactly("0.tar.gz", "1.TGZ", "2.tar.zst");
        assertThat(ShardList.areIn(Files.createDirectory(folder.resolve("none"))))
                .isFalse();
    }

    @Test
    void expandsSeveralBracesInOrder() {
        assertThat(BraceList.expand("{a,b}/{08..10}.tar"))
                .containsExactly("a/08.tar", "a/09.tar", "a/10.tar", "b/08.tar", "b/09.tar", "b/10.tar");
    }

    @Test
    void namesTheShardThatIsMissing() {
        assertThatThrownBy(() -> expand("$/{00001..00003}.tar"))
                .isInstanceOf(IngestException.class)
                .hasMessage(
                        "read failed: " + folder.resolve("00003.tar") + ": no such file, expected a shard or folder");
    }

    @Test
    void rejectsSpecsThatNameNothing() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> expand(empty.toString())).hasMessageContaining("no file named *.tar, expected shards");
        assertThatThrownBy(() -> expand("$/z*.tar")).hasMessageContaining("no file named z*.tar");
        assertThatThrownBy(() -> expand("$::")).hasMessageContaining("an empty part");
        assertThatThrownBy(() -> expand("$/{3..1}.tar")).hasMessageContaining("the lower number first");
        assertThatThrownBy(() -> expand("$/{0..999999999}.tar")).hasMessageContaining("at most 1000000 names");
    }
}
