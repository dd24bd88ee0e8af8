package dev.diptych.nn.onednn;

import dev.diptych.nn.onednn.isa.InstructionSet;
import dev.diptych.nn.onednn.isa.Verdict;
import java.nio.file.Path;

/** Settles by {@link WrongWithAvx512} and says what oneDNN then keeps to. */
final class Settled {
    private Settled() {}

    /** @param arguments the cache folder */
    public static void main(String... arguments) {
        Verdict verdict = SelfTest.settle(Path.of(arguments[0]), WrongWithAvx512.class);
        System.out.println(verdict.found() + " > " + verdict.limit() + ": " + verdict.fault());
        System.out.println("in force: " + InstructionSet.inForce());
    }
}
