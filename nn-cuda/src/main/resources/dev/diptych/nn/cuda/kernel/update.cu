#include "base.cuh"

// What optimisers do to runs of parameters, element by element.

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

// p -= lr (decay p + sign(b1 m + (1 - b1) g)); m = b2 m + (1 - b2) g; else as above
template <int N>
DEVICE void lion(
        float* parameter,
        const float* gradient,
        float* moment,
        const float* schedule,
        const float* factor,
        const float* open,
        bf16* copy,
        float beta1,
        float beta2,
        float decay,
        float rate,
        long long count) {
    long long e = ((long long) blockIdx.x * blockDim.x + threadIdx.x) * N;
    if (e >= count || open[0] == 0) {
        return;
    }
    float lr = schedule[0] * rate;
    float keep = 1.0f - lr * decay;
    float clipped = factor[0];
    Run<N> p = load<N>(parameter + e);
    Run<N> g = load<N>(gradient + e);
    Run<N> m = load<N>(moment + e);
#pragma unroll
    for (int i = 0; i < N; i++) {
        float slope = g.v[i] * clipped;
        float towards = beta1 * m.v[i] + (1.0f - beta1) * slope;
        float sign = towards > 0 ? 1.0f : towards < 0 ? -1.0f : 0.0f;
        p.v[i] = p.v[i] * keep - lr * sign;
        m.v[i] = beta2 * m.v[i] + (1.0f - beta2) * slope;
    }
    store<N>(parameter + e, p);
    store<N>(moment + e, m);
    if (copy != nullptr) {
        store<N>(copy + e, p);
    }
}

#define LION(name, N)                                                                                              \
    extern "C" __global__ void name(                                                                               \
            float* parameter,                                                                                      \
            const float* gradient,                                                                                 \
            float* moment,                                                                                         \
            const float* schedule,                                                                                 \
            const float* factor,                                                                                   \
            const float* open,                                                                                     \
            bf16* copy,                                                                                            \
            float beta1,                                                                                           \
            float beta2,                                                                                           \
            float decay,                                                                                           \
            float rate,                                                                                            \
            long long count) {                                                                                     \
        lion<N>(parameter, gradient, moment, schedule, factor, open, copy, beta1, beta2, decay, rate, count);      \
    }
LION(lion_8, 8)
LION(lion_1, 1)

// p -= lr (decay p + direction); else as above
template <int N>
DEVICE void descent(
        float* parameter,
        const float* direction,
        const float* schedule,
        const float* open,
        bf16* copy,
        float decay,
        float rate,
        long long count) {
    long long e = ((long long) blockIdx.x * blockDim.x + threadIdx.x) * N;
    if (e >= count || open[0] == 0) {
        return;
    }
    float lr = schedule[0] * rate;
    float keep = 1.0f - lr * decay;
    Run<N> p = load<N>(parameter + e);
    Run<N> d = load<N>(direction + e);
#pragma unroll
    for (int i = 0; i < N; i++) {
        p.v[i] = p.v[i] * keep - lr * d.v[i];
    }
    store<N>(parameter + e, p);
    if (copy != nullptr) {
        store<N>(copy + e, p);
    }
}

#define DESCENT(name, N)                                                                                           \
    extern "C" __global__ void name(                                                                               \
            float* parameter,                                                                                      \
            const float* direction,                                                                                \
            const float* schedule,                                                                                 \
            const float* open,                                                                                     \
            bf16* copy,                                                                                            \
            float decay,                                                                                           \
            float rate,                                                                                            \
            long long count) {                                                                                     \
        descent<N>(parameter, direction, schedule, open, copy, decay, rate, count);                                \
    }
DESCENT(descent_8, 8)
DESCENT(descent_1, 1)

// m = beta m + g; gradient = g + beta m, g the gradient times factor. Nothing where open is 0.
template <int N>
DEVICE void nesterov(float* gradient, float* moment, const float* factor, const float* open, float beta, long long count) {
    long long e = ((long long) blockIdx.x * blockDim.x + threadIdx.x) * N;
    if (e >= count || open[0] == 0) {
        return;
    }
    float clipped = factor[0];
    Run<N> g = load<N>(gradient + e);
    Run<N> m = load<N>(moment + e);
#pragma unroll
    for (int i = 0; i < N; i++) {
        float slope = g.v[i] * clipped;
        m.v[i] = beta * m.v[i] + slope;
        g.v[i] = slope + beta * m.v[i];
    }
    store<N>(gradient + e, g);
    store<N>(moment + e, m);
}

#define NESTEROV(name, N)                                                                                          \
    extern "C" __global__ void name(                                                                               \
            float* gradient, float* moment, const float* factor, const float* open, float beta, long long count) { \
        nesterov<N>(gradient, moment, factor, open, beta, count);                                                  \
    }
NESTEROV(nesterov_8, 8)
NESTEROV(nesterov_1, 1)

// out = alpha x + beta y; out may be x or y
template <int N>
DEVICE void mix(const float* x, float alpha, const float* y, float beta, float* out, long long count) {
    long long e = ((long long) blockIdx.x * blockDim.x + threadIdx.x) * N;
    if (e >= count) {
        return;
    }
    Run<N> a = load<N>(x + e);
    Run<N> b = load<N>(y + e);
#pragma unroll
    for (int i = 0; i < N; i++) {
        a.v[i] = alpha * a.v[i] + beta * b.v[i];
    }
    store<N>(out + e, a);
}

#define MIX(name, N)                                                                                               \
    extern "C" __global__ void name(                                                                               \
            const float* x, float alpha, const float* y, float beta, float* out, long long count) {                \
        mix<N>(x, alpha, y, beta, out, count);                                                                     \
    }
MIX(mix_8, 8)
MIX(mix_1, 1)
