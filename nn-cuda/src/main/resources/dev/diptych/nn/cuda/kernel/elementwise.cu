#include "base.cuh"

// Element-wise kernels: a thread computes N neighbouring elements, 8 of them by 128-bit loads where rows start on 16
// bytes and hold a multiple of 8, else one. They are bound by memory; nothing is kept.

// activations by number; any other is none
constexpr int GELU = 1;
constexpr int QUICK_GELU = 2;
constexpr int GELU_TANH = 3;

constexpr float ROOT_2_OVER_PI = 0.79788456f;
constexpr float CUBE = 0.044715f;

// x Phi(x), Phi by the error function (Hendrycks, Gimpel 2016); x sigmoid(1.702 x); 0.5 x (1 + tanh(u)) with
// u = sqrt(2 / pi) (x + 0.044715 x^3)
DEVICE float activate(int kind, float x) {
    if (kind == GELU) {
        return 0.5f * x * (1.0f + erff(x * 0.70710678f));
    }
    if (kind == QUICK_GELU) {
        return x / (1.0f + expf(-1.702f * x));
    }
    if (kind == GELU_TANH) {
        return 0.5f * x * (1.0f + tanhf(ROOT_2_OVER_PI * (x + CUBE * x * x * x)));
    }
    return x;
}

// Phi(x) + x phi(x); s + 1.702 x s (1 - s); 0.5 (1 + t) + 0.5 x (1 - t^2) u', t = tanh(u)
DEVICE float slope(int kind, float x) {
    if (kind == GELU) {
        return 0.5f * (1.0f + erff(x * 0.70710678f)) + x * 0.39894228f * expf(-0.5f * x * x);
    }
    if (kind == GELU_TANH) {
        float t = tanhf(ROOT_2_OVER_PI * (x + CUBE * x * x * x));
        return 0.5f * (1.0f + t) + 0.5f * x * (1.0f - t * t) * ROOT_2_OVER_PI * (1.0f + 3.0f * CUBE * x * x);
    }
    float s = 1.0f / (1.0f + expf(-1.702f * x));
    return s + 1.702f * x * s * (1.0f - s);
}

// The same for what is rounded to bfloat16 next, without a branch and by the fast exponential and division: libm's forms
// take longer than the memory does.

// the normal distribution: its integral up to x, off by at most 1e-7 (Abramowitz, Stegun 1964, 7.1.26), and e^(-x^2 / 2)
struct Normal {
    float below;
    float bell;
};

DEVICE Normal normal(float x) {
    float t = __fdividef(1.0f, 1.0f + 0.3275911f * 0.70710678f * fabsf(x));
    float bell = __expf(-0.5f * x * x);
    float series = t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
    float tail = 0.5f * bell * series;
    Normal result = {x < 0.0f ? tail : 1.0f - tail, bell};
    return result;
}

DEVICE float sigmoid_fast(float x) {
    return __fdividef(1.0f, 1.0f + __expf(-x));
}

// 0.5 (1 + tanh(u)) is sigmoid(2 u)
DEVICE float activate_fast(int kind, float x) {
    if (kind == GELU) {
        return x * normal(x).below;
    }
    if (kind == QUICK_GELU) {
        return x * sigmoid_fast(1.702f * x);
    }
    if (kind == GELU_TANH) {
        return x * sigmoid_fast(2.0f * ROOT_2_OVER_PI * (x + CUBE * x * x * x));
    }
    return x;
}

DEVICE float slope_fast(int kind, float x) {
    if (kind == GELU) {
        Normal at = normal(x);
        return at.below + x * 0.39894228f * at.bell;
    }
    if (kind == GELU_TANH) {
        float s = sigmoid_fast(2.0f * ROOT_2_OVER_PI * (x + CUBE * x * x * x));
        return s + x * s * (1.0f - s) * 2.0f * ROOT_2_OVER_PI * (1.0f + 3.0f * CUBE * x * x);
    }
    float s = sigmoid_fast(1.702f * x);
    return s + 1.702f * x * s * (1.0f - s);
}

// for results of type float, and of type bf16
DEVICE float activate(int kind, float x, const float*) {
    return activate(kind, x);
}

DEVICE float activate(int kind, float x, const bf16*) {
    return activate_fast(kind, x);
}

DEVICE float slope(int kind, float x, const float*) {
    return slope(kind, x);
}

DEVICE float slope(int kind, float x, const bf16*) {
    return slope_fast(kind, x);
}

// this thread's first element of `count`, or count and more if there is none
template <int N>
DEVICE long long first() {
    return ((long long) blockIdx.x * blockDim.x + threadIdx.x) * N;
}

// where element `e` of a matrix of `columns` lies whose rows are `stride` apart
DEVICE long long place(long long e, long long columns, long long stride) {
    return columns == stride ? e : e / columns * stride + e % columns;
}

// out = x, or out += x; both [rows, columns]
template <typename X, typename O, int N>
DEVICE void add(const X* x, long long x_stride, O* out, long long out_stride, long long columns, long long count, int accumulate) {
    long long e = first<N>();
    if (e >= count) {
        return;
    }
    Run<N> run = load<N>(x + place(e, columns, x_stride));
    O* to = out + place(e, columns, out_stride);
    if (accumulate) {
        Run<N> sum = load<N>(to);
#pragma unroll
        for (int i = 0; i < N; i++) {
            run.v[i] += sum.v[i];
        }
    }
    store<N>(to, run);
}

