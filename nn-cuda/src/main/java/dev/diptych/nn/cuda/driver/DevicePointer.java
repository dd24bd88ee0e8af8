package dev.diptych.nn.cuda.driver;

import org.bytedeco.javacpp.Pointer;

/** A device address, for calls that take it as a pointer. */
final class DevicePointer extends Pointer {
    DevicePointer(long address) {
        this.address = address;
    }
}
