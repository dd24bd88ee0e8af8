package dev.diptych.ingest.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** The pages of one column in one row group, decompressed one at a time. Damage is an UncheckedIOException. */
final class ChunkPages implements PageReader {
    private final ByteBuffer bytes;
    private final ColumnMetaData chunk;
    private final Statistics<?> none;
    private @Nullable PageHeader ahead;
    private long values;

    /** @param file all of it; its position is left alone */
    ChunkPages(ByteBuffer file, ColumnMetaData chunk, PrimitiveType type) {
        this.chunk = chunk;
        this.none = Statistics.createStats(type);
        long start = chunk.isSetDictionary_page_offset() && chunk.getDictionary_page_offset() > 0
                ? Math.min(chunk.getDictionary_page_offset(), chunk.getData_page_offset())
                : chunk.getData_page_offset();
        long length = chunk.getTotal_compressed_size();
        if (start < 0 || length < 0 || start > file.limit() || length > file.limit() - start) {
            throw new IllegalArgumentException(
                    "a column of " + length + " bytes at byte " + start + ", expected it within the file");
        }
        this.bytes = file.slice((int) start, (int) length);
    }

    @Override
    public @Nullable DictionaryPage readDictionaryPage() {
        try {
            PageHeader header = header();
            if (header == null || header.getType() != PageType.DICTIONARY_PAGE) {
                ahead = header;
                return null;
            }
            DictionaryPageHeader dictionary = header.getDictionary_page_header();
            byte[] contents = decompressed(header, body(header));
            return new DictionaryPage(
                    BytesInput.from(contents), dictionary.getNum_values(), encoding(dictionary.getEncoding()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long getTotalValueCount() {
        return chunk.getNum_values();
    }

    @Override
    public @Nullable DataPage readPage() {
        try {
            while (values < chunk.getNum_values()) {
                PageHeader header = header();
                if (header == null) {
                    throw new EOFException(
                            "the pages' end after " + values + " values, expected " + chunk.getNum_values());
                }
                if (header.getType() == PageType.DATA_PAGE) {
                    return first(header, header.getData_page_header());
                }
                if (header.getType() == PageType.DATA_PAGE_V2) {
                    return second(header, header.getData_page_header_v2());
                }
                body(header);
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DataPage first(PageHeader header, DataPageHeader page) throws IOException {
        values += positive(page.getNum_values());
        return new DataPageV1(
                BytesInput.from(decompressed(header, body(header))),
                page.getNum_values(),
                header.getUncompressed_page_size(),
                none,
                encoding(page.getRepetition_level_encoding()),
                encoding(page.getDefinition_level_encoding()),
                encoding(page.getEncoding()));
    }

    /**
     * The second version keeps its levels, which come first, out of the compression. Where all values are missing there may
     * be nothing after them: no compressed stream, and no header of any encoding either.
     */
    private DataPage second(PageHeader header, DataPageHeaderV2 page) throws IOException {
        values += positive(page.getNum_values());
        byte[] body = body(header);
        int repetitions = page.getRepetition_levels_byte_length();
        int levels = repetitions + page.getDefinition_levels_byte_length();
        if (repetitions < 0 || levels < repetitions || levels > body.length) {
            throw new IOException("levels of " + levels + " bytes, expected at most " + body.length);
        }
        byte[] data = Arrays.copyOfRange(body, levels, body.length);
        if (page.isIs_compressed()) {
            data = PageCodec.decompress(chunk.getCodec(), data, header.getUncompressed_page_size() - levels);
        }
        return DataPageV2.uncompressed(
                page.getNum_rows(),
                page.getNum_nulls(),
                page.getNum_values(),
                BytesInput.from(Arrays.copyOf(body, repetitions)),
                BytesInput.from(Arrays.copyOfRange(body, repetitions, levels)),
                data.length == 0 ? Encoding.PLAIN : encoding(page.getEncoding()),
                BytesInput.from(data),
                none);
    }

    private byte[] decompressed(PageHeader header, byte[] body) throws IOException {
        return PageCodec.decompress(chunk.getCodec(), body, header.getUncompressed_page_size());
    }

    private @Nullable PageHeader header() throws IOException {
        PageHeader header = ahead;
        ahead = null;
        return header != null || !bytes.hasRemaining() ? header : Util.readPageHeader(new Remaining(bytes));
    }

    private byte[] body(PageHeader header) throws IOException {
        int size = header.getCompressed_page_size();
        if (size < 0 || size > bytes.remaining()) {
            throw new EOFException("a page of " + size + " bytes, expected at most " + bytes.remaining());
        }
        byte[] body = new byte[size];
        bytes.get(body);
        return body;
    }

    private static int positive(int count) throws IOException {
        if (count <= 0) {
            throw new IOException("a page of " + count + " values, expected at least one");
        }
        return count;
    }

    private static Encoding encoding(org.apache.parquet.format.Encoding encoding) {
        return Encoding.valueOf(encoding.name());
    }

    /** Reads on in a buffer. */
    static final class Remaining extends InputStream {
        private final ByteBuffer bytes;

        Remaining(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.hasRemaining() ? bytes.get() & 0xFF : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = Math.min(length, bytes.remaining());
            bytes.get(target, offset, count);
            return count == 0 && length > 0 ? -1 : count;
        }
    }
}
