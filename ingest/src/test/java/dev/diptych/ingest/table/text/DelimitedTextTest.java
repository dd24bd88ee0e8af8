package dev.diptych.ingest.table.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.junit.jupiter.api.Test;

class DelimitedTextTest {
    private static List<String> read(String text) throws IOException {
        DelimitedText records = new DelimitedText(new StringReader(text), ',', true);
        List<String> read = new ArrayList<>();
        for (DelimitedText.Record record = records.next(); record != null; record = records.next()) {
            String problem = record.problem();
            read.add(record.line() + ":" + (problem == null ? String.join("|", record.fields()) : problem));
        }
        return read;
    }

    @Test
    void readsWhatAnotherWriterWrote() throws IOException {
        Random random = new Random(20260803);
        String[] pieces = {"a", "\"", ",", "\n", "\r\n", " ", "é", "x y", "\t"};
        for (int i = 0; i < 500; i++) {
            List<List<String>> rows = new ArrayList<>();
            StringWriter text = new StringWriter();
            try (CSVPrinter printer = new CSVPrinter(text, i % 2 == 0 ? CSVFormat.RFC4180 : CSVFormat.DEFAULT)) {
                for (int row = 0; row < 5; row++) {
                    List<String> fields = new ArrayList<>();
                    for (int field = 0; field < 4; field++) {
                        StringBuilder value = new StringBuilder("v");
                        for (int n = random.nextInt(5); n > 0; n--) {
                            value.append(pieces[random.nextInt(pieces.length)]);
                        }
                        fields.add(value.toString());
                    }
                    rows.add(fields);
                    printer.printRecord(fields);
                }
            }
            DelimitedText records = new DelimitedText(new StringReader(text.toString()), ',', true);
            for (List<String> row : rows) {
                assertThat(records.next())
                        .as("case %d", i)
                        .extracting(DelimitedText.Record::fields)
                        .isEqualTo(row);
            }
            assertThat(records.next()).isNull();
        }
    }

    @Test
    void losesOneRecordToAStrayQuote() throws IOException {
        assertThat(read("id,t\n1,a\n2,\"b\n3,c\n4,\"d\" e\n5,\"f\ng\"\r\n\n6,h"))
                .containsExactly(
                        "1:id|t",
                        "2:1|a",
                        "3:text after a closing quote, expected a separator or the line's end",
                        "4:3|c",
                        "5:text after a closing quote, expected a separator or the line's end",
                        "6:5|f\ng",
                        "9:6|h");
        assertThat(read("1,\"a\n2,b\n")).containsExactly("1:a quote that is not closed, expected its end", "2:2|b");
    }

    @Test
    void boundsARecord() throws IOException {
        String longLine = "x".repeat(3 * DelimitedText.MAX_RECORD);
        assertThat(read("a\n" + longLine + "\nb\n"))
                .containsExactly("1:a", "2:over 1048576 characters, expected at most that in a row", "3:b");
    }
}
