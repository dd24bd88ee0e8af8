package dev.diptych.cli.option;

import dev.diptych.nn.engine.Devices;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a device by the name that users know. */
final class DeviceConverter implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
        try {
            return Devices.named(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
