#include "base.cuh"

// Layer normalisation and rows of unit length. The fast kernels give a warp a row, which it keeps in registers: lane l
// has columns [8 (32 i + l), ...) for i < P. The plain ones take any width.

// ---------------------------------------------------------------------------------------------------------------------
// out = (x - mean) / sqrt(variance + epsilon) * gamma + beta; x [M, W], mean and variance [M], written

template <typename O, int P>
DEVICE void layer_norm(
        const float* x,
        const float* gamma,
        const float* beta,
        float epsilon,
        float* mean,
        float* variance,
        O* out,
        int rows,
        int width) {
    int lane = threadIdx.x % WARP;
    long long row = (long long) blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
    if (row >= rows) {
        return; // the whole warp
    }
    const float* from = x + row * width;
    Run<8> runs[P];
    float sum = 0;
#pragma unroll
    for (int i = 0; i < P; i++) {
        int column = (i * WARP + lane) * 8;
        if (column < width) {
            runs[i] = load<8>(from + column);
#pragma unroll
            for (int j = 0; j < 8; j++) {
                sum += runs[i].v[j];
            }
        }
    }
    float centre = warp_sum(sum) / width;
    float squares = 0;
#pragma unroll
    for (int i = 0; i < P; i++) {
        if ((i * WARP + lane) * 8 < width) {
#pragma unroll
            for (int j = 0; j < 8; j++) {
                float d = runs[i].v[j] - centre;
                squares += d * d;
            }
        }
    }
    float spread = warp_sum(squares) / width;
    float inverse = 1.0f / sqrtf(spread + epsilon);
    if (lane == 0) {
        mean[row] = centre;
        variance[row] = spread;
    }
    O* to = out + row * width;
#pragma unroll
    for (int i = 0; i < P; i++) {
        int column = (i * WARP + lane) * 8;
        if (column < width) {
            Run<8> scale = load<8>(gamma + column);
            Run<8> shift = load<8>(beta + column);
#pragma unroll
            for (int j = 0; j < 8; j++) {
                runs[i].v[j] = (runs[i].v[j] - centre) * inverse * scale.v[j] + shift.v[j];
            }
            store<8>(to + column, runs[i]);
        }
    }
}

// any width: three passes over the row
template <typename O>
DEVICE void layer_norm_plain(
        const float* x,
        const float* gamma,
        const float* beta,
        float epsilon,
        float* mean,
        float* variance,
        O* out,
        int rows,
        int width) {
    int lane = threadIdx.x % WARP;
    long long row = (long long) blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
    if (row >= rows) {
        return;
    }
    const float* from = x + row * width;
    float sum = 0;
    for (int c = lane; c < width; c += WARP) {
        sum += from[c];
    }
    float centre = warp_sum(sum) / width;
    float squares = 0;
    for (int c = lane; c < width; c += WARP) {
        squares += (from[c] - centre) * (from[c] - centre);
    }
    float spread = warp_sum(squares) / width;
    float inverse = 1.0f / sqrtf(spread + epsilon);
    if (lane == 0) {
        mean[row] = centre;
        variance[row] = spread;
    }
    for (int c = lane; c < width; c += WARP) {
        put(out + row * width + c, (from[c] - centre) * inverse * gamma[c] + beta[c]);
    }
}

#define LAYER_NORM_ARGUMENTS(O)                                                                                    \
    const float *x, const float *gamma, const float *beta, float epsilon, float *mean, float *variance, O *out,    \
            int rows, int width
#define LAYER_NORM(name, O, function)                                                                              \
    extern "C" __global__ void __launch_bounds__(128) name(LAYER_NORM_ARGUMENTS(O)) {                              \
        function(x, gamma, beta, epsilon, mean, variance, out, rows, width);                                       \
    }
LAYER_NORM(layer_norm_f32_2, float, (layer_norm<float, 2>) )
LAYER_NORM(layer_norm_f32_4, float, (layer_norm<float, 4>) )
LAYER_NORM(layer_norm_f32_8, float, (layer_norm<float, 8>) )
LAYER_NORM(layer_norm_f32_plain, float, layer_norm_plain<float>)
LAYER_NORM(layer_norm_bf16_2, bf16, (layer_norm<bf16, 2>) )
LAYER_NORM(layer_norm_bf16_4, bf16, (layer_norm<bf16, 4>) )
LAYER_NORM(layer_norm_bf16_8, bf16, (layer_norm<bf16, 8>) )
LAYER_NORM(layer_norm_bf16_plain, bf16, layer_norm_plain<bf16>)

// ---------------------------------------------------------------------------------------------------------------------
// With y = (x - mean) inverse and g = dout gamma: dx = inverse (g - mean(g) - y mean(g y)), dgamma = sum over rows of
// dout y, dbeta = sum of dout. A warp takes every (blocks * 8)th row and keeps its columns' sums in registers; warps of a
// block add up in their order. partial [2, blocks, W] goes to sum_parts: first for gamma, then for beta.
//
// Where it `accumulates`, dx is what stood there plus the gradient: the stream of a network's residuals gets a share from
// each norm. Its rounded values go to `copy` too, unless that is null: the next product reads them.

