package dev.diptych.ingest.inspect;

import static dev.diptych.ingest.Fixtures.gzip;
import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.png;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.ingest.inspect.Problem.Rule;
import dev.diptych.ingest.shard.ShardIndex;
import dev.diptych.ingest.tar.TarWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardLintTest {
    private static final byte[] RED = png(8, 8, 0xFF0000);

    @TempDir
    private Path folder;

    private final List<Problem> problems = new ArrayList<>();
    private final ShardLint lint = new ShardLint(problems::add);

    private Path shard(String name, Object... namesAndContents) throws IOException {
        return Files.write(folder.resolve(name), tar(members(namesAndContents)));
    }

    private List<String> found() {
        return problems.stream()
                .map(each -> each.rule().code() + " "
                        + each.where().substring(each.where().lastIndexOf('/') + 1))
                .toList();
    }

    @Test
    void findsNothingInShardsThatAreRight() throws IOException {
        Path first = shard("0.tar", "a.png", RED, "a.txt", "red", "b.png", RED, "b.json", "{\"caption\": \"x\"}");
        ShardIndex.of(first);
        lint.check(first);
        lint.check(shard("1.tar", "c.png", RED, "c.cls", "1", "c.txt", "red"));
        assertThat(problems).isEmpty();
        assertThat(lint.samples()).isEqualTo(3);
        assertThat(lint.members()).isEqualTo(7);
    }

    @Test
    void readsCompressedShardsAndTheirOwnMembers() throws IOException {
        byte[] shard = tar(members("__meta__/info.json", "{}", "a.png", RED, "a.txt", "red"));
        lint.check(Files.write(folder.resolve("0.tar.gz"), gzip(shard)));
        assertThat(problems).isEmpty();
        assertThat(lint.members()).isEqualTo(2);
        lint.check(Files.writeString(folder.resolve("1.tar"), "<html>"));
        assertThat(problems).extracting(Problem::detail).containsExactly("an HTML page, expected a tar");
    }

    @Test
    void findsWhatBreaksEachRule() throws IOException {
        lint.check(shard(
                "0.tar",
                "README",
                "x",
                "a.png",
                RED,
                "b.txt",
                "no image",
                "c.png",
                Arrays.copyOf(RED, 40),
                "c.txt",
                "cut",
                "d.json",
                "{",
                "d.png",
                RED,
                "e.f.png",
                RED,
                "e.f.txt",
                "dotted"));
        lint.check(shard("1.tar", "a.png", RED, "a.txt", "again"));
        assertThat(found())
                .containsExactly(
                        "orphan_member 0.tar!README",
                        "missing_caption 0.tar!a",
                        "orphan_member 0.tar!b",
                        "bad_metadata 0.tar!d",
                        "dotted_key 0.tar!e.f.png",
                        "dotted_key 0.tar!e.f.txt",
                        "orphan_member 0.tar!e",
                        "missing_caption 0.tar!e",
                        "unreadable_image 0.tar!c",
                        "repeated_key 1.tar!a");
        assertThat(problems).filteredOn(each -> !each.rule().isError()).hasSize(2);
    }

    @Test
    void findsAMemberThatStandsTwice() throws IOException {
        Path shard = folder.resolve("0.tar");
        try (TarWriter writer = new TarWriter(Files.newOutputStream(shard))) {
            writer.add("a.png", RED);
            writer.add("a.txt", text("red"));
            writer.add("a.png", RED);
        }
        lint.check(shard);
        assertThat(found()).containsExactly("repeated_member 0.tar!a.png");
    }

    @Test
    void findsATruncatedShardAndStillDecodesWhatItHas() throws IOException {
        byte[] whole = tar(members("a.png", Arrays.copyOf(RED, 40), "a.txt", "x", "b.png", RED));
        lint.check(Files.write(folder.resolve("0.tar"), Arrays.copyOf(whole, 2560)));
        assertThat(found()).startsWith("damaged_shard 0.tar");
        lint.check(Files.write(folder.resolve("1.tar"), Arrays.copyOf(tar(members("z.png", RED)), 1024)));
        assertThat(problems).last().satisfies(each -> assertThat(each.rule()).isEqualTo(Rule.DAMAGED_SHARD));
    }

    @Test
    void findsAnIndexOfOtherContents() throws IOException {
        Path shard = shard("0.tar", "a.png", RED, "a.txt", "one");
        ShardIndex.of(shard);
        shard("0.tar", "a.png", RED, "a.txt", "two");
        lint.check(shard);
        assertThat(found()).containsExactly("wrong_index 0.idx");
        Files.writeString(folder.resolve("0.idx"), "nothing");
        lint.check(shard);
        assertThat(found()).filteredOn(line -> line.startsWith("wrong_index")).hasSize(2);
    }
}
