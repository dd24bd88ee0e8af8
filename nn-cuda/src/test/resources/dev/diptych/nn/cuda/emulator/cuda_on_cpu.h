#pragma once
// CUDA's built-ins for kernels that are compiled as C++ and run on a CPU: each CUDA thread is a fiber, blocks run one
// after the other. What a GPU leaves undefined ends the process with a message: lanes of a warp at different collective
// instructions, a barrier that a thread never reaches, a collective after a lane has returned.

#define DIPTYCH_EMULATED

#include <cmath>
#include <cstdint>
#include <cstring>
#include <tuple>
#include <utility>

#define __device__
#define __global__
#define __shared__ static
#define DEVICE static inline
#define __launch_bounds__(...)
#define __align__(n) alignas(n)

namespace emulator {

struct Index {
    unsigned x, y, z;
};

// what a lane brings to a collective instruction and takes from it
struct Slot {
    unsigned in[8];
    unsigned out[4];
};

extern Index thread, block, block_size, grid_size; // of the running fiber
extern unsigned char* dynamic_shared;

[[noreturn]] void fail(const char* message);

void block_barrier();

// Waits for the other 31 lanes; the last to arrive calls `compute` on all 32 slots. Returns the slots, which stay as they
// are until this lane's next but one collective.
Slot* collective(const char* name, const unsigned* in, int words, void (*compute)(Slot*));

// copies that were started and not yet awaited
void start_copy(void* to, const void* from, bool there);
void close_copies();
void await_copies(int groups);

// an argument as the host passes it: p pointer, i int, l long long, f float
struct Value {
    char type;
    uint64_t bits;
};

template <typename T>
T take(const Value& value) {
    char type = std::is_pointer_v<T> ? 'p' : std::is_same_v<T, int> ? 'i' : std::is_same_v<T, long long> ? 'l' : 'f';
    static_assert(std::is_pointer_v<T> || std::is_same_v<T, int> || std::is_same_v<T, long long> || std::is_same_v<T, float>);
    if (value.type != type) {
        fail("argument of another type than the kernel's parameter");
    }
    T result;
    memcpy(&result, &value.bits, sizeof(T));
    return result;
}

using Thunk = void (*)(const Value*);

void add_kernel(const char* name, int parameters, Thunk thunk);

template <auto KERNEL, typename... A, size_t... I>
void call(const Value* values, void (*)(A...), std::index_sequence<I...>) {
    KERNEL(take<A>(values[I])...);
}

template <auto KERNEL, typename... A>
constexpr int count(void (*)(A...)) {
    return sizeof...(A);
}

template <auto KERNEL>
struct Registration {
    explicit Registration(const char* name) {
        add_kernel(name, count<KERNEL>(KERNEL), [](const Value* values) {
            call<KERNEL>(values, KERNEL, std::make_index_sequence<count<KERNEL>(KERNEL)>());
        });
    }
};

} // namespace emulator

#define threadIdx (emulator::thread)
#define blockIdx (emulator::block)
#define blockDim (emulator::block_size)
#define gridDim (emulator::grid_size)
#define DYNAMIC_SHARED(type, name) type* name = reinterpret_cast<type*>(emulator::dynamic_shared)

struct alignas(8) float2 {
    float x, y;
};
struct alignas(16) float4 {
    float x, y, z, w;
};
struct alignas(16) uint4 {
    unsigned x, y, z, w;
};

static inline float2 make_float2(float x, float y) {
    return {x, y};
}
static inline float4 make_float4(float x, float y, float z, float w) {
    return {x, y, z, w};
}
static inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) {
    return {x, y, z, w};
}

template <typename To, typename From>
static inline To bits_as(From from) {
    static_assert(sizeof(To) == sizeof(From));
    To to;
    memcpy(&to, &from, sizeof(To));
    return to;
}
static inline unsigned __float_as_uint(float x) {
    return bits_as<unsigned>(x);
}
static inline float __uint_as_float(unsigned x) {
    return bits_as<float>(x);
}
static inline float __int_as_float(int x) {
    return bits_as<float>(x);
}
#define __expf expf // the host's library has a function of that name too
static inline float __fdividef(float x, float y) {
    return x / y;
}
static inline int __popc(unsigned x) {
    return __builtin_popcount(x);
}
static inline int min(int a, int b) {
    return a < b ? a : b;
}
static inline long long min(long long a, long long b) {
    return a < b ? a : b;
}

