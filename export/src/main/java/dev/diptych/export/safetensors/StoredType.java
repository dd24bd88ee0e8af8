package dev.diptych.export.safetensors;

/** The element types of safetensors that take whole bytes. */
public enum StoredType {
    BOOL(1),
    U8(1),
    I8(1),
    F8_E5M2(1),
    F8_E4M3(1),
    F8_E8M0(1),
    I16(2),
    U16(2),
    F16(2),
    BF16(2),
    I32(4),
    U32(4),
    F32(4),
    I64(8),
    U64(8),
    F64(8),
    C64(8);

    private final int bytes;

    StoredType(int bytes) {
        this.bytes = bytes;
    }

    /** How many bytes an element takes. */
    public int bytes() {
        return bytes;
    }

    /** Whether every value of this type is a float32, so that reading is exact. */
    public boolean isFloat32() {
        return this == F32 || this == F16 || this == BF16;
    }
}
