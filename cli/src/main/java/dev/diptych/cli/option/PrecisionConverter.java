package dev.diptych.cli.option;

import dev.diptych.nn.tape.Precision;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a precision by the name that users know. */
public final class PrecisionConverter implements ITypeConverter<Precision> {
    @Override
    public Precision convert(String value) {
        try {
            return Precision.of(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + value + "', expected fp32, amp_bf16 or int8");
        }
    }
}
