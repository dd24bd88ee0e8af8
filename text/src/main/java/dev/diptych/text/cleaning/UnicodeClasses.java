package dev.diptych.text.cleaning;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/*
 * Java's own classes are those of its version: Java 17 knows Unicode 13, Java 25 Unicode 16. A letter that one of them does
 * not know would split a word on one machine and not on another.
 */
/**
 * What characters are, by Unicode 16.0 and not by the Java at hand; {@code unicode.txt} beside this has the table, which
 * src/test/reference/UnicodeTable.java wrote.
 */
public final class UnicodeClasses {
    private static final BitSet LETTERS = new BitSet();
    private static final BitSet NUMBERS = new BitSet();

    /** Capitals that Java 17 does not know, and their small letters. */
    private static final Map<Integer, Integer> LATE_CAPITALS = new HashMap<>();

    /** Below the first of {@link #LATE_CAPITALS}. */
    private static final char OLD = 0x1C89;

    static {
        try (InputStream in = UnicodeClasses.class.getResourceAsStream("unicode.txt")) {
            if (in == null) {
                throw new IllegalStateException("unicode.txt is missing from the jar, expected it beside its class");
            }
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(UnicodeClasses::read);
        } catch (IOException e) {
            throw new IllegalStateException("reading unicode.txt from the jar failed", e);
        }
    }

    private UnicodeClasses() {}

    private static void read(String line) {
        String[] ranges = line.split(" ");
        for (int i = 1; i < ranges.length && !line.startsWith("#"); i++) {
            String[] ends = ranges[i].split("-");
            int first = Integer.parseInt(ends[0], 16);
            int last = Integer.parseInt(ends[ends.length - 1], 16);
            switch (ranges[0]) {
                case "L" -> LETTERS.set(first, last + 1);
                case "N" -> NUMBERS.set(first, last + 1);
                default -> LATE_CAPITALS.put(first, last);
            }
        }
    }

    /** {@code \p{L}}. */
    public static boolean isLetter(int codePoint) {
        return LETTERS.get(codePoint);
    }

    /** {@code \p{N}}. */
    public static boolean isNumber(int codePoint) {
        return NUMBERS.get(codePoint);
    }

    /** {@code \s}: the property White_Space, which has been the same since Unicode 6.3. */
    public static boolean isSpace(int c) {
        return c == ' '
                || c >= 0x9 && c <= 0xD
                || c == 0x85
                || c == 0xA0
                || c == 0x1680
                || c >= 0x2000 && c <= 0x200A
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    /** The text in lower case. */
    static String lowerCase(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.chars().allMatch(c -> c < OLD)) {
            return lower;
        }
        return lower.codePoints()
                .map(c -> LATE_CAPITALS.getOrDefault(c, c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
