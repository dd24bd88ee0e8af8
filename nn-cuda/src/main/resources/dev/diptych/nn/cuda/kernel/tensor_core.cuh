#ifndef DIPTYCH_TENSOR_CORE
#define DIPTYCH_TENSOR_CORE
#include "base.cuh"

// The instructions of compute capability 8.0 on that C++ has no names for. With lane = 4 g + t, a warp's product
// mma.m16n8k16 holds of A [16, 16], B [16, 8] and C [16, 8]:
//   a[0] = A[g, 2t..2t+1]      a[1] = A[g + 8, 2t..]   a[2] = A[g, 2t + 8..]   a[3] = A[g + 8, 2t + 8..]
//   b[0] = B[2t..2t+1, g]      b[1] = B[2t + 8.., g]
//   c[0..1] = C[g, 2t..2t+1]   c[2..3] = C[g + 8, 2t..2t+1]
// so that two neighbouring C are, packed to bfloat16, an A.

#ifndef DIPTYCH_EMULATED

// c += a b
DEVICE void multiply(float (&c)[4], const unsigned (&a)[4], unsigned b0, unsigned b1) {
#if __CUDA_ARCH__ >= 800
    asm volatile(
            "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
            "{%0, %1, %2, %3};"
            : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
            : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
#else
    __trap();
#endif
}

// Four 8 by 8 matrices of bfloat16 from shared memory: lane 8 i + r gives the address of row r of matrix i, 16 bytes on
// a multiple of 16; lane 4 g + t receives elements [g, 2t..2t+1] of matrix i in r[i].
DEVICE void load_matrices(unsigned (&r)[4], const bf16* row) {
#if __CUDA_ARCH__ >= 750
    unsigned at = (unsigned) __cvta_generic_to_shared(row);
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(at)
                 : "memory");
#else
    __trap();
#endif
}

// the same of the transposes: elements [2t..2t+1, g]
DEVICE void load_transposed(unsigned (&r)[4], const bf16* row) {
#if __CUDA_ARCH__ >= 750
    unsigned at = (unsigned) __cvta_generic_to_shared(row);
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(at)
                 : "memory");
#else
    __trap();
#endif
}

// Starts a copy of 16 bytes to shared memory, or of 16 zeros; `from` must be an address in either case.
DEVICE void copy_16(bf16* to, const bf16* from, bool there) {
#if __CUDA_ARCH__ >= 800
    unsigned at = (unsigned) __cvta_generic_to_shared(to);
    int bytes = there ? 16 : 0;
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(at), "l"(from), "r"(bytes) : "memory");
#else
    __trap();
#endif
}

// ends a group of copies; empty ones count
DEVICE void close_copies() {
#if __CUDA_ARCH__ >= 800
    asm volatile("cp.async.commit_group;" ::: "memory");
#endif
}

// waits until at most N groups of this thread are under way; others' need a __syncthreads too
template <int N>
DEVICE void await_copies() {
#if __CUDA_ARCH__ >= 800
    asm volatile("cp.async.wait_group %0;" ::"n"(N) : "memory");
#endif
}

DEVICE float exp2_fast(float x) {
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

#endif
#endif
