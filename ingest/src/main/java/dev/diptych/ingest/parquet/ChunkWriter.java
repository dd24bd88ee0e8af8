package dev.diptych.ingest.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Set;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** Gathers the pages of one column in one row group, compressed, then writes them out, the dictionary first. */
final class ChunkWriter implements PageWriter {
    private final TableColumn column;
    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
    private final Set<org.apache.parquet.format.Encoding> encodings =
            EnumSet.noneOf(org.apache.parquet.format.Encoding.class);
    private @Nullable ByteArrayOutputStream dictionary;
    private long values;
    private long plainBytes;

    ChunkWriter(TableColumn column) {
        this.column = column;
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            int rowCount,
            Statistics<?> statistics,
            Encoding repetitions,
            Encoding definitions,
            Encoding contents)
            throws IOException {
        PageHeader header = new PageHeader(PageType.DATA_PAGE, 0, 0);
        header.setData_page_header(
                new DataPageHeader(valueCount, format(contents), format(definitions), format(repetitions)));
        append(pages, header, bytes);
        values += valueCount;
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            Statistics<?> statistics,
            Encoding repetitions,
            Encoding definitions,
            Encoding contents)
            throws IOException {
        writePage(bytes, valueCount, valueCount, statistics, repetitions, definitions, contents);
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            int rowCount,
            Statistics<?> statistics,
            SizeStatistics sizes,
            GeospatialStatistics places,
            Encoding repetitions,
            Encoding definitions,
            Encoding contents)
            throws IOException {
        writePage(bytes, valueCount, rowCount, statistics, repetitions, definitions, contents);
    }

    @Override
    public void writePageV2(
            int rowCount,
            int nullCount,
            int valueCount,
            BytesInput repetitions,
            BytesInput definitions,
            Encoding encoding,
            BytesInput data,
            Statistics<?> statistics) {
        throw new IllegalStateException("parquet: a page of version 2, expected version 1, which was asked for");
    }

    @Override
    public void writeDictionaryPage(DictionaryPage page) throws IOException {
        PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, 0, 0);
        header.setDictionary_page_header(
                new DictionaryPageHeader(page.getDictionarySize(), format(page.getEncoding())));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        append(bytes, header, page.getBytes());
        dictionary = bytes;
    }

    @Override
    public long getMemSize() {
        return pages.size();
    }

    @Override
    public long allocatedSize() {
        return pages.size();
    }

    @Override
    public String memUsageString(String prefix) {
        return prefix + " " + pages.size() + " bytes";
    }

    /**
     * Writes the pages.
     *
     * @param offset the file's length before
     * @return what the footer says of them
     */
    ColumnChunk writeTo(OutputStream out, long offset) throws IOException {
        long dictionarySize = 0;
        if (dictionary != null) {
            dictionary.writeTo(out);
            dictionarySize = dictionary.size();
        }
        pages.writeTo(out);
        ColumnMetaData facts = new ColumnMetaData(
                column.kind().stored(),
                new ArrayList<>(encodings),
                column.path(),
                PageCodec.WRITTEN,
                values,
                plainBytes,
                dictionarySize + pages.size(),
                offset + dictionarySize);
        if (dictionary != null) {
            facts.setDictionary_page_offset(offset);
        }
        ColumnChunk chunk = new ColumnChunk(offset);
        chunk.setMeta_data(facts);
        return chunk;
    }

    private void append(ByteArrayOutputStream to, PageHeader header, BytesInput bytes) throws IOException {
        byte[] plain = bytes.toByteArray();
        byte[] compressed = PageCodec.compress(plain);
        header.setUncompressed_page_size(plain.length);
        header.setCompressed_page_size(compressed.length);
        int before = to.size();
        Util.writePageHeader(header, to);
        plainBytes += to.size() - before + plain.length;
        to.write(compressed);
    }

    private org.apache.parquet.format.Encoding format(Encoding encoding) {
        org.apache.parquet.format.Encoding format = org.apache.parquet.format.Encoding.valueOf(encoding.name());
        encodings.add(format);
        return format;
    }
}