constexpr int NORM_WARPS = 8;

template <typename G, int P>
DEVICE void layer_norm_grad(
        const float* x,
        const float* gamma,
        float epsilon,
        const float* mean,
        const float* variance,
        const G* dout,
        float* dx,
        int accumulate,
        bf16* copy,
        float* partial,
        int rows,
        int width) {
    DYNAMIC_SHARED(float, sums); // [NORM_WARPS, W]
    int lane = threadIdx.x % WARP;
    int warp = threadIdx.x / WARP;
    Run<8> dgamma[P];
    Run<8> dbeta[P];
#pragma unroll
    for (int i = 0; i < P; i++) {
#pragma unroll
        for (int j = 0; j < 8; j++) {
            dgamma[i].v[j] = 0;
            dbeta[i].v[j] = 0;
        }
    }
    for (long long row = (long long) blockIdx.x * NORM_WARPS + warp; row < rows; row += gridDim.x * NORM_WARPS) {
        float centre = mean[row];
        float inverse = 1.0f / sqrtf(variance[row] + epsilon);
        Run<8> y[P];
        Run<8> g[P];
        float sum = 0;
        float product = 0;
#pragma unroll
        for (int i = 0; i < P; i++) {
            int column = (i * WARP + lane) * 8;
            if (column < width) {
                y[i] = load<8>(x + row * width + column);
                g[i] = load<8>(dout + row * width + column);
                Run<8> scale = load<8>(gamma + column);
#pragma unroll
                for (int j = 0; j < 8; j++) {
                    y[i].v[j] = (y[i].v[j] - centre) * inverse;
                    dgamma[i].v[j] += g[i].v[j] * y[i].v[j];
                    dbeta[i].v[j] += g[i].v[j];
                    g[i].v[j] *= scale.v[j];
                    sum += g[i].v[j];
                    product += g[i].v[j] * y[i].v[j];
                }
            }
        }
        sum = warp_sum(sum) / width;
        product = warp_sum(product) / width;
#pragma unroll
        for (int i = 0; i < P; i++) {
            int column = (i * WARP + lane) * 8;
            if (column < width) {
#pragma unroll
                for (int j = 0; j < 8; j++) {
                    g[i].v[j] = inverse * (g[i].v[j] - sum - y[i].v[j] * product);
                }
                if (accumulate) {
                    Run<8> stream = load<8>(dx + row * width + column);
#pragma unroll
                    for (int j = 0; j < 8; j++) {
                        g[i].v[j] += stream.v[j];
                    }
                }
                store<8>(dx + row * width + column, g[i]);
                if (copy != nullptr) {
                    store<8>(copy + row * width + column, g[i]);
                }
            }
        }
    }
#pragma unroll
    for (int which = 0; which < 2; which++) {
#pragma unroll
        for (int i = 0; i < P; i++) {
            int column = (i * WARP + lane) * 8;
            if (column < width) {
                store<8>(sums + warp * width + column, which == 0 ? dgamma[i] : dbeta[i]);
            }
        }
        __syncthreads();
        float* to = partial + ((long long) which * gridDim.x + blockIdx.x) * width;
        for (int c = threadIdx.x; c < width; c += blockDim.x) {
            float total = 0;
#pragma unroll
            for (int w = 0; w < NORM_WARPS; w++) {
                total += sums[w * width + c];
            }
            to[c] = total;
        }
        __syncthreads();
    }
}

#define LAYER_NORM_GRAD(name, G, P)                                                                                \
    extern "C" __global__ void __launch_bounds__(WARP* NORM_WARPS) name(                                           \
            const float* x,                                                                                        \
            const float* gamma,                                                                                    \
            float epsilon,                                                                                         \
            const float* mean,                                                                                     \
            const float* variance,                                                                                 \
            const G* dout,                                                                                         \
            float* dx,                                                                                             \
            int accumulate,                                                                                        \
            bf16* copy,                                                                                            \
            float* partial,                                                                                        \
            int rows,                                                                                              \
            int width) {                                                                                           \
        layer_norm_grad<G, P>(                                                                                     \
                x, gamma, epsilon, mean, variance, dout, dx, accumulate, copy, partial, rows, width);              \
    }
LAYER_NORM_GRAD(layer_norm_grad_f32_2, float, 2)
LAYER_NORM_GRAD(layer_norm_grad_f32_3, float, 3)
LAYER_NORM_GRAD(layer_norm_grad_f32_4, float, 4)
LAYER_NORM_GRAD(layer_norm_grad_bf16_2, bf16, 2)
LAYER_NORM_GRAD(layer_norm_grad_bf16_3, bf16, 3)
LAYER_NORM_GRAD(layer_norm_grad_bf16_4, bf16, 4)

