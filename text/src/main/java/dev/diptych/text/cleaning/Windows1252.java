package dev.diptych.text.cleaning;

/**
 * Windows-1252 with its five unassigned bytes read as the C1 control characters of the same number, as browsers do, so
 * that every byte is a character.
 */
final class Windows1252 {
    /** The characters of the bytes 0x80 to 0x9F. */
    private static final String HIGH = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    private Windows1252() {}

    /** The character of a byte from 0 to 255. */
    static char character(int octet) {
        return octet >= 0x80 && octet < 0xA0 ? HIGH.charAt(octet - 0x80) : (char) octet;
    }

    /** The byte of a character from 0 to 255, or -1 where the code page has none. */
    static int octet(char character) {
        if (character < 0x100) {
            return character;
        }
        int index = HIGH.indexOf(character);
        return index < 0 ? -1 : 0x80 + index;
    }
}