static inline void __syncthreads() {
    emulator::block_barrier();
}
static inline void __syncwarp() {
    emulator::collective("syncwarp", nullptr, 0, nullptr);
}
static inline int atomicAdd(int* at, int value) {
    int before = *at;
    *at += value;
    return before;
}

template <typename T>
static inline T shuffled(const char* name, T x, int from) {
    unsigned bits = bits_as<unsigned>(x);
    return bits_as<T>(emulator::collective(name, &bits, 1, nullptr)[from].in[0]);
}
template <typename T>
static inline T __shfl_xor_sync(unsigned, T x, int mask) {
    return shuffled("shfl.xor", x, (threadIdx.x % 32) ^ mask);
}
template <typename T>
static inline T __shfl_up_sync(unsigned, T x, int delta) {
    int lane = threadIdx.x % 32;
    return shuffled("shfl.up", x, lane < delta ? lane : lane - delta);
}
static inline unsigned __match_any_sync(unsigned, int x) {
    unsigned bits = (unsigned) x;
    emulator::Slot* slots = emulator::collective("match.any", &bits, 1, nullptr);
    unsigned same = 0;
    for (int i = 0; i < 32; i++) {
        same |= (slots[i].in[0] == bits ? 1u : 0u) << i;
    }
    return same;
}

// ---------------------------------------------------------------------------------------------------------------------
// tensor_core.cuh's instructions, by the layouts that the PTX manual gives; bfloat16 as pairs of bits

static inline float half_of(unsigned pair, int i) {
    return __uint_as_float(i ? pair & 0xffff0000u : pair << 16);
}

// products of bfloat16 are exact in float; their sum's order is this one's own
static inline void multiply(float (&c)[4], const unsigned (&a)[4], unsigned b0, unsigned b1) {
    unsigned in[6] = {a[0], a[1], a[2], a[3], b0, b1};
    emulator::Slot* lanes = emulator::collective("mma.m16n8k16", in, 6, nullptr);
    int lane = threadIdx.x % 32;
    for (int i = 0; i < 4; i++) {
        int row = lane / 4 + i / 2 * 8;
        int column = lane % 4 * 2 + i % 2;
        float sum = c[i];
        for (int k = 0; k < 16; k++) {
            unsigned left = lanes[row % 8 * 4 + k % 8 / 2].in[row / 8 + k / 8 * 2];
            unsigned right = lanes[column * 4 + k % 8 / 2].in[4 + k / 8];
            sum += half_of(left, k % 2) * half_of(right, k % 2);
        }
        c[i] = sum;
    }
}

static inline const unsigned short* row_of(const emulator::Slot* slots, int matrix, int row) {
    const unsigned short* at;
    memcpy(&at, slots[matrix * 8 + row].in, sizeof(at));
    if (reinterpret_cast<uintptr_t>(at) % 16 != 0) {
        emulator::fail("ldmatrix: a row that does not start on 16 bytes");
    }
    return at;
}

template <bool TRANSPOSED>
static inline void gather(emulator::Slot* slots) {
    for (int lane = 0; lane < 32; lane++) {
        for (int i = 0; i < 4; i++) {
            int g = lane / 4;
            int t = lane % 4 * 2;
            unsigned low = TRANSPOSED ? row_of(slots, i, t)[g] : row_of(slots, i, g)[t];
            unsigned high = TRANSPOSED ? row_of(slots, i, t + 1)[g] : row_of(slots, i, g)[t + 1];
            slots[lane].out[i] = low | high << 16;
        }
    }
}

template <typename T>
static inline void load_matrices(unsigned (&r)[4], const T* row) {
    unsigned in[2];
    memcpy(in, &row, sizeof(row));
    memcpy(r, emulator::collective("ldmatrix", in, 2, gather<false>)[threadIdx.x % 32].out, sizeof(r));
}

template <typename T>
static inline void load_transposed(unsigned (&r)[4], const T* row) {
    unsigned in[2];
    memcpy(in, &row, sizeof(row));
    memcpy(r, emulator::collective("ldmatrix.trans", in, 2, gather<true>)[threadIdx.x % 32].out, sizeof(r));
}

template <typename T>
static inline void copy_16(T* to, const T* from, bool there) {
    emulator::start_copy(to, from, there);
}

static inline void close_copies() {
    emulator::close_copies();
}

template <int N>
static inline void await_copies() {
    emulator::await_copies(N);
}

static inline float exp2_fast(float x) {
    return exp2f(x);
}
