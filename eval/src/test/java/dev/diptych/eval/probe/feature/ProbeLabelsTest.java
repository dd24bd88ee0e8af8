package dev.diptych.eval.probe.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.eval.labelled.LabelledSpec;
import dev.diptych.ingest.IngestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeLabelsTest {
    @TempDir
    private Path folder;

    @Test
    void countsTheClassesOfShardsWithoutNamesByTheHighestNumber() throws IOException {
        LabelledSpec data = shard("3", "1");
        assertThat(ProbeImages.open(data, data, Optional.empty()).names().names())
                .containsExactly("0", "1", "2", "3");
    }

    @Test
    void rejectsANumberInAShardThatIsNoClass() throws IOException {
        LabelledSpec data = shard("0", "999999999");
        assertThatThrownBy(() -> ProbeImages.open(data, data, Optional.empty()))
                .isInstanceOf(IngestException.class)
                .hasMessage("read failed: " + data.data()
                        + ": label 999999999, expected less than 1048576, as a number of classes");
    }

    @Test
    void rejectsANumberBesideVectorsThatIsNoClass() throws IOException {
        Path features = npy("features.npy", "<f4", "2, 1", 0x3F800000, 0x40000000);
        assertThat(ProbeVectors.read(features, npy("labels.npy", "<i4", "2,", 0, 4), false)
                        .classes())
                .isEqualTo(5);
        Path labels = npy("labels.npy", "<i4", "2,", 0, Integer.MAX_VALUE);
        assertThatThrownBy(() -> ProbeVectors.read(features, labels, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("probe refused: " + labels
                        + ": label 2147483647, expected less than 1048576, as a number of classes");
    }

    private LabelledSpec shard(String... labels) throws IOException {
        Path file = folder.resolve("0.tar");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < labels.length; i++) {
                byte[] label = labels[i].getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(i + ".cls");
                entry.setSize(label.length);
                tar.putArchiveEntry(entry);
                tar.write(label);
                tar.closeArchiveEntry();
            }
        }
        return LabelledSpec.of(file.toString());
    }

    private Path npy(String name, String type, String shape, int... bits) throws IOException {
        String head = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
        String padded = head + " ".repeat(117 - head.length()) + "\n";
        ByteBuffer numbers = ByteBuffer.allocate(4 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
        numbers.asIntBuffer().put(bits);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
        out.write(padded.getBytes(StandardCharsets.US_ASCII));
        out.write(numbers.array());
        return Files.write(folder.resolve(name), out.toByteArray());
    }
}