// any width: dx a warp a row
template <typename G>
DEVICE void layer_norm_dx_plain(
        const float* x,
        const float* gamma,
        float epsilon,
        const float* mean,
        const float* variance,
        const G* dout,
        float* dx,
        int accumulate,
        bf16* copy,
        int rows,
        int width) {
    int lane = threadIdx.x % WARP;
    long long row = (long long) blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
    if (row >= rows) {
        return;
    }
    float centre = mean[row];
    float inverse = 1.0f / sqrtf(variance[row] + epsilon);
    float sum = 0;
    float product = 0;
    for (int c = lane; c < width; c += WARP) {
        float g = to_float(dout[row * width + c]) * gamma[c];
        sum += g;
        product += g * ((x[row * width + c] - centre) * inverse);
    }
    sum = warp_sum(sum) / width;
    product = warp_sum(product) / width;
    for (int c = lane; c < width; c += WARP) {
        float y = (x[row * width + c] - centre) * inverse;
        float gradient = inverse * (to_float(dout[row * width + c]) * gamma[c] - sum - y * product);
        if (accumulate) {
            gradient += dx[row * width + c];
        }
        dx[row * width + c] = gradient;
        if (copy != nullptr) {
            put(copy + row * width + c, gradient);
        }
    }
}

// any width: partial [2, runs, W], a thread a column of a run of rows
template <typename G>
DEVICE void layer_norm_columns_plain(
        const float* x,
        float epsilon,
        const float* mean,
        const float* variance,
        const G* dout,
        float* partial,
        int rows,
        int rows_of_run,
        int width) {
    int column = blockIdx.x * blockDim.x + threadIdx.x;
    if (column >= width) {
        return;
    }
    long long from = (long long) blockIdx.y * rows_of_run;
    long long to = min((long long) rows, from + rows_of_run);
    float dgamma = 0;
    float dbeta = 0;
    for (long long row = from; row < to; row++) {
        float g = to_float(dout[row * width + column]);
        dgamma += g * ((x[row * width + column] - mean[row]) / sqrtf(variance[row] + epsilon));
        dbeta += g;
    }
    partial[(long long) blockIdx.y * width + column] = dgamma;
    partial[((long long) gridDim.y + blockIdx.y) * width + column] = dbeta;
}

#define LAYER_NORM_PLAIN_GRAD(type, G)                                                                             \
    extern "C" __global__ void __launch_bounds__(128) layer_norm_dx_##type(                                        \
            const float* x,                                                                                        \
            const float* gamma,                                                                                    \
            float epsilon,                                                                                         \
            const float* mean,                                                                                     \
            const float* variance,                                                                                 \
            const G* dout,                                                                                         \
            float* dx,                                                                                             \
            int accumulate,                                                                                        \
            bf16* copy,                                                                                            \
            int rows,                                                                                              \
            int width) {                                                                                           \
        layer_norm_dx_plain<G>(x, gamma, epsilon, mean, variance, dout, dx, accumulate, copy, rows, width);        \
    }                                                                                                              \
    extern "C" __global__ void __launch_bounds__(128) layer_norm_columns_##type(                                   \
            const float* x,                                                                                        \
            float epsilon,                                                                                         \
            const float* mean,                                                                                     \
            const float* variance,                                                                                 \
            const G* dout,                                                                                         \
            float* partial,                                                                                        \
            int rows,                                                                                              \
            int rows_of_run,                                                                                       \
            int width) {                                                                                           \
        layer_norm_columns_plain<G>(x, epsilon, mean, variance, dout, partial, rows, rows_of_run, width);          \
    }
LAYER_NORM_PLAIN_GRAD(f32, float)
LAYER_NORM_PLAIN_GRAD(bf16, bf16)

// ---------------------------------------------------------------------------------------------------------------------
// out = x * inverse, inverse = 1 / max(|x|, 1e-12); a warp a row; x [B, W]

extern "C" __global__ void __launch_bounds__(128)
        normalize(const float* x, float* inverse, float* out, int rows, int width) {
    int lane = threadIdx.x % WARP;
    long long row = (long long) blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
    if (row >= rows) {
        return;
    }
    const float* from = x + row * width;
    float squares = 0;
    for (int c = lane; c < width; c += WARP) {
        squares += from[c] * from[c];
    }
    float factor = 1.0f / fmaxf(sqrtf(warp_sum(squares)), 1e-12f);
    if (lane == 0) {
        inverse[row] = factor;
    }
    for (int c = lane; c < width; c += WARP) {
        out[row * width + c] = from[c] * factor;
    }
}

// dx (+)= inverse (dout - out (out . dout))
extern "C" __global__ void __launch_bounds__(128) normalize_grad(
        const float* out, const float* inverse, const float* dout, float* dx, int rows, int width, int accumulate) {
    int lane = threadIdx.x % WARP;
    long long row = (long long) blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
    if (row >= rows) {
        return;
    }
    float along = 0;
    for (int c = lane; c < width; c += WARP) {
        along += out[row * width + c] * dout[row * width + c];
    }
    along = warp_sum(along);
    float factor = inverse[row];
    for (int c = lane; c < width; c += WARP) {
        long long at = row * width + c;
        float gradient = factor * (dout[at] - out[at] * along);
        dx[at] = accumulate ? dx[at] + gradient : gradient;
    }
}
