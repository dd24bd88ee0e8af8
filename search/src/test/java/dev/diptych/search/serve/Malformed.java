package dev.diptych.search.serve;

import java.util.Random;

/** Requests that break rules of HTTP (RFC 9110, RFC 9112) or of JSON, in many ways. */
final class Malformed {
    private Malformed() {}

    /** @param valid a request that is right; what is drawn from it may be right too */
    static String of(String valid, int number, Random random) {
        int body = valid.indexOf("\r\n\r\n") + 4;
        return switch (number % 12) {
            case 0 -> noise(random, random.nextInt(300));
            case 1 -> valid.substring(0, random.nextInt(valid.length()));
            case 2 -> changed(valid, random);
            case 3 -> valid.substring(0, body) + noise(random, valid.length() - body);
            case 4 -> valid.replaceFirst("Content-Length: \\d+", "Content-Length: " + oddLength(random));
            case 5 ->
                valid.replaceFirst("Content-Length: \\d+", "Transfer-Encoding: chunked")
                                .substring(0, body)
                        + oddChunks(random);
            case 6 -> valid.replaceFirst("\r\n", "\r\n" + noise(random, 60) + "\r\n");
            case 7 -> valid.replaceFirst("\r\n", "\r\n" + ("X-" + random.nextInt() + ": 1\r\n").repeat(150));
            case 8 -> valid.replaceFirst("\r\n", "\r\nX-Long: " + "a".repeat(random.nextInt(100_000)) + "\r\n");
            case 9 ->
                valid.replaceFirst(
                        "/knn-service", "/" + noise(random, random.nextInt(80)).replace('\r', ' '));
            case 10 -> valid.replaceFirst("HTTP/1.1", random.nextBoolean() ? "HTTP/9.9" : "");
            default -> valid.replaceFirst("POST", noise(random, 3)).replace("\r\n", random.nextBoolean() ? "\n" : "\r");
        };
    }

    private static String noise(Random random, int length) {
        StringBuilder noise = new StringBuilder();
        for (int i = 0; i < length; i++) {
            noise.append((char) random.nextInt(256));
        }
        return noise.toString().replace("$", "S").replace("\\", "/");
    }

    private static String changed(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            changed.setCharAt(random.nextInt(changed.length()), (char) random.nextInt(256));
        }
        return changed.toString();
    }

    private static String oddLength(Random random) {
        String[] odd = {"-1", "", "99999999999999999999", "9223372036854775807", "1, 1", "0x10", "1e3", "+5", "4.5", " "
        };
        return odd[random.nextInt(odd.length)];
    }

    private static String oddChunks(Random random) {
        String[] odd = {
            "zz\r\n",
            "ffffffffffffffff\r\nabc",
            "-5\r\nabcde\r\n",
            "5\r\nabc",
            "3;x=\r\nabc\r\n0",
            "\r\n\r\n",
            "7fffffff\r\n"
        };
        return odd[random.nextInt(odd.length)];
    }
}
