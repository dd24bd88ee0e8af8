#include "base.cuh"

// Sums over rows in two stages: blocks add up runs of rows, then the runs' sums are added in their order. How rows are
// split depends on the shape alone, so the same input gives the same bits.

constexpr int ROW_LANES = 8; // a block is 32 lanes by 8 rows

// A block's sums, a line for each of its rows: column n stands at n % N * WARP + n / N.
template <int N>
struct Lines {
    float at[ROW_LANES][WARP * N];
};

// this thread's first column
template <int N>
DEVICE long long first_column(int column_block) {
    return ((long long) column_block * WARP + threadIdx.x % WARP) * N;
}

template <int N>
DEVICE Run<N> zeros() {
    Run<N> run;
#pragma unroll
    for (int i = 0; i < N; i++) {
        run.v[i] = 0;
    }
    return run;
}

// the sum over rows [from, to) of this thread's line
template <typename X, int N>
DEVICE Run<N> line_sum(const X* x, long long stride, int from, int to, long long column, int columns) {
    Run<N> sum = zeros<N>();
    if (column < columns) {
#pragma unroll 4
        for (int m = from + threadIdx.x / WARP; m < to; m += ROW_LANES) {
            Run<N> run = load<N>(x + m * stride + column);
#pragma unroll
            for (int i = 0; i < N; i++) {
                sum.v[i] += run.v[i];
            }
        }
    }
    return sum;
}

// out[n] = factor * the lines' sum, for the block's columns
template <typename O, int N>
DEVICE void add_lines(Lines<N>& lines, const Run<N>& sum, int column_block, int columns, float factor, O* out) {
#pragma unroll
    for (int i = 0; i < N; i++) {
        lines.at[threadIdx.x / WARP][i * WARP + threadIdx.x % WARP] = sum.v[i];
    }
    __syncthreads();
    for (int n = threadIdx.x; n < WARP * N; n += WARP * ROW_LANES) {
        long long of = (long long) column_block * WARP * N + n;
        if (of < columns) {
            float total = 0;
#pragma unroll
            for (int i = 0; i < ROW_LANES; i++) {
                total += lines.at[i][n % N * WARP + n / N];
            }
            put(out + of, total * factor);
        }
    }
}

// partial[y, n] = sum of x[m, n] over the rows of run y; x [rows, columns], a thread has N neighbouring columns
template <typename X, int N>
DEVICE void column_sum(const X* x, long long stride, int rows, int rows_of_run, int columns, float* partial) {
    __shared__ Lines<N> lines;
    int from = blockIdx.y * rows_of_run;
    int to = min(rows, from + rows_of_run);
    Run<N> sum = line_sum<X, N>(x, stride, from, to, first_column<N>(blockIdx.x), columns);
    add_lines<float, N>(lines, sum, blockIdx.x, columns, 1.0f, partial + (long long) blockIdx.y * columns);
}

// out[b] = share * the sum of x[b, t] over t >= from; x [B, tokens, width]. Grid: B by blocks of columns.
template <typename T, int N>
DEVICE void average_tokens(const T* x, T* out, int from, float share, int tokens, int width) {
    __shared__ Lines<N> lines;
    const T* sequence = x + (long long) blockIdx.x * tokens * width;
    Run<N> sum = line_sum<T, N>(sequence, width, from, tokens, first_column<N>(blockIdx.y), width);
    add_lines<T, N>(lines, sum, blockIdx.y, width, share, out + (long long) blockIdx.x * width);
}

// dx = gamma * dout; partial[y, n] = sum of x[m, n] dout[m, n] over the rows of run y
template <typename X, int N>
DEVICE void layer_scale_grad(
        const X* x, const float* gamma, const float* dout, X* dx, int rows, int rows_of_run, int columns, float* partial) {
    __shared__ Lines<N> lines;
    long long column = first_column<N>(blockIdx.x);
    int from = blockIdx.y * rows_of_run;
    int to = min(rows, from + rows_of_run);
    Run<N> sum = zeros<N>();
    if (column < columns) {
        Run<N> weights = load<N>(gamma + column);
        for (int m = from + threadIdx.x / WARP; m < to; m += ROW_LANES) {
            long long e = (long long) m * columns + column;
            Run<N> run = load<N>(x + e);
            Run<N> gradient = load<N>(dout + e);
#pragma unroll
            for (int i = 0; i < N; i++) {
                sum.v[i] += run.v[i] * gradient.v[i];
                gradient.v[i] *= weights.v[i];
            }
            store<N>(dx + e, gradient);
        }
    }
    add_lines<float, N>(lines, sum, blockIdx.x, columns, 1.0f, partial + (long long) blockIdx.y * columns);
}

#define REDUCTIONS(suffix, X, N)                                                                           \
    extern "C" __global__ void __launch_bounds__(WARP* ROW_LANES) column_sum_##suffix(                     \
            const X* x, long long stride, int rows, int rows_of_run, int columns, float* partial) {        \
        column_sum<X, N>(x, stride, rows, rows_of_run, columns, partial);                                  \
    }                                                                                                      \
    extern "C" __global__ void __launch_bounds__(WARP* ROW_LANES) average_tokens_##suffix(                 \
            const X* x, X* out, int from, float share, int tokens, int width) {                            \
        average_tokens<X, N>(x, out, from, share, tokens, width);                                          \
    }                                                                                                      \
    extern "C" __global__ void __launch_bounds__(WARP* ROW_LANES) layer_scale_grad_##suffix(               \
            const X* x,                                                                                    \
            const float* gamma,                                                                            \
            const float* dout,                                                                             \
            X* dx,                                                                                         \
            int rows,                                                                                      \
            int rows_of_run,                                                                               \
            int columns,                                                                                   \
            float* partial) {                                                                              \
        layer_scale_grad<X, N>(x, gamma, dout, dx, rows, rows_of_run, columns, partial);                   \
    }
REDUCTIONS(f32_8, float, 8)
REDUCTIONS(f32_1, float, 1)
REDUCTIONS(bf16_8, bf16, 8)
REDUCTIONS(bf16_1, bf16, 1)

// out_y[n] = (out_y[n] +) sum over p of partial[y, p, n]; partial [1 or 2, parts, stride], of which `columns` count;
// blocks of 32 columns by 32 lines
extern "C" __global__ void __launch_bounds__(1024) sum_parts(
        const float* partial, int parts, long long stride, int columns, float* out_0, float* out_1, int accumulate) {
    __shared__ float sums[WARP][WARP];
    int lane = threadIdx.x % WARP;
    int line = threadIdx.x / WARP;
    int column = blockIdx.x * WARP + lane;
    const float* part = partial + blockIdx.y * parts * stride;
    float* out = blockIdx.y == 0 ? out_0 : out_1;
    float sum = 0;
    if (column < columns) {
#pragma unroll 4
        for (int p = line; p < parts; p += WARP) {
            sum += part[p * stride + column];
        }
    }
    sums[line][lane] = sum;
    __syncthreads();
    if (line == 0 && column < columns) {
        float total = accumulate ? out[column] : 0;
#pragma unroll
        for (int i = 0; i < WARP; i++) {
            total += sums[i][lane];
        }
        out[column] = total;
    }
}
