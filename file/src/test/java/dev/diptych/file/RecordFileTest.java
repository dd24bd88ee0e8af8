package dev.diptych.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
    private static final int DAMAGED = 400;

    @TempDir
    private Path folder;

    private Path write(String name, List<String> records) throws IOException {
        Path file = folder.resolve(name);
        try (RecordWriter writer = new RecordWriter(file)) {
            for (String record : records) {
                writer.add(record.getBytes(UTF_8));
            }
            writer.finish();
        }
        return file;
    }

    @Test
    void findsEachRecordByItsNumber() throws IOException {
        List<String> texts = List.of("one", "", "three is longer than eight bytes", "");
        RecordFile file = RecordFile.open(write("some", texts));

        assertThat(file.count()).isEqualTo(4);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(new String(file.get(i), UTF_8)).isEqualTo(texts.get(i));
        }
        assertThatThrownBy(() -> file.get(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(RecordFile.open(write("none", List.of())).count()).isZero();
    }

    @Test
    void whatWasNotFinishedIsNotThere() throws IOException {
        Path file = folder.resolve("half");
        try (RecordWriter writer = new RecordWriter(file)) {
            writer.add(new byte[100]);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void damagedFilesAreReadOrRefused() throws IOException {
        Path file = write("damaged", List.of("a", "bcd", "efghijklmnopqrstuvwxyz".repeat(9)));
        Damage.read(Files.readAllBytes(file), DAMAGED, RecordException.class, bytes -> {
            Files.write(file, bytes);
            RecordFile records = RecordFile.open(file);
            for (int i = 0; i < records.count(); i++) {
                records.get(i);
            }
        });
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Path file = Files.write(folder.resolve("other"), new byte[64]);
        assertThatThrownBy(() -> RecordFile.open(file))
                .hasMessage("read failed: " + file + ": no end of records, expected a whole file of them");
        byte[] table = Files.readAllBytes(write("table", List.of("abc")));
        table[8] ^= 1;
        Files.write(file, table);
        assertThatThrownBy(() -> RecordFile.open(file))
                .hasMessage(
                        "read failed: " + file + ": another CRC-32C of its table, expected the one that was written");
    }
}
