#include "base.cuh"

// The global gradient norm with the factor that clips to it, the guard, AdamW, and bounds.

constexpr int NORM_THREADS = 256;

// The sum over a block of NORM_THREADS threads, in thread 0, in an order that the block size alone decides.
DEVICE double norm_sum(double x) {
    __shared__ double sums[NORM_THREADS];
    sums[threadIdx.x] = x;
    __syncthreads();
    for (int half = NORM_THREADS / 2; half > 0; half /= 2) {
        if (threadIdx.x < half) {
            sums[threadIdx.x] += sums[threadIdx.x + half];
        }
        __syncthreads();
    }
    return sums[0];
}

// partial[at + block] = sum of the squares of every (blocks * 256)th run of N, in double: no square overflows there
template <int N>
DEVICE void squares(const float* x, long long count, double* partial, int at) {
    double sum = 0;
    long long step = (long long) gridDim.x * blockDim.x * N;
    for (long long e = ((long long) blockIdx.x * blockDim.x + threadIdx.x) * N; e < count; e += step) {
        Run<N> run = load<N>(x + e);
#pragma unroll
        for (int i = 0; i < N; i++) {
            sum += (double) run.v[i] * run.v[i];
        }
    }
    sum = norm_sum(sum);
    if (threadIdx.x == 0) {
        partial[at + blockIdx.x] = sum;
    }
}

extern "C" __global__ void __launch_bounds__(NORM_THREADS)
        squares_8(const float* x, long long count, double* partial, int at) {
    squares<8>(x, count, partial, at);
}

extern "C" __global__ void __launch_bounds__(NORM_THREADS)
        squares_1(const float* x, long long count, double* partial, int at) {
    squares<1>(x, count, partial, at);
}

// norm = sqrt of the sum of `parts` partial sums, factor = min(1, limit / (norm + 1e-6)), or 1 without limit; one block
extern "C" __global__ void __launch_bounds__(NORM_THREADS)
        clip(const double* partial, int parts, float limit, float* norm, float* factor) {
    double sum = 0;
    for (int i = threadIdx.x; i < parts; i += NORM_THREADS) {
        sum += partial[i];
    }
    sum = norm_sum(sum);
    if (threadIdx.x == 0) {
        float length = (float) sqrt(sum);
        float ratio = limit / (length + 1e-6f);
        norm[0] = length;
        factor[0] = limit == INFINITE || ratio > 1.0f ? 1.0f : ratio;
    }
}

// open = 1 where the loss and the square of norm * factor are finite, else 0; one thread
extern "C" __global__ void guard(const float* loss, const float* norm, const float* factor, float* open) {
    if (threadIdx.x == 0) {
        float clipped = norm[0] * factor[0];
        open[0] = fabsf(loss[0]) < INFINITE && clipped * clipped < INFINITE ? 1.0f : 0.0f;
    }
}

// x = max(low, min(x, high)) unless open is 0, and told = x; one thread
extern "C" __global__ void clamp(float* x, float low, float high, const float* open, float* told) {
    if (threadIdx.x == 0) {
        float value = open[0] == 0 ? x[0] : fmaxf(low, fminf(x[0], high));
        x[0] = value;
        told[0] = value;
    }
}

// p -= lr decay p; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; p -= lr (m / c1) / (sqrt(v / c2) + epsilon), g the
// gradient times factor; schedule {lr, c1, c2}, its lr times rate. copy, unless null, receives p as bfloat16. Nothing where
// open is 0.
template <int N>
DEVICE void adamw(
        float* parameter,
        const float* gradient,
        float* moment1,
        float* moment2,
        const float* schedule,
        const float* factor,
        const float* open,
        bf16* copy,
        float beta1,
        float beta2,
        float epsilon,
        float decay,
        float rate,
        long long count) {
    long long e = ((long long) blockIdx.x * blockDim.x + threadIdx.x) * N;
    if (e >= count || open[0] == 0) {
        return;
    }
    float lr = schedule[0] * rate;
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
            const float* open,                                                                                     \
            bf16* copy,                                                                                            \
            float beta1,                                                                                           \
            float beta2,                                                                                           \
            float epsilon,                                                                                         \
            float decay,                                                                                           \
            float rate,                                                                                            \
            long long count) {                                                                                     \
        adamw<N>(                                                                                                  \
                parameter,                                                                                         \
                gradient,                                                                                          \
                moment1,                                                                                           \
                moment2,                                                                                           \
                schedule,                                                                                          \
                factor,                                                                                            \
                open,                                                                                              \
                copy,                                                                                              \
                beta1,                                                                                             \
                beta2,                                                                                             \
                epsilon,                                                                                           \
                decay,                                                                                             \
                rate,                                                                                              \
                count);                                                                                            \
    }
ADAMW(adamw_8, 8)
ADAMW(adamw_1, 1)
