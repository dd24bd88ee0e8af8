package dev.diptych.eval.labelled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.IngestException;
import dev.diptych.text.prompt.ClassNames;
import dev.diptych.text.prompt.PromptTemplates;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledSourcesTest {
    @TempDir
    private Path folder;

    @Test
    void readsAFolderForEachClass() throws IOException {
        picture("train/ape/1.png", 1);
        picture("test/bear/b/2.PNG", 2);
        picture("test/ape/9.png", 3);
        picture("test/loose.png", 4);
        Files.writeString(folder.resolve("test/ape/notes.txt"), "no image");
        LabelledImages images = LabelledSources.open(LabelledSpec.of(folder.toString()));
        assertThat(images.labels().texts()).containsExactly("ape", "bear");
        assertThat(labels(images)).containsExactly(List.of(0), List.of(1));
        assertThat(colours(images)).containsExactly(3, 2);
        assertThat(images.leftOut()).singleElement().asString().endsWith("loose.png: in no folder of a class");
        assertThat(colours(LabelledSources.open(spec("train", "")))).containsExactly(1);
        assertThatThrownBy(() -> LabelledSources.open(spec("val", "")))
                .hasMessage(
                        "read failed: " + folder + ": no folder 'val', expected the split to be one of train, test");
    }

    @Test
    void readsTheShardsOfClipBenchmark() throws IOException {
        Files.createDirectories(folder.resolve("test"));
        tar(
                "test/0.tar",
                Map.of("a.cls", "1", "a.png", "7"),
                Map.of("b.png", "8"),
                Map.of("c.cls", "0\n", "c.png", "9"));
        tar("test/1.tar", Map.of("d.cls", "1", "d.txt", "no image"));
        Files.writeString(folder.resolve("test/nshards.txt"), "2\n");
        Files.writeString(folder.resolve("classnames.txt"), "ape\nbear\n");
        Files.writeString(folder.resolve("zeroshot_classification_templates.txt"), "a {c}.\n");
        LabelledImages images = LabelledSources.open(LabelledSpec.of(folder.toString()));
        assertThat(labels(images)).containsExactly(List.of(1), List.of(0), List.of(1));
        assertThat(images.classNames().map(ClassNames::names)).contains(List.of("ape", "bear"));
        assertThat(images.templates().map(PromptTemplates::templates)).contains(List.of("a {}."));
        assertThat(images.leftOut()).containsExactly("0.tar!b: no .cls");
        List<LabelledImage> found = all(images);
        assertThat(found).extracting(LabelledImage::place).containsExactly("0.tar!a", "0.tar!c", "1.tar!d");
        assertThat(found.get(1).image().get().rgb(0, 0)).isEqualTo(9);
        assertThatThrownBy(() -> found.get(2).image().get())
                .hasMessage("read failed: 1.tar!d: no image, expected one beside its label");
        assertThat(LabelledSources.open(LabelledSpec.of(
                                folder.resolve("test/{0..1}.tar").toString()))
                        .classNames())
                .isPresent();

        Files.writeString(folder.resolve("test/nshards.txt"), "3\n");
        assertThatThrownBy(() -> LabelledSources.open(LabelledSpec.of(folder.toString())))
                .hasMessageEndingWith("test: 2 shards, expected 3 as nshards.txt says");
        tar("test/1.tar", Map.of("d.cls", "ape"));
        Files.delete(folder.resolve("test/nshards.txt"));
        assertThatThrownBy(() -> LabelledSources.open(LabelledSpec.of(folder.toString())))
                .hasMessage("read failed: 1.tar!d.cls: 'ape', expected the number of a class");
    }

    @Test
    void readsTables() throws IOException {
        picture("a.png", 1);
        picture("b.png", 2);
        table("t.csv", "filepath,label\na.png,tree frog\nb.png,ape\nc.png,\n");
        LabelledImages images = LabelledSources.open(LabelledSpec.of(folder + "/t.csv"));
        assertThat(images.labels().texts()).containsExactly("ape", "tree frog");
        assertThat(labels(images)).containsExactly(List.of(1), List.of(0));
        assertThat(colours(images)).containsExactly(1, 2);
        assertThat(images.leftOut()).containsExactly(folder + "/t.csv: c.png: no label");

        table("t.tsv", "image\tkinds\na.png\tape| bear\nb.png\t\n");
        LabelledImages sets = LabelledSources.open(new LabelledSpec(folder + "/t.tsv", "test", "image", "kinds", "|"));
        assertThat(labels(sets)).containsExactly(List.of(0, 1), List.of());
        assertThat(sets.labels().multiple()).isTrue();
        assertThatThrownBy(() -> LabelledSources.open(LabelledSpec.of(folder + "/t.tsv")))
                .hasMessageContaining("no column 'filepath', expected one");
        table("t.csv", "filepath,label\nnone.png,ape\n");
        assertThatThrownBy(() -> colours(LabelledSources.open(LabelledSpec.of(folder + "/t.csv"))))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void readsImagesInIdx() throws IOException {
        idx("t10k-images-idx3-ubyte.gz", 3, 2, 1, 2, 10, 20, 30, 255);
        idx("t10k-labels-idx1-ubyte.gz", 1, 2, 4, 9);
        idx("train-images-idx3-ubyte", 3, 1, 1, 1, 5);
        idx("train-labels-idx1-ubyte", 1, 1, 0);
        LabelledImages images = LabelledSources.open(LabelledSpec.of(folder.toString()));
        assertThat(labels(images)).containsExactly(List.of(4), List.of(9));
        assertThat(images.labels().texts()).isEmpty();
        List<LabelledImage> found = all(images);
        assertThat(found.get(1).image().get()).isEqualTo(new RgbImage(2, 1, new byte[] {30, 30, 30, -1, -1, -1}));
        assertThat(found.get(1).place()).isEqualTo("t10k-images-idx3-ubyte.gz!1");
        assertThat(colours(LabelledSources.open(spec("train", "")))).containsExactly(5);
        assertThat(labels(LabelledSources.open(LabelledSpec.of(folder + "/train-images-idx3-ubyte"))))
                .containsExactly(List.of(0));
        assertThatThrownBy(() -> LabelledSources.open(spec("val", "")))
                .hasMessageEndingWith("0 files of images of the split 'val', expected one; there are"
                        + " t10k-images-idx3-ubyte.gz, train-images-idx3-ubyte");
        idx("train-labels-idx1-ubyte", 1, 2, 0, 1);
        assertThatThrownBy(() -> LabelledSources.open(spec("train", "")))
                .hasMessageEndingWith("2 labels, expected 1 as train-images-idx3-ubyte has images");
    }

    @Test
    void saysWhatIsNotThere() throws IOException {
        assertThatThrownBy(() -> LabelledSources.open(LabelledSpec.of(folder.toString())))
                .hasMessage(
                        "read failed: " + folder + ": neither shards nor images in folders of classes, expected some");
        picture("loose.png", 1);
        assertThatThrownBy(() -> LabelledSources.open(LabelledSpec.of(folder.toString())))
                .hasMessageContaining("no image with a label in 1, expected one; the first: ");
        assertThatThrownBy(() -> LabelledSources.open(LabelledSpec.of(folder + "/none")))
                .hasMessageContaining("no such file");
    }

    private LabelledSpec spec(String split, String separator) {
        return new LabelledSpec(folder.toString(), split, "filepath", "label", separator);
    }

    private static List<LabelledImage> all(LabelledImages images) {
        List<LabelledImage> all = new ArrayList<>();
        images.read(all::add);
        return all;
    }

    private static List<Integer> colours(LabelledImages images) {
        return all(images).stream()
                .map(image -> image.image().get().rgb(0, 0) & 0xFF)
                .toList();
    }

    private static List<List<Integer>> labels(LabelledImages images) {
        List<List<Integer>> all = new ArrayList<>();
        for (int i = 0; i < images.labels().count(); i++) {
            all.add(Arrays.stream(images.labels().of(i)).boxed().toList());
        }
        return all;
    }

    private void table(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void picture(String name, int blue) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, png(blue));
    }

    private static byte[] png(int blue) {
        return ImageEncoder.png(RgbImage.filled(2, 2, blue));
    }

    @SafeVarargs
    private void tar(String name, Map<String, String>... samples) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            for (Map<String, String> sample : samples) {
                for (Map.Entry<String, String> member : sample.entrySet()) {
                    byte[] contents = member.getKey().endsWith(".png")
                            ? png(Integer.parseInt(member.getValue()))
                            : member.getValue().getBytes(StandardCharsets.UTF_8);
                    TarArchiveEntry entry = new TarArchiveEntry(member.getKey());
                    entry.setSize(contents.length);
                    tar.putArchiveEntry(entry);
                    tar.write(contents);
                    tar.closeArchiveEntry();
                }
            }
        }
    }

    private void idx(String name, int dimensions, int... numbers) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
            out.write(IdxFileTest.idx(dimensions, numbers));
        }
    }
}
