package dev.diptych.nn.onednn.isa;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.diptych.nn.tensor.DType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** oneDNN's instruction sets, by the names that {@code ONEDNN_MAX_CPU_ISA} takes; a later one is never part of an earlier. */
public enum InstructionSet {
    /** What there is where oneDNN tells none apart, as on arm64. */
    DEFAULT(dnnl_cpu_isa_default),
    SSE41(dnnl_cpu_isa_sse41),
    AVX(dnnl_cpu_isa_avx),
    AVX2(dnnl_cpu_isa_avx2),
    AVX2_VNNI(dnnl_cpu_isa_avx2_vnni),
    AVX2_VNNI_2(dnnl_cpu_isa_avx2_vnni_2),
    AVX512_CORE(dnnl_cpu_isa_avx512_core),
    AVX512_CORE_VNNI(dnnl_cpu_isa_avx512_core_vnni),
    AVX512_CORE_BF16(dnnl_cpu_isa_avx512_core_bf16),
    AVX512_CORE_FP16(dnnl_cpu_isa_avx512_core_fp16),
    AVX512_CORE_AMX(dnnl_cpu_isa_avx512_core_amx),
    AVX512_CORE_AMX_FP16(dnnl_cpu_isa_avx512_core_amx_fp16),
    AVX10_2_512(dnnl_cpu_isa_avx10_2_512),
    AVX10_2_512_AMX_2(dnnl_cpu_isa_avx10_2_512_amx_2);

    private final int bits; // a set contains those that it extends

    InstructionSet(int bits) {
        this.bits = bits;
    }

    /** The largest set within what oneDNN reports. */
    public static InstructionSet of(int bits) {
        return Arrays.stream(values())
                .filter(set -> (bits & set.bits) == set.bits)
                .max(Comparator.naturalOrder())
                .orElse(DEFAULT);
    }

    /** The one that this process keeps to. From the first call on oneDNN refuses to be given another. */
    public static InstructionSet inForce() {
        return of(dnnl_get_effective_cpu_isa());
    }

    int bits() {
        return bits;
    }

    public boolean contains(InstructionSet other) {
        return (bits & other.bits) == other.bits;
    }

    /** The sets within this one, largest first. */
    List<InstructionSet> lower() {
        return Arrays.stream(values())
                .filter(set -> set != DEFAULT && set != this && contains(set))
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** Whether it has units that multiply values of this type. */
    public boolean multiplies(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> true;
            case BFLOAT16 -> contains(AVX512_CORE_BF16) || contains(AVX2_VNNI_2);
            case INT32 -> false;
        };
    }

    /** Whether it multiplies integers of 8 bits and adds them up in 32, with no sums of 16 bits between, which would overflow. */
    public boolean quantizes() {
        return contains(AVX512_CORE_VNNI) || contains(AVX2_VNNI);
    }

    /** Whether oneDNN computes in this type, be it by emulation. */
    public boolean computes(DType dtype) {
        return multiplies(dtype) || dtype == DType.BFLOAT16 && contains(AVX512_CORE);
    }
}
