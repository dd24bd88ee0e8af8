package dev.diptych.ingest.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HashTableTest {
    @Test
    void keepsTheFirstNumberOfEachHashAsAMapDoes() {
        HashTable table = new HashTable();
        Map<Hash128, Integer> map = new HashMap<>();
        Random random = new Random(3);
        for (int i = 0; i < 50_000; i++) {
            // Few low parts, so that many hashes want the same slot.
            Hash128 hash = new Hash128(random.nextInt(300), random.nextInt(100) * 4096L);
            Integer before = map.putIfAbsent(hash, i);
            assertThat(table.putIfAbsent(hash, i)).isEqualTo(before == null ? HashTable.ABSENT : before);
        }
        assertThat(table.size()).isEqualTo(map.size());
        map.forEach((hash, number) -> assertThat(table.get(hash)).isEqualTo(number));
        assertThat(table.get(new Hash128(-1, 0))).isEqualTo(HashTable.ABSENT);
    }

    @Test
    void growsPartByPart() {
        HashTable table = new HashTable();
        Random random = new Random(5);
        int count = 500_000;
        for (int i = 0; i < count; i++) {
            table.add(new Hash128(random.nextLong(), random.nextLong()));
        }
        assertThat(table.size()).isEqualTo(count);
        // 20 bytes a slot, between three eighths and three quarters of which are used.
        assertThat((double) table.bytes() / count).isBetween(20 / 0.75, 20 / 0.375);
    }

    @Test
    void hashesAsSha256Does() {
        // FIPS 180-4, the SHA-256 of "abc".
        assertThat(Hash128.of("abc").hex()).isEqualTo("ba7816bf8f01cfea414140de5dae2223");
        assertThat(Hash128.parse("ba7816bf8f01cfea414140de5dae2223b00361a3")).isEqualTo(Hash128.of("abc"));
        assertThatThrownBy(() -> Hash128.parse("ba78")).hasMessageContaining("at least 32 hexadecimal digits");
    }
}
