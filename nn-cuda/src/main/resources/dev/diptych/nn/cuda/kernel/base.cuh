#ifndef DIPTYCH_BASE
#define DIPTYCH_BASE
// What all kernels share: bfloat16 as bits, runs of elements moved by 128-bit loads, sums over a warp or a block.
// Under DIPTYCH_EMULATED another header has declared CUDA's built-ins before this one, for a run on a CPU.

#ifndef DIPTYCH_EMULATED
#define DYNAMIC_SHARED(type, name)                       \
    extern __shared__ __align__(16) unsigned char dynamic_shared[]; \
    type* name = reinterpret_cast<type*>(dynamic_shared)
#define DEVICE __device__ __forceinline__
#endif

constexpr int WARP = 32;
constexpr unsigned ALL_LANES = 0xffffffffu;
#define INFINITE __int_as_float(0x7f800000)

// ---------------------------------------------------------------------------------------------------------------------
// bfloat16: the upper half of a float

struct bf16 {
    unsigned short bits;
};

DEVICE float to_float(float x) {
    return x;
}

DEVICE float to_float(bf16 x) {
    return __uint_as_float((unsigned) x.bits << 16);
}

// to the nearest, ties to even; NaN stays NaN
DEVICE unsigned rounded_bits(float x) {
    unsigned bits = __float_as_uint(x);
    return x != x ? (bits >> 16) | 0x40u : (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
}

// two bfloat16 in a register, the first in the lower half
DEVICE unsigned pack(float low, float high) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
    unsigned both;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(high), "f"(low));
    return both;
#else
    return rounded_bits(low) | rounded_bits(high) << 16;
#endif
}

DEVICE void put(float* at, float x) {
    *at = x;
}

DEVICE void put(bf16* at, float x) {
    at->bits = (unsigned short) rounded_bits(x);
}

// ---------------------------------------------------------------------------------------------------------------------
// N neighbouring elements as floats. N = 8 moves 128 bits at a time and wants addresses that are multiples of 16 bytes.

template <int N>
struct Run {
    float v[N];
};

template <int N>
DEVICE Run<N> load(const float* from) {
    Run<N> run;
    if (N == 8) {
        const float4* quads = reinterpret_cast<const float4*>(from);
        float4 a = quads[0];
        float4 b = quads[1];
        float both[8] = {a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w};
#pragma unroll
        for (int i = 0; i < N; i++) {
            run.v[i] = both[i];
        }
    } else {
#pragma unroll
        for (int i = 0; i < N; i++) {
            run.v[i] = from[i];
        }
    }
    return run;
}

template <int N>
DEVICE Run<N> load(const bf16* from) {
    Run<N> run;
    if (N == 8) {
        uint4 bits = *reinterpret_cast<const uint4*>(from);
        unsigned pairs[4] = {bits.x, bits.y, bits.z, bits.w};
#pragma unroll
        for (int i = 0; i < N; i++) {
            run.v[i] = __uint_as_float(i % 2 ? pairs[i / 2 % 4] & 0xffff0000u : pairs[i / 2 % 4] << 16);
        }
    } else {
#pragma unroll
        for (int i = 0; i < N; i++) {
            run.v[i] = to_float(from[i]);
        }
    }
    return run;
}

template <int N>
DEVICE void store(float* to, const Run<N>& run) {
    if (N == 8) {
        float4* quads = reinterpret_cast<float4*>(to);
        quads[0] = make_float4(run.v[0], run.v[1 % N], run.v[2 % N], run.v[3 % N]);
        quads[1] = make_float4(run.v[4 % N], run.v[5 % N], run.v[6 % N], run.v[7 % N]);
    } else {
#pragma unroll
        for (int i = 0; i < N; i++) {
            to[i] = run.v[i];
        }
    }
}

template <int N>
DEVICE void store(bf16* to, const Run<N>& run) {
    if (N == 8) {
        *reinterpret_cast<uint4*>(to) = make_uint4(
                pack(run.v[0], run.v[1 % N]),
                pack(run.v[2 % N], run.v[3 % N]),
                pack(run.v[4 % N], run.v[5 % N]),
                pack(run.v[6 % N], run.v[7 % N]));
    } else {
#pragma unroll
        for (int i = 0; i < N; i++) {
            put(to + i, run.v[i]);
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Sums and maxima in an order that the block size alone decides, so that the same input gives the same bits

DEVICE float warp_sum(float x) {
#pragma unroll
    for (int lane = WARP / 2; lane > 0; lane /= 2) {
        x += __shfl_xor_sync(ALL_LANES, x, lane);
    }
    return x; // in every lane
}

DEVICE float warp_max(float x) {
#pragma unroll
    for (int lane = WARP / 2; lane > 0; lane /= 2) {
        x = fmaxf(x, __shfl_xor_sync(ALL_LANES, x, lane));
    }
    return x;
}

// The sum over a block of at most 1024 threads, in every thread. `lines` is shared memory for 32 floats, free for use
// again once another __syncthreads has passed.
DEVICE float block_sum(float x, float* lines) {
    x = warp_sum(x);
    if (threadIdx.x % WARP == 0) {
        lines[threadIdx.x / WARP] = x;
    }
    __syncthreads();
    int warps = blockDim.x / WARP;
    float total = 0;
    for (int i = 0; i < warps; i++) {
        total += lines[i];
    }
    __syncthreads();
    return total;
}

DEVICE float block_max(float x, float* lines) {
    x = warp_max(x);
    if (threadIdx.x % WARP == 0) {
        lines[threadIdx.x / WARP] = x;
    }
    __syncthreads();
    int warps = blockDim.x / WARP;
    float largest = -INFINITE;
    for (int i = 0; i < warps; i++) {
        largest = fmaxf(largest, lines[i]);
    }
    __syncthreads();
    return largest;
}

#endif
