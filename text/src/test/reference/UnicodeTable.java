import java.util.function.IntPredicate;

/*
 * Writes the table that UnicodeClasses reads. Run from the repository's root by a JDK 25, whose Character is of Unicode 16.0:
 *
 *     java text/src/test/reference/UnicodeTable.java > text/src/main/resources/dev/diptych/text/cleaning/unicode.txt
 */
class UnicodeTable {
    public static void main(String[] arguments) {
        System.out.println("# Unicode 16.0: letters (L), numbers (N), and the lower case of capitals that came after Unicode 13");
        print("L", Character::isLetter);
        print("N", c -> {
            int type = Character.getType(c);
            return type == Character.DECIMAL_DIGIT_NUMBER
                    || type == Character.LETTER_NUMBER
                    || type == Character.OTHER_NUMBER;
        });
        StringBuilder lower = new StringBuilder("lower");
        int[][] late = {{0x1C89, 0x1C89}, {0x2C2F, 0x2C2F}, {0xA7C0, 0xA7C0}, {0xA7CB, 0xA7DC}, {0x10570, 0x10595}, {0x10D50, 0x10D65}};
        for (int[] range : late) {
            for (int c = range[0]; c <= range[1]; c++) {
                if (Character.toLowerCase(c) != c) {
                    lower.append(String.format(" %X-%X", c, Character.toLowerCase(c)));
                }
            }
        }
        System.out.println(lower);
    }

    private static void print(String name, IntPredicate is) {
        StringBuilder line = new StringBuilder(name);
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (is.test(c)) {
                int first = c;
                while (c < Character.MAX_CODE_POINT && is.test(c + 1)) {
                    c++;
                }
                line.append(String.format(first == c ? " %X" : " %X-%X", first, c));
            }
        }
        System.out.println(line);
    }
}
