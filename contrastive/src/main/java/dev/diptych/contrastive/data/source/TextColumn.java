package dev.diptych.contrastive.data.source;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Many short texts in the memory of their UTF-8 and four bytes each. */
final class TextColumn {
    private final byte[] bytes;
    private final int[] ends;

    TextColumn(List<String> texts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        this.ends = new int[texts.size()];
        for (int i = 0; i < ends.length; i++) {
            all.writeBytes(texts.get(i).getBytes(StandardCharsets.UTF_8));
            ends[i] = all.size();
        }
        this.bytes = all.toByteArray();
    }

    int size() {
        return ends.length;
    }

    String get(int index) {
        int start = index == 0 ? 0 : ends[index - 1];
        return new String(bytes, start, ends[index] - start, StandardCharsets.UTF_8);
    }
}
