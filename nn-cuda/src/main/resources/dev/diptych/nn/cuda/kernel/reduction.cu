#include "base.cuh"

// Sums over rows in two stages: blocks add up runs of rows, then the runs' sums are added in their order. How rows are
// split depends on the shape alone, so the same input gives the same bits.

constexpr int ROW_LANES = 8; // a block is 32 lanes by 8 rows

// partial[y, n] = sum of x[m, n] over the rows of run y; x [rows, columns], a thread has N neighbouring columns
template <typename X, int N>
DEVICE void column_sum(const X* x, long long stride, int rows, int rows_of_run, int columns, float* partial) {
    __shared__ float sums[ROW_LANES][WARP * N];
    int lane = threadIdx.x % WARP;
    int line = threadIdx.x / WARP;
    long long column = ((long long) blockIdx.x * WARP + lane) * N;
    int from = blockIdx.y * rows_of_run;
    int to = min(rows, from + rows_of_run);
    Run<N> sum;
#pragma unroll
    for (int i = 0; i < N; i++) {
        sum.v[i] = 0;
    }
    if (column < columns) {
#pragma unroll 4
        for (int m = from + line; m < to; m += ROW_LANES) {
            Run<N> run = load<N>(x + m * stride + column);
#pragma unroll
            for (int i = 0; i < N; i++) {
                sum.v[i] += run.v[i];
            }
        }
    }
#pragma unroll
    for (int i = 0; i < N; i++) {
        sums[line][i * WARP + lane] = sum.v[i];
    }
    __syncthreads();
    // column n of the block stands at n % N * WARP + n / N
    for (int n = threadIdx.x; n < WARP * N; n += WARP * ROW_LANES) {
        long long of = (long long) blockIdx.x * WARP * N + n;
        if (of < columns) {
            float total = 0;
#pragma unroll
            for (int i = 0; i < ROW_LANES; i++) {
                total += sums[i][n % N * WARP + n / N];
            }
            partial[(long long) blockIdx.y * columns + of] = total;
        }
    }
}

#define COLUMN_SUM(name, X, N)                                                                             \
    extern "C" __global__ void __launch_bounds__(WARP* ROW_LANES) name(                                    \
            const X* x, long long stride, int rows, int rows_of_run, int columns, float* partial) {        \
        column_sum<X, N>(x, stride, rows, rows_of_run, columns, partial);                                  \
    }
COLUMN_SUM(column_sum_f32_8, float, 8)
COLUMN_SUM(column_sum_f32_1, float, 1)
COLUMN_SUM(column_sum_bf16_8, bf16, 8)
COLUMN_SUM(column_sum_bf16_1, bf16, 1)

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
