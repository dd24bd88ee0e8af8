package dev.diptych.ingest.table;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.Archive;
import dev.diptych.ingest.archive.Member;
import dev.diptych.ingest.caption.CaptionFile;
import dev.diptych.ingest.caption.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rows out of the caption files of an archive, one each. */
final class FileRows {
    private static final long MAX_BYTES = 16 << 20;

    private FileRows() {}

    /**
     * Reads the members that a pattern matches as a whole.
     *
     * @param keysAs the column that the pattern's group {@code key} becomes
     */
    static void read(Archive archive, Pattern members, String keysAs, RowSink rows) {
        for (Member member = archive.next(); member != null; member = archive.next()) {
            Matcher matcher = members.matcher(member.name());
            Optional<CaptionFile> kind = CaptionFile.ofName(member.name());
            boolean wanted = matcher.matches() && matcher.group("key") != null && kind.isPresent();
            if (!wanted || isLink(member)) {
                continue;
            }
            try {
                String where = archive.source() + "!" + member.name();
                Row row = kind.get().row(where, archive.bytes(MAX_BYTES), CaptionFile.TextLines.WHOLE);
                Map<String, List<String>> columns = new LinkedHashMap<>(row.columns());
                columns.put(keysAs, List.of(matcher.group("key")));
                rows.row(new Row(columns));
            } catch (IngestException e) {
                rows.bad(member.name(), e.detail());
            }
        }
    }

    /** A link to another caption file is no loss: that file is a row itself. */
    private static boolean isLink(Member member) {
        IngestException problem = member.problem();
        return problem != null && problem.reason() == Reason.LINK;
    }
}
