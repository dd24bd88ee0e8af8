package dev.diptych.report.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
    /** By Debian's python3-protobuf 3.21.12, with a schema of the fields, and python3-crcmod 1.7. */
    private static final String EXPECTED =
            "1800000000000000a37f4b2209000010e08d4ada411a0d627261696e2e4576656e743a32c5271e61"
                    + "100000000000000095fbfe1809000010e08d4ada4110ad023a020801a7a49e36"
                    + "3200000000000000241956ec09000060e08d4ada4110b6022a240a110a0a747261696e2f6c6f737315db0f49400a0f0a08747261696e2f6c"
                    + "72156f12033a81069f57"
                    + "300000000000000095f5d05f09000080e08d4ada411094b4e4f4cb032a1e0a1c0a1576616c2f746578745f746f5f696d6167655f52403115"
                    + "0000003ed666cd5a";

    @TempDir
    private Path folder;

    @Test
    void writesTheBytesThatProtobufAndCrcmodMake() throws IOException {
        Path file;
        try (EventFile events = EventFile.create(folder.resolve("tensorboard"), 1764374400.25)) {
            file = events.path();
            events.restart(301, 1764374400.25);
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("train/loss", Math.PI);
            values.put("train/lr", 5e-4);
            events.add(310, 1764374401.5, values);
            events.add(123456789012L, 1764374402.0, Map.of("val/text_to_image_R@1", 0.125));
            assertThat(HexFormat.of().formatHex(Files.readAllBytes(file)))
                    .as("before it is closed")
                    .isEqualTo(EXPECTED);
        }
        assertThat(file).isEqualTo(folder.resolve("tensorboard/events.out.tfevents.1764374400.diptych"));
    }

    @Test
    void leavesEarlierFilesAsTheyAre() throws IOException {
        EventFile.create(folder, 5.1).close();
        try (EventFile second = EventFile.create(folder, 5.9)) {
            assertThat(second.path()).isEqualTo(folder.resolve("events.out.tfevents.0000000005.diptych.1"));
        }
    }

    @Test
    void refusesAFolderThatIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> EventFile.create(file, 0)).isInstanceOf(FileSystemException.class);
    }
}
