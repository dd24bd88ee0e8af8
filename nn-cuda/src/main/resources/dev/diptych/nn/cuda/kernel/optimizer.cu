#include "base.cuh"

// The global gradient norm with the factor that clips to it, and AdamW.

constexpr int NORM_THREADS = 256;

// partial[at + block] = sum of the squares of every (blocks * 256)th run of N
template <int N>
DEVICE void squares(const float* x, long long count, float* partial, int at) {
    __shared__ float lines[WARP];
    float sum = 0;
    long long step = (long long) gridDim.x * blockDim.x * N;
    for (long long e = ((long long) blockIdx.x * blockDim.x + threadIdx.x) * N; e < count; e += step) {
        Run<N> run = load<N>(x + e);
#pragma unroll
        for (int i = 0; i < N; i++) {
            sum += run.v[i] * run.v[i];
        }
    }
    sum = block_sum(sum, lines);
    if (threadIdx.x == 0) {
        partial[at + blockIdx.x] = sum;
    }
}

extern "C" __global__ void __launch_bounds__(NORM_THREADS)
        squares_8(const float* x, long long count, float* partial, int at) {
    squares<8>(x, count, partial, at);
}

extern "C" __global__ void __launch_bounds__(NORM_THREADS)
        squares_1(const float* x, long long count, float* partial, int at) {
    squares<1>(x, count, partial, at);
}

// norm = sqrt of the sum of `parts` partial sums, factor = min(1, limit / (norm + 1e-6)); one block
extern "C" __global__ void __launch_bounds__(NORM_THREADS)
        clip(const float* partial, int parts, float limit, float* norm, float* factor) {
    __shared__ float lines[WARP];
    float sum = 0;
    for (int i = threadIdx.x; i < parts; i += NORM_THREADS) {
        sum += partial[i];
    }
    sum = block_sum(sum, lines);
    if (threadIdx.x == 0) {
        float length = sqrtf(sum);
        norm[0] = length;
        factor[0] = fminf(1.0f, limit / (length + 1e-6f));
    }
}

// p -= lr decay p; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; p -= lr (m / c1) / (sqrt(v / c2) + epsilon), g the
// gradient times factor; schedule {lr, c1, c2}. copy, unless null, receives p as bfloat16.
template <int N>
DEVICE void adamw(
        float* parameter,
        const float* gradient,
        float* moment1,
        float* moment2,
        const float* schedule,
        const float* factor,
        bf16* copy,
        float beta1,
        float beta2,
        float epsilon,
        float decay,
        long long count) {
    long long e = ((long long) blockIdx.x * blockDim.x + threadIdx.x) * N;
    if (e >= count) {
        return;
    }
    float lr = schedule[0];
    float keep = 1.0f - lr * decay;
    float step = lr / schedule[1];
    float root = 1.0f / sqrtf(schedule[2]);
    float clipped = factor[0];
    Run<N> p = load<N>(parameter + e);
    Run<N> g = load<N>(gradient + e);
    Run<N> m = load<N>(moment1 + e);
    Run<N> v = load<N>(moment2 + e);
#pragma unroll
    for (int i = 0; i < N; i++) {
        float slope = g.v[i] * clipped;
        m.v[i] = beta1 * m.v[i] + (1.0f - beta1) * slope;
        v.v[i] = beta2 * v.v[i] + (1.0f - beta2) * slope * slope;
        p.v[i] = p.v[i] * keep - step * m.v[i] / (sqrtf(v.v[i]) * root + epsilon);
    }
    store<N>(parameter + e, p);
    store<N>(moment1 + e, m);
    store<N>(moment2 + e, v);
    if (copy != nullptr) {
        store<N>(copy + e, p);
    }
}

#define ADAMW(name, N)                                                                                             \
    extern "C" __global__ void name(                                                                               \
            float* parameter,                                                                                      \
            const float* gradient,                                                                                 \
            float* moment1,                                                                                        \
            float* moment2,                                                                                        \
            const float* schedule,                                                                                 \
            const float* factor,                                                                                   \
            bf16* copy,                                                                                            \
            float beta1,                                                                                           \
            float beta2,                                                                                           \
            float epsilon,                                                                                         \
            float decay,                                                                                           \
            long long count) {                                                                                     \
        adamw<N>(                                                                                                  \
                parameter, gradient, moment1, moment2, schedule, factor, copy, beta1, beta2, epsilon, decay, count); \
    }
ADAMW(adamw_8, 8)
ADAMW(adamw_1, 1)
