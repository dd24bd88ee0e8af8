package dev.diptych.contrastive.vectors.format;

import dev.diptych.contrastive.vectors.row.VectorRow;
import dev.diptych.contrastive.vectors.row.VectorSchema;
import dev.diptych.file.Trouble;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/*
 * faiss/impl/index_write.cpp: the four characters of the class, write_index_header (d int32, ntotal int64, twice 2^20 as int64 that
 * nobody reads, is_trained as a byte, metric_type int32: 0 is METRIC_INNER_PRODUCT), then WRITEXBVECTOR: the codes' bytes divided by 4 as
 * int64, and the codes. All little-endian.
 */
/**
 * An {@code IndexFlatIP} of Faiss for each vector, named as clip-retrieval's back end asks for it ({@code image.index},
 * {@code text.index}), and {@code rows-00000.jsonl} with what its rows are.
 */
final class FaissWriter implements VectorWriter {
    private static final int HEADER = 4 + 4 + 8 + 8 + 8 + 1 + 4 + 8;

    private final VectorSchema schema;
    private final List<OutputStream> indexes = new ArrayList<>();
    private final RequestFiles rows;
    private final Path folder;

    FaissWriter(Path folder, VectorSchema schema) throws IOException {
        this.schema = schema;
        this.folder = folder;
        this.rows = new RequestFiles(folder, "rows", ".jsonl", RequestFiles.Frame.LINES, Long.MAX_VALUE);
        for (String vector : schema.vectors()) {
            Path file = folder.resolve(vector.replaceFirst("_vector$", "") + ".index");
            OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
            indexes.add(out);
            out.write(header(schema.dimensions(), schema.rows()));
        }
    }

    private static byte[] header(int dimensions, long rows) {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.put("IxFI".getBytes(StandardCharsets.US_ASCII))
                .putInt(dimensions)
                .putLong(rows);
        header.putLong(1 << 20).putLong(1 << 20).put((byte) 1).putInt(0);
        return header.putLong(Math.multiplyExact(rows, dimensions)).array();
    }

    @Override
    public void add(VectorRow row) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(schema.dimensions() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (int i = 0; i < indexes.size(); i++) {
                bytes.asFloatBuffer().put(row.vectors().get(i));
                indexes.get(i).write(bytes.array());
            }
        } catch (IOException e) {
            throw Trouble.named(folder, e);
        }
        rows.add(row.id(), json -> {
            json.writeStartObject();
            json.writeNumberField("id", row.id());
            RowJson.fields(json, schema.fields(), row, UnaryOperator.identity());
            json.writeEndObject();
            json.writeRaw('\n');
        });
    }

    @Override
    public void finish() throws IOException {
        rows.finish();
        close();
    }

    @Override
    public void close() throws IOException {
        rows.close();
        for (OutputStream index : indexes) {
            index.close();
        }
    }
}