template <typename O, int N>
DEVICE void fill(O* out, float value, long long count) {
    long long e = first<N>();
    if (e < count) {
        Run<N> run;
#pragma unroll
        for (int i = 0; i < N; i++) {
            run.v[i] = value;
        }
        store<N>(out + e, run);
    }
}

template <typename X, typename O, int N>
DEVICE void activation(int kind, const X* x, O* out, long long count) {
    long long e = first<N>();
    if (e < count) {
        Run<N> run = load<N>(x + e);
#pragma unroll
        for (int i = 0; i < N; i++) {
            run.v[i] = activate(kind, run.v[i], out);
        }
        store<N>(out + e, run);
    }
}

// dx = dout * slope(x); dx may be dout
template <typename T, int N>
DEVICE void activation_grad(int kind, const T* x, const T* dout, T* dx, long long count) {
    long long e = first<N>();
    if (e < count) {
        Run<N> run = load<N>(x + e);
        Run<N> gradient = load<N>(dout + e);
#pragma unroll
        for (int i = 0; i < N; i++) {
            run.v[i] = gradient.v[i] * slope(kind, run.v[i], dx);
        }
        store<N>(dx + e, run);
    }
}

// out = residual + gamma * x; x [rows, columns], gamma [columns]
template <typename X, int N>
DEVICE void layer_scale(
        const X* x, const float* gamma, const float* residual, float* out, long long columns, long long count) {
    long long e = first<N>();
    if (e >= count) {
        return;
    }
    Run<N> run = load<N>(x + e);
    Run<N> weights = load<N>(gamma + e % columns);
    Run<N> stream = load<N>(residual + e);
#pragma unroll
    for (int i = 0; i < N; i++) {
        run.v[i] = stream.v[i] + weights.v[i] * run.v[i];
    }
    store<N>(out + e, run);
}

// out = act(out + bias) + residual; out [rows, columns], bias [columns] or null, residual float or null
template <typename O, int N>
DEVICE void epilogue(
        O* out,
        long long out_stride,
        const float* bias,
        int kind,
        const float* residual,
        long long residual_stride,
        long long columns,
        long long count) {
    long long e = first<N>();
    if (e >= count) {
        return;
    }
    O* to = out + place(e, columns, out_stride);
    Run<N> run = load<N>(to);
    if (bias != nullptr) {
        Run<N> row = load<N>(bias + e % columns);
#pragma unroll
        for (int i = 0; i < N; i++) {
            run.v[i] += row.v[i];
        }
    }
#pragma unroll
    for (int i = 0; i < N; i++) {
        run.v[i] = activate(kind, run.v[i], out);
    }
    if (residual != nullptr) {
        Run<N> stream = load<N>(residual + place(e, columns, residual_stride));
#pragma unroll
        for (int i = 0; i < N; i++) {
            run.v[i] += stream.v[i];
        }
    }
    store<N>(to, run);
}

#define ADD(name, X, O, N)                                                                                              \
    extern "C" __global__ void name(                                                                                    \
            const X* x, long long x_stride, O* out, long long out_stride, long long columns, long long count, int accumulate) { \
        add<X, O, N>(x, x_stride, out, out_stride, columns, count, accumulate);                                         \
    }
ADD(add_f32_f32_8, float, float, 8)
ADD(add_f32_f32_1, float, float, 1)
ADD(add_f32_bf16_8, float, bf16, 8)
ADD(add_f32_bf16_1, float, bf16, 1)
ADD(add_bf16_f32_8, bf16, float, 8)
ADD(add_bf16_f32_1, bf16, float, 1)
ADD(add_bf16_bf16_8, bf16, bf16, 8)
ADD(add_bf16_bf16_1, bf16, bf16, 1)

#define ELEMENTWISE(suffix, T, N)                                                                                       \
    extern "C" __global__ void fill_##suffix(T* out, float value, long long count) {                                    \
        fill<T, N>(out, value, count);                                                                                  \
    }                                                                                                                   \
    extern "C" __global__ void activation_##suffix(int kind, const T* x, T* out, long long count) {                     \
        activation<T, T, N>(kind, x, out, count);                                                                       \
    }                                                                                                                   \
    extern "C" __global__ void activation_grad_##suffix(int kind, const T* x, const T* dout, T* dx, long long count) {  \
        activation_grad<T, N>(kind, x, dout, dx, count);                                                                \
    }                                                                                                                   \
    extern "C" __global__ void epilogue_##suffix(                                                                       \
            T* out,                                                                                                     \
            long long out_stride,                                                                                       \
            const float* bias,                                                                                          \
            int kind,                                                                                                   \
            const float* residual,                                                                                      \
            long long residual_stride,                                                                                  \
            long long columns,                                                                                          \
            long long count) {                                                                                          \
        epilogue<T, N>(out, out_stride, bias, kind, residual, residual_stride, columns, count);                         \
    }                                                                                                                   \
    extern "C" __global__ void layer_scale_##suffix(                                                                    \
            const T* x, const float* gamma, const float* residual, float* out, long long columns, long long count) {    \
        layer_scale<T, N>(x, gamma, residual, out, columns, count);                                                     \
    }
ELEMENTWISE(f32_8, float, 8)
ELEMENTWISE(f32_1, float, 1)
ELEMENTWISE(bf16_8, bf16, 8)
ELEMENTWISE(bf16_1, bf16, 1)
